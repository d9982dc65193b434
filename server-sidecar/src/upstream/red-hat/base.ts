/** Where the API is when only a host is known. */
import type { UpstreamAnswer } from '../http-client'

type Send = (baseUrl: string) => Promise<UpstreamAnswer>

/** Sends to the API at this address. */
export type AskAt = (apiUrl: string, send: Send) => Promise<UpstreamAnswer>

/**
 * Below a bare host the API is at `/support`, as at Red Hat; behind a gateway that stands for the
 * API alone, at the root. Which of the two is found out by the first good answer and kept.
 */
export function createAskAt(): AskAt {
  const known = new Map<string, string>()

  return async function askAt(apiUrl, send) {
    if (new URL(apiUrl).pathname !== '/') return send(apiUrl)
    const host = apiUrl.replace(/\/$/, '')
    const found = known.get(host)
    if (found) return send(found)
    const usual = `${host}/support`
    const answer = await send(usual)
    if (isGood(answer)) known.set(host, usual)
    if (answer.status !== 404) return answer
    const atRoot = await send(host)
    if (isGood(atRoot)) known.set(host, host)
    // A page there is the host's own; and what is at neither place may still be at the usual one.
    const isApi = atRoot.status !== 404 && atRoot.status < 500 && atRoot.json !== undefined
    return isApi ? atRoot : answer
  }
}

/** A refusal or a page may come from whatever stands before the API. */
function isGood({ status, json }: UpstreamAnswer): boolean {
  return status >= 200 && status < 300 && json !== undefined
}
