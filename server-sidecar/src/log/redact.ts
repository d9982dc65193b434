/** Keeps secrets out of the log, whoever put them there. */

const SECRET_KEY =
  /pass(word|wd)?$|secret|token|authorization|cookie|credential|data_?source|database_?url|signing_?key|^state$/i
/** `scheme://user:password@host`, as drivers like to repeat it in their complaints. */
const URL_PASSWORD = /\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):(?!\d+(?:\/|$))\S*@/gi
/** `password=…` in a connection string, quoted or not. */
const PASSWORD_PAIR = /\b(password|sslpassword|access_token)\s*=\s*('(?:[^'\\]|\\.)*'|[^\s&;]+)/gi
const BEARER = /\b(bearer|token|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi
const MASK = '[redacted]'

export function redact<T extends string | number | boolean>(value: T, key?: string): T | string {
  if (key !== undefined && SECRET_KEY.test(key)) return MASK
  if (typeof value !== 'string') return value
  return value
    .replace(URL_PASSWORD, `$1:${MASK}@`)
    .replace(PASSWORD_PAIR, `$1=${MASK}`)
    .replace(BEARER, `$1 ${MASK}`)
}
