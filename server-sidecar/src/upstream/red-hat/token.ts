/**
 * Access tokens of sso.redhat.com (OpenID Connect, RFC 6749): for an offline token or a service
 * account. One is fetched when it is needed and used until `expires_in`; those who need it at the same
 * time share the fetching.
 */
import type { Clock } from '../../ports/clock'
import { type VendorLogin, VendorTrouble } from '../../ports/vendor'
import type { HttpClient, UpstreamAnswer } from '../http-client'
import { isLoose, type Loose, textAt } from '../loose-json'
import { isOfAddress, sendTo, sortVendorAnswer, type VendorCall } from '../vendor-answer'

export interface TokensNeeds {
  http: HttpClient
  clock: Clock
  /** The vendor gave another offline token in place of the one it took. */
  onRenewed?: OnRenewed
}
/** `given` is what the login came with. */
export type OnRenewed = (
  accountId: VendorLogin['account']['id'],
  tokens: { given: string; renewed: string },
) => void

interface Token {
  value: string
  /** Milliseconds since 1970. */
  from: number
  until: number
  /** What the next one is fetched with. */
  secret: string
  /** All that this login came with: the vendor may give another secret with each token. */
  given: ReadonlySet<string>
}
export type Tokens = ReturnType<typeof createTokens>

const CLIENT = 'rhsm-api'
const SCOPE = 'api.customer_case_management'
/** Where nobody says: the shortest that was ever seen. */
const USUAL_SECONDS = 300
/** A token that ends while a request is under way is refused. */
const MARGIN_MS = 30_000

export function createTokens({ http, clock, onRenewed = () => {} }: TokensNeeds) {
  const kept = new Map<string, Token>()
  const underWay = new Map<string, Promise<Token>>()

  function keyOf({ account, vendor }: VendorLogin): string {
    return JSON.stringify([account.id, account.login, vendor.ssoUrl])
  }

  /** What is kept of this very login; one that was set up anew is another. */
  function keptOf(login: VendorLogin): Token | undefined {
    const known = kept.get(keyOf(login))
    return known?.given.has(login.secret) ? known : undefined
  }

  async function fetchToken(login: VendorLogin): Promise<Token> {
    // The vendor may have exchanged the secret since it was read.
    const secret = keptOf(login)?.secret ?? login.secret
    const url = new URL(login.vendor.ssoUrl)
    const at = { vendor: login.vendor, baseUrl: url.origin }
    const path = `${url.pathname}${url.search}`
    const said = readToken(await sendTo(http, at, { ...askFor(login, secret), path }))
    const from = clock.now()
    const renewed = login.account.way === 'offline_token' && said.renewed
    const next = renewed || secret
    if (next !== login.secret) {
      onRenewed(login.account.id, { given: login.secret, renewed: next })
    }
    const given = new Set([login.secret, secret, next])
    const token = { ...said, from, until: from + said.ms, secret: next, given }
    kept.set(keyOf(login), token)
    return token
  }

  return {
    /** A token that is valid now; rejects with VendorTrouble. */
    async of(login: VendorLogin): Promise<Token> {
      const key = JSON.stringify([keyOf(login), login.secret])
      const known = keptOf(login)
      const now = clock.now()
      // A clock that was put back makes no token live longer than it was meant to.
      if (known && known.value !== '' && now < known.until && now >= known.from) return known
      const asked = underWay.get(key) ?? fetchToken(login).finally(() => underWay.delete(key))
      underWay.set(key, asked)
      return asked
    },
    /** The vendor refused it: the next one is fetched anew. */
    refuse(login: VendorLogin, { value }: Token): void {
      const key = keyOf(login)
      const known = kept.get(key)
      if (known?.value === value) kept.set(key, { ...known, value: '', until: 0 })
    },
    forget(accountId: string): void {
      for (const key of kept.keys()) if (JSON.parse(key)[0] === accountId) kept.delete(key)
    },
  }
}

function askFor({ account }: VendorLogin, secret: string): Omit<VendorCall, 'path'> {
  if (account.way === 'offline_token') {
    const form = { grant_type: 'refresh_token', client_id: CLIENT, refresh_token: secret }
    return { method: 'POST', headers: {}, form }
  }
  const pair = [account.login ?? '', secret].map(encodeURIComponent).join(':')
  return {
    method: 'POST',
    headers: { Authorization: `Basic ${Buffer.from(pair).toString('base64')}` },
    form: { grant_type: 'client_credentials', scope: SCOPE },
  }
}

function readToken(answer: UpstreamAnswer): { value: string; ms: number; renewed: string } {
  const { status, json } = answer
  const said: Loose = isLoose(json) ? json : {}
  // The words of RFC 6749, section 5.2; what describes them differs and is not looked at.
  const error = textAt(said, 'error')
  if (status === 400 && error === 'invalid_grant') throw new VendorTrouble('token_dead', false)
  if ((status === 400 || status === 401) && error !== undefined) {
    throw new VendorTrouble('login_refused', false)
  }
  sortTokenAnswer(answer)
  const value = textAt(said, 'access_token')
  if (value === undefined) throw new VendorTrouble('unexpected_answer', true)
  const seconds = Number(said['expires_in'] ?? USUAL_SECONDS)
  const ms = (Number.isFinite(seconds) && seconds > 0 ? seconds : USUAL_SECONDS) * 1000
  const renewed = textAt(said, 'refresh_token') ?? ''
  return { value, ms: Math.max(ms / 2, ms - MARGIN_MS), renewed }
}

/** Where there is no token service, no case is missing. */
function sortTokenAnswer(answer: UpstreamAnswer): void {
  try {
    sortVendorAnswer(answer)
  } catch (error) {
    throw isOfAddress(error) ? new VendorTrouble('unexpected_answer', false) : error
  }
}
