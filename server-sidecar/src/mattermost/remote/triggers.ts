/**
 * What Mattermost signs of a click after all: its `trigger_id`, with the key whose public half it
 * tells everybody. Form (`model.GenerateTriggerId`, 11.6): base64 of
 * `<id>:<user id>:<milliseconds>:<base64 of the signature>`; the signature is ECDSA in ASN.1 over
 * the SHA-256 of everything up to and with the third colon.
 */
import { type KeyObject, verify } from 'node:crypto'
import type { Clock } from '../../ports/clock'

export interface Trigger {
  /** Of this one click or command; whoever takes it once must not take it again. */
  id: string
  userId: string
  /** When Mattermost made it, milliseconds since 1970. */
  at: number
}

export type TriggerVerdict =
  | { ok: true; trigger: Trigger }
  /** `unknown_key`: Mattermost tells no key, so nobody can say. */
  | { ok: false; why: 'malformed' | 'forged' | 'expired' | 'unknown_key' }

/** Rejects with MattermostError while the key cannot be asked for. */
export type VerifyTrigger = (triggerId: string) => Promise<TriggerVerdict>

export interface TriggerNeeds {
  /** The key clicks are signed with now; undefined when Mattermost tells none. */
  clickKey: () => Promise<KeyObject | undefined>
  clock: Clock
  /** How long after it was made a trigger is taken, milliseconds. */
  lifetimeMs?: number
}

/** The way to us takes seconds at most; the rest is for clocks that differ. */
const LIFETIME_MS = 60_000
/** Two ids, a time and a signature are some 300 characters. */
const MAX_LENGTH = 1000

export function createTriggerVerifier(needs: TriggerNeeds): VerifyTrigger {
  const { clickKey, clock, lifetimeMs = LIFETIME_MS } = needs

  return async function verifyTrigger(triggerId) {
    const key = await clickKey()
    if (!key) return { ok: false, why: 'unknown_key' }
    const read = readTrigger(triggerId)
    if (!read) return { ok: false, why: 'malformed' }
    const { trigger, signed, signature } = read
    if (!verify('sha256', signed, key, signature)) return { ok: false, why: 'forged' }
    const isNear = Math.abs(clock.now() - trigger.at) <= lifetimeMs
    return isNear ? { ok: true, trigger } : { ok: false, why: 'expired' }
  }
}

function readTrigger(text: string) {
  if (text.length > MAX_LENGTH) return undefined
  const parts = Buffer.from(text, 'base64').toString('latin1').split(':')
  const [id = '', userId = '', at = '', signature = ''] = parts
  if (parts.length !== 4 || !id || !userId || !/^\d{1,15}$/.test(at)) return undefined
  return {
    trigger: { id, userId, at: Number(at) },
    signed: Buffer.from(`${id}:${userId}:${at}:`, 'latin1'),
    signature: Buffer.from(signature, 'base64'),
  }
}
