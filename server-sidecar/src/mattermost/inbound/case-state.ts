/** What a dialog about cases is for and where it was asked for, on its way through the client. */
import type { ChannelRef, PostRef, UserRef } from '../../domain/refs'
import type { Place } from '../../usecases/case-results'
import { createSignedStates, type SigningNeeds } from './signed-state'

/** A login to add, a login to remove, a case to reply to. */
export type CaseIntent = 'account' | 'remove' | 'reply'

export interface CaseDialogState {
  intent: CaseIntent
  /** Of the login, or of the follow; empty for a new login. */
  id: string
  /** Where the answer is told. */
  place: Place
}

export interface CaseStates {
  sign(userId: UserRef, state: CaseDialogState): Promise<string>
  /** Refuses with `dialog_state_invalid` (forged, somebody else's) or `dialog_expired`. */
  open(token: string, userId: UserRef): Promise<CaseDialogState>
}

export function createCaseStates(needs: SigningNeeds): CaseStates {
  const states = createSignedStates({ ...needs, purpose: 'ticketdesk case dialog' })
  return {
    sign: (userId, { intent, id, place }) =>
      states.sign(userId, [intent, id, place.channelId, place.rootId ?? '']),
    async open(token, userId) {
      const [intent, id = '', channelId, rootId] = await states.open(token, userId)
      const place = {
        channelId: channelId as ChannelRef,
        ...(rootId && { rootId: rootId as PostRef }),
      }
      return { intent: intent as CaseIntent, id, place }
    },
  }
}
