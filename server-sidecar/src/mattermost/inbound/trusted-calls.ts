/**
 * Mattermost signs none of its calls to others: who pressed or submitted is believed when what comes
 * back is what we signed, for this person and place, and when the click is one Mattermost made.
 */
import { createHash } from 'node:crypto'
import * as z from 'zod'
import { Refusal, refusal } from '../../domain/errors'
import type { UserRef } from '../../domain/refs'
import type { SignedContexts } from '../remote/signed-context'
import type { VerifyTrigger } from '../remote/triggers'
import {
  createSignedStates,
  DIALOG_PURPOSES,
  LIFETIME_MS,
  type SigningNeeds,
  type StatePurpose,
} from './signed-state'

export interface TrustedCallsNeeds extends SigningNeeds {
  contexts: Pick<SignedContexts, 'open'>
  verifyTrigger: VerifyTrigger
  used: {
    /** False when it was used before; kept until then, in milliseconds since 1970. */
    use: (id: string, expiresAt: number) => Promise<boolean>
    forget: (id: string) => Promise<void>
  }
}

/**
 * All refuse with `call_not_signed`, `call_expired` or `call_repeated`; with
 * `mattermost_unavailable` or `storage_unavailable` when nobody can say.
 */
export interface TrustedCalls {
  /** A pressed button at this path of ours; the payload with the context as it was signed. */
  click(path: string, sent: unknown): Promise<{ id: UserRef; payload: object }>
  /**
   * A submitted or cancelled dialog. One that was carried out is not taken again: `settle` says
   * whether it was. A ticket's is, and makes the same ticket: who waited in vain for an answer and
   * submits again should not be told off.
   */
  dialog(sent: unknown): Promise<{
    id: UserRef
    payload: object
    settle?: (isDone: boolean) => Promise<void>
  }>
  /** A command or click of this person, made by Mattermost just now and not taken before. */
  vouch(userId: UserRef, triggerId: string): Promise<void>
}

/** Longer than a click is taken, on clocks that differ. */
const REMEMBER_MS = 10 * 60_000

const clickSchema = z.looseObject({
  user_id: z.string().min(1),
  channel_id: z.string(),
  trigger_id: z.string().default(''),
  context: z.unknown(),
})
const dialogSchema = z.looseObject({
  user_id: z.string().min(1),
  state: z.string(),
  cancelled: z.boolean().nullish(),
})
/** The same submit is the same ticket, however often it comes. */
const REPEATABLE: StatePurpose = 'ticketdesk ticket dialog'

export function createTrustedCalls(needs: TrustedCallsNeeds): TrustedCalls {
  const states = DIALOG_PURPOSES.map((purpose) => createSignedStates({ ...needs, purpose }))

  async function vouch(userId: UserRef, triggerId: string): Promise<void> {
    const verdict = await needs.verifyTrigger(triggerId).catch((error: unknown) => {
      throw Object.assign(refusal('mattermost_unavailable'), { cause: error })
    })
    if (!verdict.ok) {
      // Then the signature of ours has to do.
      if (verdict.why === 'unknown_key') return
      throw refusal(verdict.why === 'expired' ? 'call_expired' : 'call_not_signed')
    }
    const { trigger } = verdict
    if (trigger.userId !== userId) throw refusal('call_not_signed')
    const isNew = await needs.used.use(trigger.id, trigger.at + REMEMBER_MS)
    if (!isNew) throw refusal('call_repeated')
  }

  async function click(path: string, sent: unknown) {
    const read = clickSchema.safeParse(sent)
    if (!read.success) throw refusal('call_not_signed')
    const { user_id: id, channel_id: channelId, trigger_id: triggerId } = read.data
    const context = await own(needs.contexts.open({ path, channelId }, read.data.context))
    await vouch(id as UserRef, triggerId)
    return { id: id as UserRef, payload: { ...read.data, context } }
  }

  async function dialog(sent: unknown) {
    const read = dialogSchema.safeParse(sent)
    if (!read.success) throw refusal('call_not_signed')
    const { user_id: id, state } = read.data
    // One of them signed it, or none; which one is for the reader of the dialog to say.
    const tried = await Promise.allSettled(states.map(({ open }) => open(state, id as UserRef)))
    const purpose = DIALOG_PURPOSES[tried.findIndex(({ status }) => status === 'fulfilled')]
    if (!purpose) throw worstOf(tried)
    const caller = { id: id as UserRef, payload: read.data }
    if (purpose === REPEATABLE || read.data.cancelled) return caller
    return { ...caller, settle: await reserve(state) }
  }

  /** Nobody else has it until it is settled. */
  async function reserve(state: string): Promise<(isDone: boolean) => Promise<void>> {
    const key = createHash('sha256').update(state).digest('base64url')
    const isNew = await needs.used.use(key, needs.clock.now() + LIFETIME_MS)
    if (!isNew) throw refusal('call_repeated')
    return async (isDone) => {
      // If even that fails, the person has to open the form again.
      if (!isDone) await needs.used.forget(key).catch(() => undefined)
    }
  }

  return { click, dialog, vouch }
}

/** What signatures refuse with speaks of forms; here it is about who may come in. */
async function own<T>(opening: Promise<T>): Promise<T> {
  try {
    return await opening
  } catch (error) {
    throw renamed(error)
  }
}

function renamed(error: unknown): unknown {
  if (!(error instanceof Refusal)) return error
  if (error.code === 'dialog_state_invalid') return refusal('call_not_signed')
  return error.code === 'dialog_expired' ? refusal('call_expired') : error
}

/** Too old says more than forged, and a database that is away says nothing about the call. */
function worstOf(tried: PromiseSettledResult<unknown>[]): unknown {
  const reasons = tried.flatMap((one) => (one.status === 'rejected' ? [renamed(one.reason)] : []))
  const isForged = (error: unknown) => error instanceof Refusal && error.code === 'call_not_signed'
  return reasons.find((reason) => !isForged(reason)) ?? refusal('call_not_signed')
}
