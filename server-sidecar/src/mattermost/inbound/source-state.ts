/** What a dialog about a source is for and where it was asked for, on its way through the client. */
import type { SourceId } from '../../domain/alert/alert'
import type { ChannelRef, PostRef, UserRef } from '../../domain/refs'
import { createSignedStates, type SigningNeeds } from './signed-state'

/** `access`: how its upstream is talked back to. */
export type SourceIntent = 'add' | 'edit' | 'access' | 'remove'

export interface SourceState {
  intent: SourceIntent
  /** Empty for one that is to be added. */
  sourceId: SourceId
  /** Where the answer is told. */
  channelId: ChannelRef
  rootId: PostRef | undefined
}

export interface SourceStates {
  sign(userId: UserRef, state: SourceState): Promise<string>
  /** Refuses with `dialog_state_invalid` (forged, somebody else's) or `dialog_expired`. */
  open(token: string, userId: UserRef): Promise<SourceState>
}

export function createSourceStates(needs: SigningNeeds): SourceStates {
  const states = createSignedStates({ ...needs, purpose: 'ticketdesk source dialog' })
  return {
    sign: (userId, { intent, sourceId, channelId, rootId }) =>
      states.sign(userId, [intent, sourceId, channelId, rootId ?? '']),
    async open(token, userId) {
      const [intent, sourceId, channelId, rootId] = await states.open(token, userId)
      return {
        intent: intent as SourceIntent,
        sourceId: sourceId as SourceId,
        channelId: channelId as ChannelRef,
        rootId: rootId === '' ? undefined : (rootId as PostRef),
      }
    },
  }
}
