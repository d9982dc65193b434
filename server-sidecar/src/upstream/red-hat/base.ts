/** Where the API is when only a host is known. */
import type { UpstreamAnswer } from '../http-client'

type Send = (baseUrl: string) => Promise<UpstreamAnswer>

/** Sends to the API at this address. */
export type AskAt = (apiUrl: string, send: Send) => Promise<UpstreamAnswer>

/**
 * Below a bare host the API is at `/support`, as at Red Hat; behind a gateway that stands for the
 * API alone, at the root. Which of the two is found out by the first answer and kept.
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
    if (answer.status !== 404) {
      if (answer.status < 500) known.set(host, usual)
      return answer
    }
    const atRoot = await send(host)
    // A page there is the host's own; and what is at neither place may still be at the usual one.
    const isApi = atRoot.status !== 404 && atRoot.status < 500 && atRoot.json !== undefined
    if (isApi) known.set(host, host)
    return isApi ? atRoot : answer
  }
}
