/** Which addresses from outside may become a link, be fetched for a reader, or be called. */

const MAX_LENGTH = 2048
/** Where the resolver or the net keeps what is not for everybody. */
const INTERNAL_NAME =
  /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|lan|home|corp|home\.arpa)$/

/**
 * The address as the browser would call it, or undefined when it is none to follow: another scheme
 * than http and https, credentials in it, or none at all (`https://`).
 */
export function safeUrl(text: string): string | undefined {
  const url = parseUrl(text)
  // A bracket or blank left in it would end a Markdown link too early.
  return url?.href.replace(/[()<>[\]\s|\\]/g, (sign) =>
    sign === '[' || sign === ']' ? sign : `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/**
 * Does the address point into a private net, by its name or number? True also for what is no
 * address at all. A name can still resolve to one: who fetches must look at what it got.
 */
export function isInternalUrl(text: string): boolean {
  const url = parseUrl(text)
  if (!url) return true
  const host = url.hostname.toLowerCase().replace(/\.$/, '')
  if (host.startsWith('[')) return isInternalV6(host.slice(1, -1))
  if (/^\d+(?:\.\d+){3}$/.test(host)) return isInternalV4(host)
  return !host.includes('.') || INTERNAL_NAME.test(host)
}

/** Is the address below this base: same scheme, host and port, and in its path? */
export function isBelow(text: string, base: string): boolean {
  const url = parseUrl(text)
  const root = parseUrl(base)
  if (!url || !root || url.origin !== root.origin) return false
  // An escaped dot or slash is resolved by some servers and not by this parser.
  if (/%(?:2e|2f|5c)/i.test(url.pathname)) return false
  const path = root.pathname.endsWith('/') ? root.pathname : `${root.pathname}/`
  return `${url.pathname}/`.startsWith(path)
}

function parseUrl(text: string): URL | undefined {
  if (text.length > MAX_LENGTH || !/^\s*https?:\/\//i.test(text)) return undefined
  try {
    const url = new URL(text)
    return url.username === '' && url.password === '' ? url : undefined
  } catch {
    return undefined
  }
}

function isInternalV4(host: string): boolean {
  const [a = 0, b = 0] = host.split('.').map(Number)
  return (
    a === 0 ||
    a === 10 ||
    a === 127 ||
    a >= 224 ||
    (a === 100 && b >= 64 && b < 128) ||
    (a === 169 && b === 254) ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && (b === 168 || b === 0)) ||
    (a === 198 && (b === 18 || b === 19))
  )
}

/** Only the world's own addresses (2000::/3) are outside, without those that hold an IPv4 one. */
function isInternalV6(host: string): boolean {
  const first = Number.parseInt(host.split(':', 1)[0] || '0', 16)
  return first < 0x2000 || first > 0x3fff || first === 0x2002 || /^2001:0?:/.test(host)
}
