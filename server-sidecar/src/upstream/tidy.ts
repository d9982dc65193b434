/** What is taken out of a body before anything else sees it. */

/** In place of a secret. */
export const REDACTED = '***'
/** openITCOCKPIT's key as a parameter, also escaped inside another address, and as its header. */
const KEY_PARAMETER = /(api_?key(?:=|%3d)|x-oitc-api\s+)[^&#\s"'<>()[\]\\%;,]+/gi
const KEY_NAME = /^(?:api_?key|x-oitc-api)$/i
/** Its keys wherever they stand. */
const BARE_KEY = /(?<![0-9a-f])[0-9a-f]{160}(?![0-9a-f])/gi
/** Nothing that a database refuses: NUL and half characters. */
const UNSTORABLE = /\0|\p{Surrogate}/gu

/** A copy without secrets. Expects a tree as JSON.parse makes it, of bounded depth. */
export function tidy(value: unknown): unknown {
  if (typeof value === 'string') return tidyText(value)
  if (Array.isArray(value)) return value.map(tidy)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value)
    .map(([name, own]) => [tidyText(name), KEY_NAME.test(name) ? REDACTED : tidy(own)] as const)
    // The one name that a copy would take for its prototype.
    .filter(([name]) => name !== '__proto__')
  return Object.fromEntries(kept)
}

function tidyText(text: string): string {
  return text
    .replace(UNSTORABLE, (sign) => (sign === '\0' ? '' : '\ufffd'))
    .replace(KEY_PARAMETER, `$1${REDACTED}`)
    .replace(BARE_KEY, REDACTED)
}
