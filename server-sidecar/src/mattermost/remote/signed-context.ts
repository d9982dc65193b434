/**
 * What a button of ours carries. Mattermost signs none of its calls, so the context is signed when
 * it leaves, over where it stands and where it leads, and opened when it comes back.
 *
 * Form: `{ signed: <context>, signature: "1.<issued at, ms>.<base64url(HMAC-SHA256)>" }`.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { refusal } from '../../domain/errors'
import type { Clock } from '../../ports/clock'

/** Where a button stands and where it leads. */
export interface ButtonPlace {
  /** Our own path, such as `/mattermost/actions/alert`. */
  path: string
  /** The channel of the post. */
  channelId: string
}

export type Context = Record<string, unknown>

export interface SignedContexts {
  sign(place: ButtonPlace, context: Context): Promise<Context>
  /**
   * The context as it was given to `sign`. Refuses with `dialog_state_invalid` (forged, moved to
   * another channel or path) or `dialog_expired`.
   *
   * @param sent `context` of Mattermost's call, as it came
   */
  open(place: ButtonPlace, sent: unknown): Promise<Context>
}

export interface SignedContextNeeds {
  /** The same on every node; rejects while the database is away. */
  signingKey: () => Promise<Buffer>
  clock: Clock
}

const VERSION = '1'
/** Posts stay clickable; an edit signs again. */
const LIFETIME_MS = 90 * 24 * 60 * 60_000
const CLOCK_SKEW_MS = 5 * 60_000

export function createSignedContexts({ signingKey, clock }: SignedContextNeeds): SignedContexts {
  const mac = async ({ path, channelId }: ButtonPlace, at: string, context: Context) =>
    createHmac('sha256', await signingKey())
      .update(`ticketdesk button\n${VERSION}\n${path}\n${channelId}\n${at}\n`)
      .update(canonicalJson(context))
      .digest()

  async function sign(place: ButtonPlace, context: Context): Promise<Context> {
    const at = String(clock.now())
    // Without what JSON leaves away, so that it is the same when it comes back.
    const signed = JSON.parse(JSON.stringify(context)) as Context
    const signature = (await mac(place, at, signed)).toString('base64url')
    return { signed, signature: `${VERSION}.${at}.${signature}` }
  }

  async function open(place: ButtonPlace, sent: unknown): Promise<Context> {
    const { signed, signature } = isRecord(sent) ? sent : {}
    if (!isRecord(signed) || typeof signature !== 'string') throw refusal('dialog_state_invalid')
    const [version, at = '', given = '', ...rest] = signature.split('.')
    if (version !== VERSION || !/^\d{1,15}$/.test(at) || rest.length > 0) {
      throw refusal('dialog_state_invalid')
    }
    const expected = await mac(place, at, signed).catch((error: unknown) => {
      // Too deep to be written: none of ours.
      throw error instanceof RangeError ? refusal('dialog_state_invalid') : error
    })
    const bytes = Buffer.from(given, 'base64url')
    if (bytes.length !== expected.length || !timingSafeEqual(bytes, expected)) {
      throw refusal('dialog_state_invalid')
    }
    const age = clock.now() - Number(at)
    if (age > LIFETIME_MS || age < -CLOCK_SKEW_MS) throw refusal('dialog_expired')
    return signed
  }

  return { sign, open }
}

/** Keys in order: Go sorts those of a map whenever it writes one. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isRecord(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

function isRecord(value: unknown): value is Context {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
