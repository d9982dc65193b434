/** What a phone dialog for a ticket carries: where it was asked for and which submit it is. */
import type { ChannelRef, PostRef, UserRef } from '../../domain/refs'
import { createSignedStates, type SigningNeeds } from './signed-state'

export interface DialogState {
  userId: UserRef
  channelId: ChannelRef
  rootId?: PostRef
  /** The post the ticket is made from, if any. */
  sourcePostId?: PostRef
  /** Sent again with every try, so that one dialog makes one ticket. */
  requestId: string
}

export interface DialogStates {
  sign(state: DialogState): Promise<string>
  /** Refuses with `dialog_state_invalid` (forged, somebody else's) or `dialog_expired`. */
  open(token: string, userId: UserRef): Promise<DialogState>
}

export function createDialogStates(needs: SigningNeeds): DialogStates {
  const states = createSignedStates({ ...needs, purpose: 'ticketdesk ticket dialog' })
  return {
    sign: ({ userId, channelId, rootId = '', sourcePostId = '', requestId }) =>
      states.sign(userId, [channelId, rootId, requestId, sourcePostId]),
    async open(token, userId) {
      const [channelId, rootId, requestId = '', sourcePostId] = await states.open(token, userId)
      return {
        userId,
        channelId: channelId as ChannelRef,
        ...(rootId && { rootId: rootId as PostRef }),
        ...(sourcePostId && { sourcePostId: sourcePostId as PostRef }),
        requestId,
      }
    },
  }
}
