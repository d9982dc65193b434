import type { ChannelRef, PostRef, UserRef } from '../../src/domain/refs'
import { MattermostError } from '../../src/mattermost/api'
import { createChat } from '../../src/mattermost/chat'
import type { OutgoingPost } from '../../src/ports/chat'
import { createFakeClock } from '../fakes/fake-clock'
import { createFakeLog } from '../fakes/fake-log'
import { createFakeMattermost } from '../fakes/fake-mattermost'

async function setUp() {
  const clock = createFakeClock()
  const mattermost = createFakeMattermost(clock.now)
  const jane = mattermost.addUser()
  const channel = mattermost.addChannel({}, [jane])
  const botId = mattermost.addUser({ isBot: true }).id
  const log = createFakeLog()
  const siteUrl = () => 'https://chat.example.org'
  const chat = createChat({ api: mattermost, botId: () => botId, siteUrl, log })
  const aPost = (more: Partial<OutgoingPost> = {}): OutgoingPost => ({
    channelId: channel.id as ChannelRef,
    message: 'hello',
    props: { ticketdesk: { delivery: 'd1/root' } },
    deliveryKey: 'd1/root',
    ...more,
  })
  return { clock, mattermost, jane, channel, botId, log, chat, aPost }
}

describe('posting', () => {
  it('speaks as the bot, with the key that Mattermost knows a repeat by', async () => {
    const { chat, aPost, mattermost, botId } = await setUp()
    const id = await chat.post(aPost())
    expect(mattermost.posts).toMatchObject([
      { id, userId: botId, message: 'hello', pendingPostId: `${botId}:d1/root` },
    ])
    expect(mattermost.posts[0]).not.toHaveProperty('deliveryKey')
  })

  // PostgreSQL takes no NUL, neither in a text nor in JSON: such a post would fail for ever.
  it('shows a character that Mattermost cannot keep as one that stands for it', async () => {
    const { chat, aPost, mattermost } = await setUp()
    const card = { id: 't', fields: [{ text: 'c\0', value: true }], 'la\0bel': null }
    await chat.post(aPost({ message: 'a\0b\tc', props: { ticketdesk: { ticket: card } } }))
    expect(mattermost.posts[0]).toMatchObject({
      message: 'a\ufffdb\tc',
      props: {
        ticketdesk: {
          ticket: { id: 't', fields: [{ text: 'c\ufffd', value: true }], 'la\ufffdbel': null },
        },
      },
    })
  })

  it.each<[string, MattermostError, string]>([
    ['a missing root', error('api.post.create_post.root_id.app_error', 400), 'root_gone'],
    ['a root elsewhere', error('api.post.create_post.channel_root_id.app_error', 500), 'root_gone'],
    ['a deleted channel', error('app.channel.get.existing.app_error', 404), 'channel_gone'],
    [
      'an archived channel',
      error('api.post.create_post.can_not_post_to_deleted.error', 400),
      'channel_gone',
    ],
    ['a plugin that objects', error('Post rejected by plugin. No.', 400), 'rejected'],
    ['missing rights', error('api.context.permissions.app_error', 403), 'rejected'],
  ])('gives up for good on %s', async (_name, failure, reason) => {
    const { chat, aPost, mattermost } = await setUp()
    mattermost.fail('createPost', { error: failure })
    await expect(chat.post(aPost())).rejects.toMatchObject({ name: 'ChatRefusal', reason })
  })

  it.each([
    [
      'a repeat while the first is under way',
      error('api.post.deduplicate_create_post.pending', 500),
    ],
    ['a database that fails', error('app.post.save.app_error', 500)],
    ['a missing bot', error('app.user.missing_account.const', 404)],
    ['too many requests', error('api.rate_limit', 429)],
    ['no answer at all', error('', 0)],
  ])('may be tried again after %s', async (_name, failure) => {
    const { chat, aPost, mattermost } = await setUp()
    mattermost.fail('createPost', { error: failure })
    const refused = await chat.post(aPost()).catch((caught: unknown) => caught)
    const reason = failure.id || 'no_answer'
    expect(refused).toMatchObject({ name: 'ChatFailure', reason })
  })
})

describe('finding a post that may have happened', () => {
  it('knows it by its key and only from the bot', async () => {
    const { chat, aPost, channel, mattermost, jane } = await setUp()
    const forged = { ...mattermost.addPost({ channelId: channel.id, userId: jane.id }) }
    mattermost.posts[0]!.props = { ticketdesk: { delivery: 'd1/root' } }
    expect(await chat.findPost(channel.id as ChannelRef, 'd1/root', 0)).toBeUndefined()
    const id = await chat.post(aPost())
    expect(await chat.findPost(channel.id as ChannelRef, 'd1/root', 0)).toBe(id)
    expect(await chat.findPost(channel.id as ChannelRef, 'd1/more-1', 0)).toBeUndefined()
    expect(id).not.toBe(forged.id)
  })

  it('finds it even when it was deleted since: somebody meant that', async () => {
    const { chat, aPost, channel, mattermost } = await setUp()
    const id = await chat.post(aPost())
    mattermost.deletePost(id)
    expect(await chat.findPost(channel.id as ChannelRef, 'd1/root', 0)).toBe(id)
  })

  it('knows of a post of ours which delivery it came from, and of no other', async () => {
    const { chat, aPost, channel, mattermost, jane } = await setUp()
    const id = await chat.post(aPost())
    expect(await chat.deliveryOf(id)).toBe('d1/root')
    const forged = mattermost.addPost({ channelId: channel.id, userId: jane.id })
    forged.props = { ticketdesk: { delivery: 'd1/root' } }
    expect(await chat.deliveryOf(forged.id as PostRef)).toBeUndefined()
    expect(await chat.deliveryOf(await chat.post(aPost({ props: {} })))).toBeUndefined()
    expect(await chat.deliveryOf('none' as PostRef)).toBeUndefined()
    mattermost.deletePost(id)
    expect(await chat.deliveryOf(id)).toBeUndefined()
    mattermost.fail('getPost')
    await expect(chat.deliveryOf(id)).rejects.toMatchObject({ code: 'mattermost_unavailable' })
  })

  it('looks on when a busy channel does not fit into one answer', async () => {
    const { chat, aPost, channel, mattermost, jane, clock } = await setUp()
    const since = clock.now()
    const fill = (count: number) => {
      for (let n = 0; n < count; n += 1) {
        clock.advance(1)
        mattermost.addPost({ channelId: channel.id, userId: jane.id })
      }
    }
    fill(1200)
    const id = await chat.post(aPost())
    fill(300)
    expect(await chat.findPost(channel.id as ChannelRef, 'd1/root', since)).toBe(id)
    expect(await chat.findPost(channel.id as ChannelRef, 'd2/root', since)).toBeUndefined()
    const pages = mattermost.calls.filter((call) => call === 'getPostsForChannel')
    expect(pages.length).toBeLessThan(15)
  })

  it('says so when it could not look', async () => {
    const { chat, channel, mattermost } = await setUp()
    mattermost.fail('getPostsSince')
    const looking = chat.findPost(channel.id as ChannelRef, 'd1/root', 0)
    await expect(looking).rejects.toMatchObject({ name: 'ChatFailure' })
  })
})

describe('telling one person', () => {
  it('is seen in the thread, and never fails', async () => {
    const { chat, channel, mattermost, jane, log } = await setUp()
    const tell = () =>
      chat.tell(jane.id as UserRef, channel.id as ChannelRef, 'r1' as PostRef, 'done')
    await tell()
    expect(mattermost.ephemeral).toEqual([
      { userId: jane.id, channelId: channel.id, rootId: 'r1', message: 'done' },
    ])
    mattermost.fail('sendEphemeralPost')
    await tell()
    expect(log.lines).toMatchObject([{ level: 'warn' }])
  })
})

it('links to a post without knowing its team', async () => {
  const { chat } = await setUp()
  expect(chat.permalink('p1' as PostRef)).toBe('https://chat.example.org/_redirect/pl/p1')
})

function error(id: string, status: number): MattermostError {
  return new MattermostError(id, status, 'it failed')
}

describe('showing something else in a post', () => {
  const words = { message: 'later', props: { ticketdesk: { delivery: 'd1/root' }, more: 1 } }

  it('replaces message and props, and nothing more', async () => {
    const { chat, aPost, mattermost } = await setUp()
    const id = await chat.post(aPost({ type: 'custom_ticketdesk_alert' }))
    expect(await chat.edit(id, words)).toBe(true)
    expect(mattermost.posts).toMatchObject([{ id, type: 'custom_ticketdesk_alert', ...words }])
    expect(await chat.read(id)).toEqual({ rootId: undefined, props: words.props })
  })

  it('knows the thread of a reply', async () => {
    const { chat, aPost } = await setUp()
    const root = await chat.post(aPost())
    const id = await chat.post(aPost({ rootId: root, deliveryKey: 'd1/reply' }))
    expect(await chat.read(id)).toMatchObject({ rootId: root })
  })

  it('says so when it is gone', async () => {
    const { chat, aPost, mattermost } = await setUp()
    const id = await chat.post(aPost())
    mattermost.deletePost(id)
    expect(await chat.read(id)).toBeUndefined()
    expect(await chat.edit(id, words)).toBe(false)
    expect(await chat.edit('x'.repeat(26) as PostRef, words)).toBe(false)
  })

  it('gives up for good on an archived channel', async () => {
    const { chat, aPost, mattermost } = await setUp()
    const channel = mattermost.addChannel()
    const id = await chat.post(aPost({ channelId: channel.id as ChannelRef }))
    channel.archived = true
    await expect(chat.edit(id, words)).rejects.toMatchObject({ reason: 'channel_gone' })
  })

  it('leaves a post as it is that may not be edited any more, and says so once', async () => {
    const { chat, aPost, mattermost, log } = await setUp()
    const id = await chat.post(aPost())
    const tooOld = error('api.post.update_post.permissions_time_limit.app_error', 400)
    mattermost.fail('updatePost', { error: tooOld })
    expect(await chat.edit(id, words)).toBe(true)
    expect(await chat.edit(id, words)).toBe(true)
    expect(log.lines.filter(({ message }) => /PostEditTimeLimit/.test(message))).toHaveLength(1)
  })

  it('may be tried again when Mattermost is away', async () => {
    const { chat, aPost, mattermost } = await setUp()
    const id = await chat.post(aPost())
    mattermost.fail('updatePost')
    mattermost.fail('getPost')
    await expect(chat.edit(id, words)).rejects.toMatchObject({ name: 'ChatFailure' })
    await expect(chat.read(id)).rejects.toMatchObject({ name: 'ChatFailure' })
  })
})
