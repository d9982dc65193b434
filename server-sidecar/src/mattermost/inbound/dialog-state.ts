/**
 * What a phone dialog carries from its opening to its submission: where the command was typed and
 * which submit it is. It travels through the client, so it is signed and bound to one person.
 *
 * Form: base64url(JSON array) `.` base64url(HMAC-SHA256 over the purpose and the first part).
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { refusal } from '../../domain/errors'
import type { ChannelRef, PostRef, UserRef } from '../../domain/refs'
import type { Clock } from '../../ports/clock'

export interface DialogState {
  userId: UserRef
  channelId: ChannelRef
  rootId?: PostRef
  /** Sent again with every try, so that one dialog makes one ticket. */
  requestId: string
}

export interface DialogStates {
  sign(state: DialogState): Promise<string>
  /** Refuses with `dialog_state_invalid` (forged, somebody else's) or `dialog_expired`. */
  open(token: string, userId: UserRef): Promise<DialogState>
}

const VERSION = 1
const PURPOSE = 'ticketdesk ticket dialog\n'
/** Long enough for lunch between the first and the last field. */
const LIFETIME_MS = 6 * 60 * 60_000
const CLOCK_SKEW_MS = 5 * 60_000
/** Ours are below 300 characters. */
const MAX_TOKEN = 1000

type Packed = [version: number, user: string, channel: string, root: string, id: string, at: number]

/** @param signingKey the same on every node; rejects while the database is away */
export function createDialogStates(needs: {
  signingKey: () => Promise<Buffer>
  clock: Clock
}): DialogStates {
  const { signingKey, clock } = needs

  async function sign({ userId, channelId, rootId, requestId }: DialogState): Promise<string> {
    const packed: Packed = [VERSION, userId, channelId, rootId ?? '', requestId, clock.now()]
    const payload = Buffer.from(JSON.stringify(packed)).toString('base64url')
    return `${payload}.${mac(await signingKey(), payload).toString('base64url')}`
  }

  async function open(token: string, userId: UserRef): Promise<DialogState> {
    const [payload, signature, ...rest] = token.slice(0, MAX_TOKEN).split('.')
    if (!payload || !signature || rest.length > 0) throw refusal('dialog_state_invalid')
    const expected = mac(await signingKey(), payload)
    const given = Buffer.from(signature, 'base64url')
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw refusal('dialog_state_invalid')
    }
    // Signed by us, so it has our shape.
    const packed = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Packed
    return unpack(packed, userId, clock.now())
  }

  return { sign, open }
}

function unpack(packed: Packed, userId: UserRef, now: number): DialogState {
  const [version, owner, channelId, rootId, requestId, issuedAt] = packed
  if (version !== VERSION || owner !== userId) throw refusal('dialog_state_invalid')
  if (now - issuedAt > LIFETIME_MS || issuedAt - now > CLOCK_SKEW_MS) {
    throw refusal('dialog_expired')
  }
  return {
    userId,
    channelId: channelId as ChannelRef,
    ...(rootId !== '' && { rootId: rootId as PostRef }),
    requestId,
  }
}

function mac(key: Buffer, payload: string): Buffer {
  return createHmac('sha256', key).update(PURPOSE).update(payload).digest()
}
