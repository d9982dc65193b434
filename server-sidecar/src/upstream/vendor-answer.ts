/** What a vendor's answer stands for, whatever words are in it. */
import type { Vendor } from '../domain/case/account'
import { UpstreamTrouble } from '../ports/upstream-client'
import { type VendorLogin, VendorTrouble } from '../ports/vendor'
import type { HttpClient, OutgoingRequest, UpstreamAnswer } from './http-client'

export type VendorCall = Pick<OutgoingRequest, 'method' | 'path' | 'headers' | 'body' | 'form'>

/** Sends to one of the vendor's addresses; rejects with VendorTrouble when there is no answer. */
export async function sendTo(
  http: HttpClient,
  { vendor, baseUrl }: { vendor: Vendor; baseUrl: string },
  call: VendorCall,
): Promise<UpstreamAnswer> {
  const { proxyUrl, ca, insecure } = vendor
  const access = { baseUrl, insecure, ...(proxyUrl && { proxyUrl }), ...(ca && { ca }) }
  try {
    return await http.send({ access, vendor: vendor.name, ...call })
  } catch (error) {
    throw error instanceof UpstreamTrouble ? vendorTroubleOf(error) : error
  }
}

function vendorTroubleOf({ reason }: UpstreamTrouble): VendorTrouble {
  switch (reason) {
    case 'unreachable':
    case 'timed_out':
    case 'tls_failed':
      return new VendorTrouble(reason, true)
    case 'not_found':
      return new VendorTrouble(reason, false)
    default:
      return new VendorTrouble('unexpected_answer', true)
  }
}

/**
 * An answer worth reading, or the trouble it stands for. A page in HTML is nobody's answer but a
 * CDN's or a login's, whatever its status: an outage, and no word about a case.
 */
export function sortVendorAnswer(answer: UpstreamAnswer): UpstreamAnswer {
  const { status } = answer
  const retryAfter = retryAfterOf(answer)
  if (status === 429) throw new VendorTrouble('rate_limited', true, retryAfter)
  if (status >= 500 || status === 408) throw new VendorTrouble('server_error', true, retryAfter)
  if (status >= 300 && status < 400) throw new VendorTrouble('unexpected_answer', true)
  if (isPage(answer)) {
    throw new VendorTrouble(
      status === 404 || status === 410 ? 'no_page' : 'unexpected_answer',
      true,
    )
  }
  if (status >= 200 && status < 300) return answer
  if (status === 401) throw new VendorTrouble('login_refused', false)
  if (status === 403) throw new VendorTrouble('forbidden', false)
  if (status === 404) throw new VendorTrouble('not_found', false)
  if (status === 410) throw new VendorTrouble('gone', false)
  throw new VendorTrouble('unexpected_answer', false)
}

/** What was thrown when a list of cases was asked for, which is no case that might be missing. */
export function listTroubleOf(error: unknown): unknown {
  return isOfAddress(error) ? new VendorTrouble('list_gone', false) : error
}

/** Not of what was asked for, but of where and how: it will be the same at the next try. */
export function isOfAddress(error: unknown): boolean {
  if (!(error instanceof VendorTrouble)) return false
  const { reason, retry } = error
  const isRefused = reason === 'unexpected_answer' && !retry
  return reason === 'not_found' || reason === 'gone' || reason === 'no_page' || isRefused
}

/** The same of an answer in JSON: one that is cut off, or something else, tells nothing either. */
export function sortJsonAnswer(answer: UpstreamAnswer): UpstreamAnswer {
  const { json, text } = sortVendorAnswer(answer)
  if (json === undefined && text.trim() !== '') throw new VendorTrouble('unexpected_answer', true)
  return answer
}

export function isPage({ contentType, text }: UpstreamAnswer): boolean {
  return contentType.includes('text/html') || /^\s*<(?:!doctype html|html)\b/i.test(text)
}

/** Seconds, or a date that the server's own clock is to be held against. */
export function retryAfterOf({ retryAfter, date }: UpstreamAnswer): number | undefined {
  if (retryAfter === undefined) return undefined
  if (/^\s*\d+\s*$/.test(retryAfter)) return Number(retryAfter) * 1000
  const until = Date.parse(retryAfter)
  const now = Date.parse(date ?? '')
  return Number.isNaN(until) || Number.isNaN(now) ? undefined : Math.max(0, until - now)
}

/** The vendor's clock at the answer. */
export function saidAtOf({ date }: UpstreamAnswer): number | undefined {
  const at = Date.parse(date ?? '')
  return Number.isNaN(at) ? undefined : at
}

export function basicHeader({ account, secret }: Pick<VendorLogin, 'account' | 'secret'>) {
  const pair = Buffer.from(`${account.login ?? ''}:${secret}`).toString('base64')
  return { Authorization: `Basic ${pair}` }
}
