/** The two spellings of a data source, each to its parameters by name. */

export type Parameters = Record<string, string>
type Complain = (message: string) => never

/** `postgres://…` or `key=value …`, to parameters; `complain` never hears what was written. */
export function parseParameters(text: string, complain: Complain): Parameters {
  if (text === '') complain('the data source is empty')
  if (/^postgres(ql)?:\/\//.test(text)) return parseUrl(text, complain)
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || /@(tcp|unix)\(/.test(text)) {
    complain('the data source is not one of PostgreSQL')
  }
  return parsePairs(text, complain)
}

/**
 * By hand rather than with `URL`: passwords with characters that should have been escaped work in
 * Mattermost, and so they must here. The last `@` before the path ends the password.
 */
function parseUrl(text: string, complain: Complain): Parameters {
  const rest = text.slice(text.indexOf('://') + 3)
  const [, authority = '', path = '', query = ''] = /^([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/s.exec(
    rest,
  ) ?? [undefined]
  const decode = (part: string) => decodeOr(part, complain)
  const at = authority.lastIndexOf('@')
  const parameters: Parameters = { ...parseHost(authority.slice(at + 1), complain) }
  if (at >= 0) Object.assign(parameters, parseUser(authority.slice(0, at), decode))
  if (path) parameters['dbname'] = decode(path)
  for (const pair of query.split('&').filter(Boolean)) {
    const [key = '', ...value] = pair.replaceAll('+', ' ').split('=')
    parameters[decode(key)] = decode(value.join('='))
  }
  return parameters
}

function parseUser(text: string, decode: (part: string) => string): Parameters {
  const colon = text.indexOf(':')
  if (colon < 0) return { user: decode(text) }
  return { user: decode(text.slice(0, colon)), password: decode(text.slice(colon + 1)) }
}

/** `name`, `name:5432`, `[::1]:5432`, `%2Fvar%2Frun`; a list stays a list for others to refuse. */
function parseHost(text: string, complain: Complain): Parameters {
  if (text.includes(',')) return { host: text }
  const found = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d*))?$/.exec(text)
  if (!found) return complain('the host of the data source cannot be read')
  const host = decodeOr(found[1] ?? found[2] ?? '', complain)
  return { ...(host && { host }), ...(found[3] && { port: found[3] }) }
}

function decodeOr(text: string, complain: Complain): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return complain('a % in the data source is not followed by two hexadecimal digits')
  }
}

/** `host=db port=5432 password='it''s'`: blanks around `=` allowed, `\` escapes, quotes optional. */
function parsePairs(text: string, complain: Complain): Parameters {
  const pair =
    /\s*([A-Za-z_][\w.]*)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)(?:[^\s\\]|\\.)*)?)(?=\s|$)/suy
  const parameters: Parameters = {}
  while (pair.lastIndex < text.length) {
    const found = pair.exec(text)
    if (!found) return complain('the data source is neither a URL nor key=value pairs')
    const value = found[2] ?? found[3] ?? ''
    parameters[found[1] ?? ''] = value.replace(/\\(.)/gsu, '$1')
  }
  return parameters
}
