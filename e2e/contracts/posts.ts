/** Messages: said, read, changed, taken back, and whispered. */
import type { Post } from '@mattermost/types/posts'
import { NOT_PERMITTED, refusalOf } from './refusal'
import type { Scene } from './scene'

const NO_ID = 'a'.repeat(26)

export function posts({ cast }: Scene): void {
  const say = (message: string, more: Partial<Post> = {}) =>
    cast().bot.client.createPost({ channel_id: cast().open.id, message, ...more })

  it('a bot’s post says that it is one, and keeps what it was given', async () => {
    const { bot, open } = cast()
    const props = { ticketdesk: { list: [], deep: { CamelCase: 1 } } }
    const post = await say('hello', { props, type: 'custom_ticket' as Post['type'] })
    expect(post).toMatchObject({
      ...{ user_id: bot.id, channel_id: open.id, root_id: '', message: 'hello' },
      ...{ type: 'custom_ticket', edit_at: 0, delete_at: 0, is_pinned: false, reply_count: 0 },
    })
    expect(post.props).toEqual({ ...props, from_bot: 'true' })
    expect(post.create_at).toBe(post.update_at)
    expect(await bot.client.getPost(post.id)).toMatchObject({ id: post.id, props: post.props })
  })

  it('the repeat of a pending post is the first post', async () => {
    const pending_post_id = `${cast().bot.id}:${Date.now()}`
    const first = await say('once', { pending_post_id })
    const again = await say('once', { pending_post_id })
    expect(again.id).toBe(first.id)
  })

  it.each<[string, Partial<Post>, object]>([
    [
      'too long',
      { message: 'x'.repeat(16_384) },
      { status: 400, id: 'model.post.is_valid.message_length.app_error' },
    ],
    [
      'of the system',
      { type: 'system_join_channel' },
      { status: 400, id: 'api.context.invalid_param.app_error' },
    ],
    [
      'in a thread that is not there',
      { root_id: NO_ID },
      { status: 400, id: 'api.post.create_post.root_id.app_error' },
    ],
    ['nowhere', { channel_id: NO_ID }, NOT_PERMITTED],
  ])('refuses one %s', async (_name, wrong, refusal) => {
    expect(await refusalOf(say('no', wrong))).toEqual(refusal)
  })

  it('what somebody may not read is refused in each way', async () => {
    const { anna, bot, hidden } = cast()
    const { id } = await anna.client.createPost({ channel_id: hidden.id, message: 'secret' })
    const { client } = bot
    for (const ask of [
      () => client.getPost(id),
      () => client.getPostThread(id),
      () => client.getPosts(hidden.id),
      () => client.getReactionsForPost(id),
      () => client.createPost({ channel_id: hidden.id, message: 'x' }),
      () => client.addReaction(bot.id, id, 'eyes'),
    ]) {
      expect(await refusalOf(ask())).toEqual(NOT_PERMITTED)
    }
  })

  it('a public channel is read by the whole team, in it or not', async () => {
    const { ben, bot, mark, team } = cast()
    const wanted = { team_id: team.id, name: `read-${mark}`, display_name: 'r', type: 'O' as const }
    const { id } = await ben.client.createChannel(wanted)
    const post = await ben.client.createPost({ channel_id: id, message: 'for all' })
    expect((await bot.client.getPosts(id)).posts[post.id]).toMatchObject({ message: 'for all' })
  })

  it('lists are newest first, page by page, and since a moment', async () => {
    const { bot, mark, team } = cast()
    const wanted = {
      team_id: team.id,
      name: `lists-${mark}`,
      display_name: 'l',
      type: 'O' as const,
    }
    const { id: channel_id } = await bot.client.createChannel(wanted)
    const said = []
    for (const message of ['one', 'two', 'three']) {
      said.push(await bot.client.createPost({ channel_id, message }))
    }
    const [one, two, three] = said.map(({ id }) => id)
    expect((await bot.client.getPosts(channel_id, 0, 2)).order).toEqual([three, two])
    expect((await bot.client.getPosts(channel_id, 1, 2)).order[0]).toBe(one)
    const before = said[2]?.update_at ?? 0
    expect((await bot.client.getPostsSince(channel_id, before)).order).toEqual([])
    await bot.client.patchPost({ id: one ?? '', message: 'one, changed' })
    const { order, posts: edited } = await bot.client.getPostsSince(channel_id, before)
    const versions = order.flatMap((id) => edited[id] ?? [])
    expect(
      versions.map(({ message, original_id, delete_at }) => [message, original_id, delete_at > 0]),
    ).toEqual(
      expect.arrayContaining([
        ['one, changed', '', false],
        ['', one, true],
      ]),
    )
    expect(versions).toHaveLength(2)
    await bot.client.deletePost(two ?? '')
    const { posts: changed } = await bot.client.getPostsSince(channel_id, before)
    expect(changed[two ?? '']?.delete_at).toBeGreaterThan(0)
    expect((await bot.client.getPosts(channel_id, 0, 2)).order).toEqual([three, one])
  })

  it('a thread has its root and its replies, whichever of them is asked', async () => {
    const root = await say('root')
    const reply = await say('reply', { root_id: root.id })
    for (const { id } of [root, reply]) {
      const thread = await cast().bot.client.getPostThread(id)
      expect(Object.keys(thread.posts).sort()).toEqual([root.id, reply.id].sort())
    }
    expect(await cast().bot.client.getPost(root.id)).toMatchObject({ reply_count: 1 })
    const deeper = say('too deep', { root_id: reply.id })
    expect(await refusalOf(deeper)).toMatchObject({ status: 400 })
  })

  it('a patch changes what it names, an update everything it carries', async () => {
    const { bot } = cast()
    const post = await say('first', { props: { a: 1, b: 2 } })
    const patched = await bot.client.patchPost({ id: post.id, props: { c: 3 } })
    expect(patched).toMatchObject({ message: 'first', props: { c: 3 } })
    expect(patched.props).not.toHaveProperty('a')
    const updated = await bot.client.updatePost({ ...patched, message: 'second', props: { d: 4 } })
    expect(updated).toMatchObject({ message: 'second', props: { d: 4 } })
    expect(updated.edit_at).toBeGreaterThan(0)
    expect(updated.props).not.toHaveProperty('c')
  })

  it('nobody changes another’s words, and a bot not even as the channel’s maker', async () => {
    const { anna, bot, open } = cast()
    const theirs = await anna.client.createPost({ channel_id: open.id, message: 'mine' })
    const patch = bot.client.patchPost({ id: theirs.id, message: 'ours' })
    expect(await refusalOf(patch)).toEqual(NOT_PERMITTED)
    expect(await refusalOf(bot.client.updatePost({ ...theirs, message: 'x' }))).toEqual(
      NOT_PERMITTED,
    )
    expect(await refusalOf(bot.client.deletePost(theirs.id))).toEqual(NOT_PERMITTED)
  })

  it('what is taken back is gone', async () => {
    const { bot, admin } = cast()
    const { id } = await say('oops')
    await admin.client.deletePost(id)
    expect(await refusalOf(bot.client.getPost(id))).toEqual({
      status: 404,
      id: 'app.post.get.app_error',
    })
    const patch = bot.client.patchPost({ id, message: 'still here' })
    expect(await refusalOf(patch)).toEqual(NOT_PERMITTED)
  })

  it('a bot whispers only with an administrator’s rights', async () => {
    const { anna, bot, admin, open } = cast()
    const whisper = { channel_id: open.id, message: 'psst' }
    expect(await refusalOf(bot.client.createPostEphemeral(anna.id, whisper))).toEqual(NOT_PERMITTED)
    const post = await admin.client.createPostEphemeral(anna.id, whisper)
    expect(post).toMatchObject({ type: 'system_ephemeral', message: 'psst' })
    expect(await refusalOf(anna.client.getPost(post.id))).toMatchObject({ status: 404 })
  })
}
