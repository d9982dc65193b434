/** "Create ticket" in a message's actions menu, on an alert and on a case. */
import { ALERT_POST_TYPE, CASE_POST_TYPE, TICKET_POST_TYPE } from '@ticketdesk/contract/post-props'
import { parseAlert } from '../components/post/alert/parse-alert'
import { parseCase } from '../components/post/case/parse-case'
import type { Browser } from '../host/browser'
import { channelById, currentTeamId, type HostStore, postById } from '../host/store'
import { modalOpened } from '../state/ui'
import { alertText, caseText } from './alert-text'

interface Needs {
  store: HostStore
  browser: Pick<Browser, 'nextFrame'>
}

export interface MessageAction {
  open(postId: string): void
  /** Not on what the system said, what is gone, or what is a ticket already. */
  isOffered(postId: string): boolean
  /** Forgets an opening that waits for its frame. */
  cancel(): void
}

/**
 * A ticket made from a message goes where the message is: into its thread when it is in one, else
 * into its channel.
 */
export function makeMessageAction({ store, browser }: Needs): MessageAction {
  let cancel = () => {}
  function open(postId: string) {
    const state = store.getState()
    const post = postById(state, postId)
    if (!post?.channel_id) return
    const type: string = post.type ?? ''
    const alert = type === ALERT_POST_TYPE ? parseAlert(post) : undefined
    const supportCase = type === CASE_POST_TYPE ? parseCase(post) : undefined
    const said = (alert && alertText(alert)) ?? (supportCase && caseText(supportCase))
    const opening = {
      channelId: post.channel_id,
      teamId: channelById(state, post.channel_id)?.team_id || currentTeamId(state),
      rootId: post.root_id ?? '',
      prefill: said ?? post.message ?? '',
      sourcePostId: postId,
    }
    // The menu gives the focus back when it closes, after this call; a frame later it is done.
    cancel = browser.nextFrame(() => store.dispatch(modalOpened(opening)))
  }
  return {
    open,
    isOffered(postId) {
      const post = postById(store.getState(), postId)
      const type: string = post?.type ?? ''
      return (
        post !== undefined &&
        post.state !== 'DELETED' &&
        !type.startsWith('system_') &&
        type !== TICKET_POST_TYPE
      )
    },
    cancel: () => cancel(),
  }
}
