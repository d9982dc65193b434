/** Who may come in: offline tokens and service accounts, and the access tokens made from them. */
import { randomBytes } from 'node:crypto'

export interface Login {
  /** Account numbers whose cases it sees. */
  accounts: string[]
  /** Gone: revoked, or unused for too long. */
  isDead: boolean
}

export interface Tokens {
  /** By offline token, or by `<client id>:<client secret>`. */
  logins: Map<string, Login>
  /** Seconds an access token is good for. */
  expiresIn: number
  issue(login: string): string
  isGood(access: string): boolean
  sees(access: string, account: string): boolean
  /** Ends all access tokens at once; the logins stay. */
  expireAll(): void
}

/** @param now milliseconds since 1970 */
export function createTokens(now: () => number = Date.now): Tokens {
  const issued = new Map<string, { login: string; until: number }>()
  function loginOf(access: string): Login | undefined {
    const known = issued.get(access)
    const login = known && known.until > now() ? tokens.logins.get(known.login) : undefined
    return login?.isDead ? undefined : login
  }
  const tokens: Tokens = {
    logins: new Map(),
    expiresIn: 900,
    issue(login) {
      const access = randomBytes(24).toString('base64url')
      issued.set(access, { login, until: now() + tokens.expiresIn * 1000 })
      return access
    },
    isGood: (access) => loginOf(access) !== undefined,
    sees: (access, account) => loginOf(access)?.accounts.includes(account) ?? false,
    expireAll: () => issued.clear(),
  }
  return tokens
}

type Form = Record<string, string | undefined>
interface Granted {
  status: number
  body: object
}

/** The token service's answer to a form; what is wrong with a login it says with 400 or 401. */
export function grant(tokens: Tokens, form: Form): Granted {
  const isClient = form['grant_type'] === 'client_credentials'
  if (!isClient && form['grant_type'] !== 'refresh_token') {
    return refuse(400, 'unsupported_grant_type', 'Unsupported grant_type')
  }
  const key = isClient
    ? `${form['client_id'] ?? ''}:${form['client_secret'] ?? ''}`
    : (form['refresh_token'] ?? '')
  const login = tokens.logins.get(key)
  if (!login && isClient) return refuse(401, 'unauthorized_client', 'Invalid client secret')
  if (!login) return refuse(400, 'invalid_grant', 'Invalid refresh token')
  if (login.isDead) return refuse(400, 'invalid_grant', 'Offline user session not found')
  const body = {
    access_token: tokens.issue(key),
    expires_in: tokens.expiresIn,
    token_type: 'Bearer',
    'not-before-policy': 0,
    scope: isClient ? 'api.console' : 'offline_access',
    ...(!isClient && { refresh_expires_in: 0, refresh_token: key }),
  }
  return { status: 200, body }
}

function refuse(status: number, error: string, error_description: string): Granted {
  return { status, body: { error, error_description } }
}
