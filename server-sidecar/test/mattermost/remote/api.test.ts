import { MattermostError, type NewPost, NOT_IN_CHANNEL } from '../../../src/mattermost/api'
import { connectRemote, type Remote } from '../../../src/mattermost/remote/api'
import { createVouched } from '../../../src/mattermost/remote/gaps'
import { createSignedContexts } from '../../../src/mattermost/remote/signed-context'
import { anId } from '../../builders/refs'
import { createFakeClock } from '../../fakes/fake-clock'
import { createFakeLog } from '../../fakes/fake-log'
import { openRestMattermost, type RestMattermost } from '../../fakes/rest-mattermost'
import { until } from '../../until'

const KEY = Buffer.alloc(32, 7)
const ACTION = '/mattermost/actions/alert'

let mattermost: RestMattermost
let remote: Remote
const clock = createFakeClock()
const contexts = createSignedContexts({ signingKey: async () => KEY, clock })

const connect = (more: { timeoutMs?: number; token?: string } = {}) =>
  connectRemote({
    ...{ url: mattermost.url, token: mattermost.token, contexts, clock, log: createFakeLog() },
    callback: (path) => `https://desk.example.org${path}`,
    vouched: createVouched(clock.now),
    ...more,
  })
const errorOf = (call: Promise<unknown>) =>
  call.then(
    () => {
      throw new Error('it was not refused')
    },
    (error: MattermostError) => error,
  )

beforeEach(async () => {
  mattermost = await openRestMattermost()
  remote = await connect()
})
afterEach(() => mattermost.close())

const button = (url: string, context: object = { alert: 'A-1', action: 'acknowledge' }) => ({
  attachments: [
    { text: 'Down', actions: [{ id: 'ack', name: 'Acknowledge', integration: { url, context } }] },
  ],
})
const aPost = (channelId: string, more: Partial<NewPost> = {}): NewPost => ({
  ...{ userId: remote.bot.id, channelId, message: 'Hello', props: {} },
  ...more,
})
const integrationOf = (props: object) =>
  (props as ReturnType<typeof button>).attachments[0]?.actions[0]?.integration

describe('who we are', () => {
  it('is the bot of the token', () => {
    expect(remote.bot).toEqual({ id: mattermost.bot.id, username: 'deskbot', isBot: true })
  })

  it('is nobody with a token that Mattermost does not know', async () => {
    expect(await errorOf(connect({ token: 'another' }))).toMatchObject({ status: 401 })
    mattermost.token = 'revoked'
    expect(await errorOf(remote.check())).toMatchObject({
      status: 401,
      id: 'api.context.session_expired.app_error',
    })
  })

  it('may be a person, and then says so: nobody who writes to them writes to us', async () => {
    mattermost.bot.is_bot = false
    expect((await connect()).bot.isBot).toBe(false)
  })
})

describe('a post', () => {
  it('carries thread, priority and the key that Mattermost tells repeats by', async () => {
    const { id } = mattermost.addChannel('P', { [remote.bot.id]: 'channel_user' })
    const made = await remote.api.createPost(
      aPost(id, { type: 'custom_ticketdesk_alert', priority: 'urgent', pendingPostId: 'b:1' }),
    )
    expect(mattermost.calls.at(-1)?.body).toEqual({
      ...{ channel_id: id, root_id: '', message: 'Hello', type: 'custom_ticketdesk_alert' },
      ...{ pending_post_id: 'b:1', metadata: { priority: { priority: 'urgent' } }, props: {} },
    })
    expect(await remote.api.getPost(made.id)).toEqual(made)
  })

  it('is posted all the same where priorities are switched off', async () => {
    mattermost.priorities = false
    const { id } = mattermost.addChannel('P', { [remote.bot.id]: 'channel_user' })
    await remote.api.createPost(aPost(id, { priority: 'urgent' }))
    expect(mattermost.posts).toMatchObject([{ message: 'Hello' }])
  })

  it('has buttons that lead to us, signed for this channel and this path', async () => {
    const { id } = mattermost.addChannel('P', { [remote.bot.id]: 'channel_user' })
    await remote.api.createPost(aPost(id, { props: button(ACTION) }))
    const { url, context } = integrationOf(mattermost.posts[0]!.props)!
    expect(url).toBe(`https://desk.example.org${ACTION}`)
    const opened = await contexts.open({ path: ACTION, channelId: id }, context)
    expect(opened).toEqual({ alert: 'A-1', action: 'acknowledge' })
  })

  it('leaves buttons that lead elsewhere as they are', async () => {
    const { id } = mattermost.addChannel('P', { [remote.bot.id]: 'channel_user' })
    const props = button('https://grafana.example.org/x', { a: 1 })
    await remote.api.createPost(aPost(id, { props }))
    expect(mattermost.posts[0]?.props).toMatchObject(props)
  })

  it('keeps on an edit what is not ours to change', async () => {
    const { id } = mattermost.addChannel('P', { [remote.bot.id]: 'channel_user' })
    const made = await remote.api.createPost(aPost(id, { props: { old: 1 } }))
    await remote.api.updatePost(made.id, { message: 'Edited', props: button(ACTION) })
    const { id: _, ...sent } = mattermost.calls.at(-1)!.body
    expect(Object.keys(sent).sort()).toEqual(['message', 'props'])
    expect(mattermost.posts[0]).toMatchObject({ message: 'Edited', props: { from_bot: 'true' } })
    expect(mattermost.posts[0]?.props).not.toHaveProperty('old')
    const { context } = integrationOf(mattermost.posts[0]!.props)!
    await contexts.open({ path: ACTION, channelId: id }, context)

    await remote.api.updatePost(made.id, { props: {} })
    expect(mattermost.posts[0]?.message).toBe('Edited')
  })

  it('that is gone is told apart from one that cannot be asked for', async () => {
    expect(await errorOf(remote.api.getPost(anId()))).toMatchObject({
      ...{ id: 'app.post.get.app_error', status: 404 },
    })
    expect(await errorOf(remote.api.updatePost(anId(), { props: {} }))).toMatchObject({
      status: 404,
    })
  })

  it('is found under its own id, also as it was before an edit', async () => {
    const channel = mattermost.addChannel('P', { [remote.bot.id]: 'channel_user' })
    const now = { channel_id: channel.id, user_id: remote.bot.id, message: 'now' }
    const post = mattermost.addPost(now)
    mattermost.addPost({ ...now, message: 'before', original_id: post.id, delete_at: 5 })
    const found = await remote.api.getPostsSince(channel.id, 0)
    expect(found.map(({ id }) => id)).toEqual([post.id, post.id])
    expect(await remote.api.getPostsForChannel(channel.id, 0, 1)).toHaveLength(1)
  })
})

describe('a channel the bot is not in', () => {
  it('is entered when it is public', async () => {
    const { id } = mattermost.addChannel('O')
    expect(await remote.api.missingBot(id)).toBe('deskbot')
    await remote.api.createPost(aPost(id))
    expect(mattermost.posts).toHaveLength(1)
    expect(await remote.api.missingBot(id)).toBeUndefined()
  })

  it('must be opened by people when it is private, and says so every time', async () => {
    const { id } = mattermost.addChannel('P')
    for (const _ of [1, 2]) {
      expect(await errorOf(remote.api.createPost(aPost(id)))).toMatchObject({
        ...{ id: NOT_IN_CHANNEL, status: 403 },
      })
    }
    // Before a second attempt the first is looked for.
    expect((await errorOf(remote.api.getPostsSince(id, 0))).id).toBe(NOT_IN_CHANNEL)
    mattermost.channels.get(id)?.members.set(remote.bot.id, 'channel_user')
    await remote.api.createPost(aPost(id))
    expect(mattermost.posts).toHaveLength(1)
  })

  it('is no channel to be invited to when it does not exist', async () => {
    expect((await errorOf(remote.api.createPost(aPost(anId())))).id).toBe(
      'app.channel.get.existing.app_error',
    )
  })

  it('is not blamed on an invitation when a member may not write there', async () => {
    const { id } = mattermost.addChannel('O', { [remote.bot.id]: 'quiet_channel_user' })
    expect((await errorOf(remote.api.createPost(aPost(id)))).id).toBe(
      'api.context.permissions.app_error',
    )
  })
})

describe('rights', () => {
  const ask = async (userId: string, channelId: string) => {
    const { api } = remote
    const of = (permission: 'create_post' | 'read_channel_content' | 'manage_channel_roles') =>
      api.hasPermissionToChannel(userId, channelId, permission)
    return [
      await of('create_post'),
      await of('read_channel_content'),
      await of('manage_channel_roles'),
    ]
  }

  it('come from the roles in the channel, in its team, and of the account', async () => {
    const [anna, ben, root] = [
      mattermost.addUser('anna'),
      mattermost.addUser('ben'),
      mattermost.addUser('root', 'system_user system_admin'),
    ]
    const { id } = mattermost.addChannel('P', {
      [remote.bot.id]: 'channel_user',
      [anna.id]: 'channel_user channel_admin',
    })
    expect(await ask(anna.id, id)).toEqual([true, true, true])
    expect(await ask(ben.id, id)).toEqual([false, false, false])
    expect(await ask(root.id, id)).toEqual([true, true, true])
    expect(await ask(anId(), id).catch((error: MattermostError) => error.status)).toBe(404)
  })

  it('end with the membership at once, and in a moderated channel at writing', async () => {
    const anna = mattermost.addUser('anna')
    const { id, members } = mattermost.addChannel('P', {
      [remote.bot.id]: 'channel_user',
      [anna.id]: 'channel_user',
    })
    expect(await ask(anna.id, id)).toEqual([true, true, false])
    members.set(anna.id, 'quiet_channel_user')
    expect(await ask(anna.id, id)).toEqual([false, true, false])
    members.delete(anna.id)
    expect(await ask(anna.id, id)).toEqual([false, false, false])
  })

  it('end with the account, though roles and memberships stay', async () => {
    const anna = mattermost.addUser('anna', 'system_user system_admin')
    const { id } = mattermost.addChannel('P', {
      [remote.bot.id]: 'channel_user',
      [anna.id]: 'channel_user channel_admin',
    })
    Object.assign(anna, { delete_at: Date.now() })
    expect(await ask(anna.id, id)).toEqual([false, false, false])
    const team = mattermost.team.id
    expect(await remote.api.hasPermissionToTeam(anna.id, team, 'read_public_channel')).toBe(false)
    expect(await remote.api.hasPermissionTo(anna.id, 'manage_system')).toBe(false)
  })

  it('of guests end at the channels they are in', async () => {
    const guest = mattermost.addUser('guest', 'system_guest')
    const of = { [remote.bot.id]: 'channel_user' }
    const theirs = mattermost.addChannel('O', { ...of, [guest.id]: 'channel_guest' })
    const other = mattermost.addChannel('O', of)
    expect(await ask(guest.id, theirs.id)).toEqual([true, true, false])
    expect(await ask(guest.id, other.id)).toEqual([false, false, false])
    const { id } = mattermost.team
    expect(await remote.api.hasPermissionToTeam(guest.id, id, 'read_public_channel')).toBe(false)
    const anna = mattermost.addUser('anna')
    expect(await remote.api.hasPermissionToTeam(anna.id, id, 'read_public_channel')).toBe(true)
  })

  it('are nobody’s where the bot sees nothing', async () => {
    const anna = mattermost.addUser('anna')
    const { id } = mattermost.addChannel('P', { [anna.id]: 'channel_user' })
    expect(await ask(anna.id, id)).toEqual([false, false, false])
  })

  it('lead the bot into a public channel to be seen, but only for whom may look there', async () => {
    const [anna, guest] = [mattermost.addUser('anna'), mattermost.addUser('g', 'system_guest')]
    const { id, members } = mattermost.addChannel('O', { [anna.id]: 'channel_user' })
    expect(await remote.api.hasPermissionToChannel(guest.id, id, 'create_post')).toBe(false)
    expect(members.has(remote.bot.id)).toBe(false)
    expect(await remote.api.hasPermissionToChannel(anna.id, id, 'read_channel_content')).toBe(false)
    expect(members.has(remote.bot.id)).toBe(false)
    expect(await remote.api.hasPermissionToChannel(anna.id, id, 'create_post')).toBe(true)
    expect(members.has(remote.bot.id)).toBe(true)
  })

  it('of roles are asked once a minute, who has them every time', async () => {
    const root = mattermost.addUser('root', 'system_admin')
    const asked = () => mattermost.calls.filter(({ path }) => path === '/roles/names').length
    expect(await remote.api.hasPermissionTo(root.id, 'manage_system')).toBe(true)
    expect(await remote.api.hasPermissionTo(root.id, 'manage_system')).toBe(true)
    expect(asked()).toBe(1)
    root.roles = 'system_user'
    expect(await remote.api.hasPermissionTo(root.id, 'manage_system')).toBe(false)
    root.roles = 'system_admin'
    clock.advance(61_000)
    expect(await remote.api.hasPermissionTo(root.id, 'manage_system')).toBe(true)
    expect(asked()).toBe(3)
  })

  it('are not denied because Mattermost was away for a moment', async () => {
    const root = mattermost.addUser('root', 'system_admin')
    mattermost.instead = ({ path }) => (path === '/roles/names' ? 'drop' : undefined)
    expect(await errorOf(remote.api.hasPermissionTo(root.id, 'manage_system'))).toMatchObject({
      status: 0,
    })
    mattermost.instead = () => undefined
    expect(await remote.api.hasPermissionTo(root.id, 'manage_system')).toBe(true)
  })

  it('by groups need a licence: without one nobody is in any', async () => {
    expect(await remote.api.getGroupNames(mattermost.addUser('anna').id)).toEqual([])
  })
})

describe('words for one person', () => {
  const words = (channelId: string, rootId?: string) => ({
    ...{ userId: remote.bot.id, channelId, message: 'For you', ...(rootId && { rootId }) },
  })

  it('are shown in the channel by bots that may', async () => {
    mattermost.bot.roles = 'system_admin'
    const anna = mattermost.addUser('anna')
    const { id } = mattermost.addChannel('P')
    await remote.api.sendEphemeralPost(anna.id, { ...words(id), props: button(ACTION) })
    expect(mattermost.ephemeral).toMatchObject([
      { user_id: anna.id, post: { channel_id: id, message: 'For you' } },
    ])
    expect(mattermost.posts).toEqual([])
  })

  it('are written directly by the others, who say where they belong', async () => {
    const anna = mattermost.addUser('anna')
    const { id, name } = mattermost.addChannel('P', { [remote.bot.id]: 'channel_user' })
    const root = anId()
    await remote.api.sendEphemeralPost(anna.id, words(id))
    await remote.api.sendEphemeralPost(anna.id, words(id, root))
    const site = 'https://chat.example.org'
    expect(mattermost.posts.map(({ message }) => message)).toEqual([
      `[~A \\[channel\\]](${site}/ops/channels/${name})\nFor you`,
      `[~A \\[channel\\]](${site}/_redirect/pl/${root})\nFor you`,
    ])
    const there = mattermost.channels.get(mattermost.posts[0]!.channel_id)
    expect([...there!.members.keys()].sort()).toEqual([anna.id, remote.bot.id].sort())
  })

  it('stay where they are when nobody else is there', async () => {
    const anna = mattermost.addUser('anna')
    const two = { [anna.id]: 'channel_user', [remote.bot.id]: 'channel_user' }
    const { id } = mattermost.addChannel('D', two)
    await remote.api.sendEphemeralPost(anna.id, words(id, anId()))
    expect(mattermost.posts).toMatchObject([{ channel_id: id, message: 'For you' }])
    expect(mattermost.posts[0]?.root_id).not.toBe('')
  })

  it('are not doubled when nobody knows whether they were shown', async () => {
    mattermost.instead = ({ path }) => (path === '/posts/ephemeral' ? 'drop' : undefined)
    const { id } = mattermost.addChannel('P')
    const sent = remote.api.sendEphemeralPost(mattermost.addUser('anna').id, words(id))
    expect(await errorOf(sent)).toMatchObject({ status: 0 })
    expect(mattermost.posts).toEqual([])
  })
})

describe('no answer of Mattermost', () => {
  it.each([
    ['the page of a proxy', { status: 502, text: '<html>Bad gateway</html>' }],
    ['a page instead of an answer', { status: 200, text: '<html>Sign in</html>' }],
    ['JSON of somebody else', { status: 403, type: 'application/json', text: '{"code":7}' }],
    ['nothing', { status: 200, type: 'application/json', text: 'null' }],
    ['half an answer', { status: 200, type: 'application/json', text: '{"id":' }],
    ['a line that breaks', 'drop'],
  ] as const)('is %s: worth another try', async (_what, instead) => {
    mattermost.instead = () => instead
    const error = await errorOf(remote.api.getUser(anId()))
    expect(error).toBeInstanceOf(MattermostError)
    expect([error.status, error.id]).toEqual([0, ''])
  })

  it('is silence, which ends', async () => {
    const hasty = await connect({ timeoutMs: 50 })
    mattermost.instead = () => 'hang'
    expect(await errorOf(hasty.api.getUser(anId()))).toMatchObject({ status: 0 })
  })

  it('is a redirect: the token goes nowhere else', async () => {
    const elsewhere = await openRestMattermost()
    const location = `${elsewhere.url}/api/v4/users/me`
    mattermost.instead = () => ({ status: 302, text: '', location })
    expect(await errorOf(remote.check())).toMatchObject({ status: 0 })
    expect(elsewhere.calls).toEqual([])
    await elsewhere.close()
  })
})

describe('an address', () => {
  it('is made of ids and names only', async () => {
    const before = mattermost.calls.length
    for (const odd of ['../users/me', 'me/../../x', '', '..', 'a?b', 'a/b', 'a#b', ' ']) {
      for (const call of [
        remote.api.getChannel(odd),
        remote.api.getPost(odd),
        remote.api.getUser(odd),
        remote.api.getGroupNames(odd),
        remote.api.getUserByName(odd),
        remote.api.getChannelByName('ops', odd),
        remote.api.getChannelByName(odd, 'alerts'),
        remote.api.getPostsSince(odd, 0),
      ]) {
        expect((await errorOf(call)).status).toBe(400)
      }
    }
    expect(mattermost.calls).toHaveLength(before)
  })

  it('finds people and channels by their names', async () => {
    const anna = mattermost.addUser('anna.b')
    const { id, name, display_name, team_id } = mattermost.addChannel('O')
    expect(await remote.api.getUserByName('anna.b')).toEqual({
      ...{ id: anna.id, username: 'anna.b', locale: 'de', isBot: false },
    })
    const channel = { id, teamId: team_id, type: 'O', name, displayName: display_name, deleteAt: 0 }
    expect(await remote.api.getChannelByName('ops', name)).toEqual(channel)
    expect(await remote.api.getChannelInTeam(team_id, name)).toEqual(channel)
  })
})

it('opens dialogs that come back to us', async () => {
  const field = { displayName: 'What', name: 'what', type: 'text', optional: false } as const
  await remote.api.openInteractiveDialog({
    ...{ triggerId: 'trigger', url: '/mattermost/dialogs/ticket' },
    dialog: {
      ...{ callbackId: 'ticket', title: 'New', notifyOnCancel: true, state: 'signed' },
      elements: [{ ...field, maxLength: 5, options: [{ text: 'A', value: 'a' }] }],
    },
  })
  expect(mattermost.dialogs).toMatchObject([
    {
      ...{ trigger_id: 'trigger', url: 'https://desk.example.org/mattermost/dialogs/ticket' },
      dialog: {
        ...{ callback_id: 'ticket', notify_on_cancel: true, state: 'signed' },
        elements: [
          {
            display_name: 'What',
            name: 'what',
            max_length: 5,
            options: [{ text: 'A', value: 'a' }],
          },
        ],
      },
    },
  ])
})

it('keeps up with a Site URL that changes, and with a Mattermost that is away', async () => {
  expect(remote.facts.siteUrl()).toBe('https://chat.example.org')
  mattermost.config.SiteURL = 'https://new.example.org'
  expect(remote.facts.siteUrl()).toBe('https://chat.example.org')
  clock.advance(61_000)
  await until('it is known', () => remote.facts.siteUrl() === 'https://new.example.org')
  clock.advance(61_000)
  mattermost.instead = () => 'drop'
  expect(remote.facts.siteUrl()).toBe('https://new.example.org')
  await expect(remote.facts.clickKey()).rejects.toMatchObject({ status: 0 })
})
