import type { Post } from '@mattermost/types/posts'
import { ALERT_POST_TYPE, CASE_POST_TYPE, TICKET_POST_TYPE } from '@ticketdesk/contract/post-props'
import { aCase, anAlert } from '../../test/builders'
import { aBrowser, anId, aStore, channelId, teamId } from '../../test/host-fake'
import { deskState } from '../host/store'
import { reduce } from '../state'
import { makeMessageAction } from './message-action'

const postId = anId('m')

function aMenu(post: Partial<Omit<Post, 'type'>> & { type?: string }) {
  const shown = { id: postId, channel_id: channelId, root_id: '', message: 'it is down', ...post }
  const store = aStore({ posts: { posts: { [postId]: shown as Partial<Post> } } })
  store.addReducer(reduce)
  const browser = aBrowser()
  const opening = () => deskState(store.getState()).ui.opening
  return { action: makeMessageAction({ store, browser }), browser, opening }
}

describe('"Create ticket" on a message', () => {
  test('opens a frame later, in the channel of the message, with its text', () => {
    const { action, browser, opening } = aMenu({})
    action.open(postId)
    expect(opening()).toBeNull()
    browser.drawFrame()
    expect(opening()).toEqual({
      channelId,
      teamId,
      rootId: '',
      prefill: 'it is down',
      sourcePostId: postId,
    })
  })

  test('stays in the thread of a message that is in one', () => {
    const { action, browser, opening } = aMenu({ root_id: anId('r') })
    action.open(postId)
    browser.drawFrame()
    expect(opening()?.rootId).toBe(anId('r'))
  })

  test('takes from an alert what the monitoring said, not the words around it', () => {
    const props = { ticketdesk: { alert: anAlert() } } as unknown as Post['props']
    const { action, browser, opening } = aMenu({ type: ALERT_POST_TYPE, props })
    action.open(postId)
    browser.drawFrame()
    expect(opening()).toMatchObject({ sourcePostId: postId })
    expect(opening()?.prefill).toContain('ping on web-07')
    expect(opening()?.prefill).toContain('Packet loss = 100%')
    expect(opening()?.prefill).not.toContain('it is down')
  })

  test('takes from a case which one it is and what about', () => {
    const props = { ticketdesk: { case: aCase() } } as unknown as Post['props']
    const { action, browser, opening } = aMenu({ type: CASE_POST_TYPE, props })
    action.open(postId)
    browser.drawFrame()
    expect(opening()?.prefill).toBe(
      '`Red Hat 04000001`: `etcd is slow`\n\n<https://access.redhat.com/support/cases/#/case/04000001>',
    )
  })

  test('opens nothing any more once it was cancelled', () => {
    const { action, browser, opening } = aMenu({})
    action.open(postId)
    action.cancel()
    browser.drawFrame()
    expect(opening()).toBeNull()
  })

  test.each([
    ['a plain message', {}, true],
    ["another plugin's message", { type: 'custom_other' }, true],
    ['a system message', { type: 'system_join_channel' }, false],
    ['a ticket', { type: TICKET_POST_TYPE }, false],
    ['a deleted message', { state: 'DELETED' as const }, false],
  ])('on %s it is offered: %j %s', (_, post, offered) => {
    expect(aMenu(post).action.isOffered(postId)).toBe(offered)
  })

  test('is not offered on a message the page does not have', () => {
    expect(aMenu({}).action.isOffered(anId('z'))).toBe(false)
  })
})
