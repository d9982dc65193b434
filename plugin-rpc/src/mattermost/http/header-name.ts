/** Canonical spelling of a header name, as Go keys its header maps: `content-type` → `Content-Type`. */
export function renderHeaderName(name: string): string {
  const known = cache.get(name)
  if (known !== undefined) return known
  const canonical = TOKEN.test(name) ? canonicalize(name) : name
  if (cache.size < MAX_CACHED) cache.set(name, canonical)
  return canonical
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
/** Names are few in practice; the bound keeps a peer that invents names from filling memory. */
const MAX_CACHED = 512
const cache = new Map<string, string>()

function canonicalize(name: string): string {
  return name.toLowerCase().replace(/(^|-)[a-z]/g, (start) => start.toUpperCase())
}
