/**
 * What a dialog carries from its opening to its submission. It travels through the client, so it is
 * signed, bound to one person, and of no use for another purpose.
 *
 * Form: base64url(JSON array) `.` base64url(HMAC-SHA256 over the purpose and the first part).
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { refusal } from '../../domain/errors'
import type { UserRef } from '../../domain/refs'
import type { Clock } from '../../ports/clock'

export interface SignedStates {
  sign(userId: UserRef, texts: readonly string[]): Promise<string>
  /** Refuses with `dialog_state_invalid` (forged, somebody else's) or `dialog_expired`. */
  open(token: string, userId: UserRef): Promise<string[]>
}

export interface SigningNeeds {
  /** The same on every node; rejects while the database is away. */
  signingKey: () => Promise<Buffer>
  clock: Clock
}
interface SignedStateNeeds extends SigningNeeds {
  /** A line of text; what is signed for one is refused for another. */
  purpose: string
}

const VERSION = 1
/** Long enough for lunch between the first and the last field. */
const LIFETIME_MS = 6 * 60 * 60_000
const CLOCK_SKEW_MS = 5 * 60_000
const MAX_TOKEN = 1000

type Packed = [version: number, user: string, at: number, ...texts: string[]]

export function createSignedStates({ signingKey, clock, purpose }: SignedStateNeeds): SignedStates {
  const mac = async (payload: string) =>
    createHmac('sha256', await signingKey())
      .update(`${purpose}\n`)
      .update(payload)
      .digest()

  async function sign(userId: UserRef, texts: readonly string[]): Promise<string> {
    const packed: Packed = [VERSION, userId, clock.now(), ...texts]
    const payload = Buffer.from(JSON.stringify(packed)).toString('base64url')
    return `${payload}.${(await mac(payload)).toString('base64url')}`
  }

  async function open(token: string, userId: UserRef): Promise<string[]> {
    const [payload, signature, ...rest] = token.slice(0, MAX_TOKEN).split('.')
    if (!payload || !signature || rest.length > 0) throw refusal('dialog_state_invalid')
    const expected = await mac(payload)
    const given = Buffer.from(signature, 'base64url')
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw refusal('dialog_state_invalid')
    }
    // Signed by us, so it has our shape.
    const packed = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Packed
    const [version, owner, issuedAt, ...texts] = packed
    if (version !== VERSION || owner !== userId) throw refusal('dialog_state_invalid')
    const age = clock.now() - issuedAt
    if (age > LIFETIME_MS || age < -CLOCK_SKEW_MS) throw refusal('dialog_expired')
    return texts
  }

  return { sign, open }
}
