import type { WorldEvent } from '../src/mattermost/events'
import { channelPosts, threadPosts } from '../src/mattermost/post-lists'
import {
  createPost,
  deletePost,
  type NewPost,
  sendEphemeralPost,
  updatePost,
} from '../src/mattermost/posts'
import { channelByName, userByName } from '../src/mattermost/world'
import { demoWorld } from '../src/scenarios/demo-world'

function setUp() {
  const world = demoWorld()
  const channelId = channelByName(world, 'alerts')?.id ?? ''
  const events: WorldEvent[] = []
  world.events.subscribe((event) => events.push(event))
  const post = (more: Partial<NewPost> = {}) =>
    createPost(world, {
      user_id: userByName(world, 'anna')?.id ?? '',
      channel_id: channelId,
      message: 'hello',
      ...more,
    })
  return { world, channelId, events, post }
}

it('a post is told to its channel, whole', () => {
  const { events, post, channelId } = setUp()
  const { id } = post()
  expect(events).toMatchObject([{ event: 'posted', broadcast: { channel_id: channelId } }])
  expect(JSON.parse(String(events[0]?.data['post']))).toMatchObject({ id, message: 'hello' })
})

it('what only one person sees has an id, though nobody gave it one', () => {
  const { world, channelId } = setUp()
  const userId = userByName(world, 'anna')?.id ?? ''
  // As a plugin's post comes over the wire.
  const unnamed = { id: '', user_id: userId, channel_id: channelId, message: 'for you' }
  expect(sendEphemeralPost(world, userId, unnamed).id).toHaveLength(26)
})

it('the repeat of a pending post is the first post', () => {
  const { world, post } = setUp()
  const first = post({ pending_post_id: 'once' })
  expect(post({ pending_post_id: 'once' }).id).toBe(first.id)
  expect(world.posts.size).toBe(1)
})

it.each([
  ['too long', { message: 'x'.repeat(16_384) }, 'model.post.is_valid.message_length.app_error'],
  ['a type of the system', { type: 'system_join' }, 'model.post.is_valid.type.app_error'],
  ['no such author', { user_id: 'x' }, 'app.user.missing_account.const'],
])('refuses what Mattermost refuses: %s', (_name, wrong, id) => {
  const { post } = setUp()
  expect(() => post(wrong)).toThrow(expect.objectContaining({ id }))
})

it('counts code points, as Mattermost does', () => {
  const { post } = setUp()
  expect(post({ message: '🧯'.repeat(16_383) }).message).toHaveLength(2 * 16_383)
})

it('replies belong to roots of the same channel only', () => {
  const { world, post } = setUp()
  const root = post()
  const reply = post({ root_id: root.id })
  expect(() => post({ root_id: reply.id })).toThrow(
    expect.objectContaining({ id: 'api.post.create_post.root_id.app_error' }),
  )
  const elsewhere = { channel_id: channelByName(world, 'secret')?.id ?? '', root_id: root.id }
  expect(() => post(elsewhere)).toThrow(
    expect.objectContaining({ id: 'api.post.create_post.channel_root_id.app_error', status: 500 }),
  )
  expect(threadPosts(world, reply.id).order).toEqual([root.id, reply.id])
  expect(threadPosts(world, reply.id).posts[root.id]).toMatchObject({ reply_count: 1 })
})

it('an archived channel takes nothing', () => {
  const { world, channelId, post } = setUp()
  Object.assign(world.channels.get(channelId) ?? {}, { delete_at: 1 })
  expect(post).toThrow(
    expect.objectContaining({ id: 'api.post.create_post.can_not_post_to_deleted.error' }),
  )
})

it('an edit replaces the props, and shows as one only when people would read a difference', () => {
  const { world, post } = setUp()
  const { id } = post({ props: { kept: 1 } })
  expect(updatePost(world, id, { props: { other: 2 } })).toMatchObject({
    edit_at: 0,
    props: { other: 2 },
  })
  expect(updatePost(world, id, { message: 'changed' }).edit_at).toBeGreaterThan(0)
})

it('lists come newest first, page by page, without what was deleted', () => {
  const { world, channelId, post } = setUp()
  const ids = [post(), post(), post(), post()].map(({ id }) => id)
  deletePost(world, ids[2] ?? '')
  expect(channelPosts(world, channelId, 0, 2).order).toEqual([ids[3], ids[1]])
  expect(channelPosts(world, channelId, 1, 2).order).toEqual([ids[0]])
})
