/** The door for Mattermost's own calls: pressed buttons and submitted dialogs. */
import type { Request } from 'express'
import type { UserRef } from '../../domain/refs'

export interface Caller {
  id: UserRef
  /** What was sent, as it was before we signed it; rejects with a Refusal when it is no JSON. */
  payload: () => Promise<unknown>
  /** To be told what became of it, before the answer is sent: true for what was done for good. */
  settle?: (isDone: boolean) => Promise<void>
}

/**
 * Who pressed or submitted, by the word of Mattermost or by our own signature. Rejects with a
 * Refusal for whatever neither stands behind; then nothing else happens.
 *
 * @param body what was sent, parsed; read when it is asked for
 */
export type CallerOf = (request: Request, body: () => Promise<unknown>) => Promise<Caller>
