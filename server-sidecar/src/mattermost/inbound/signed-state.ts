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

/** Every dialog's; what is signed for one is refused for another. */
export const DIALOG_PURPOSES = [
  'ticketdesk ticket dialog',
  'ticketdesk alert dialog',
  'ticketdesk source dialog',
  'ticketdesk case dialog',
] as const
/** A web app's session with a sidecar on another origin. */
export const SESSION_PURPOSE = 'ticketdesk web session'
/** Inside what a button of ours carries: whom it is for. */
const BUTTON_PURPOSE = 'ticketdesk bot button'
export type StatePurpose =
  | (typeof DIALOG_PURPOSES)[number]
  | typeof SESSION_PURPOSE
  | typeof BUTTON_PURPOSE

export interface OpenedState {
  userId: UserRef
  /** Milliseconds since 1970. */
  issuedAt: number
  texts: string[]
}

export interface SignedStates {
  sign(userId: UserRef, texts: readonly string[]): Promise<string>
  /** Whose it is; refuses like `open`. */
  read(token: string): Promise<OpenedState>
  /** Refuses with `dialog_state_invalid` (forged, somebody else's) or `dialog_expired`. */
  open(token: string, userId: UserRef): Promise<string[]>
}

export interface SigningNeeds {
  /** The same on every node; rejects while the database is away. */
  signingKey: () => Promise<Buffer>
  clock: Clock
}
interface SignedStateNeeds extends SigningNeeds {
  purpose: StatePurpose
  lifetimeMs?: number
}

const VERSION = 1
/** Long enough for lunch between the first and the last field. */
export const LIFETIME_MS = 6 * 60 * 60_000
const CLOCK_SKEW_MS = 5 * 60_000
const MAX_TOKEN = 1000

type Packed = [version: number, user: string, at: number, ...texts: string[]]

export function createSignedStates(needs: SignedStateNeeds): SignedStates {
  const { signingKey, clock, purpose, lifetimeMs = LIFETIME_MS } = needs
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

  async function read(token: string): Promise<OpenedState> {
    const [payload, signature, ...rest] = token.length > MAX_TOKEN ? [] : token.split('.')
    if (!payload || !signature || rest.length > 0) throw refusal('dialog_state_invalid')
    // As texts: base64 spells the same bytes in many ways, and what is taken once has one name.
    const expected = Buffer.from((await mac(payload)).toString('base64url'))
    const given = Buffer.from(signature)
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw refusal('dialog_state_invalid')
    }
    // Signed by us, so it has our shape.
    const packed = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Packed
    const [version, owner, issuedAt, ...texts] = packed
    if (version !== VERSION) throw refusal('dialog_state_invalid')
    const age = clock.now() - issuedAt
    if (age > lifetimeMs || age < -CLOCK_SKEW_MS) throw refusal('dialog_expired')
    return { userId: owner as UserRef, issuedAt, texts }
  }

  async function open(token: string, userId: UserRef): Promise<string[]> {
    const state = await read(token)
    if (state.userId !== userId) throw refusal('dialog_state_invalid')
    return state.texts
  }

  return { sign, read, open }
}
