import { inspect } from 'node:util'
import type { Heard } from '../../../src/mattermost/heard'
import { RemoteClient } from '../../../src/mattermost/remote/client'
import { createRemoteEvents, type RemoteEvents } from '../../../src/mattermost/remote/events'
import { anId } from '../../builders/refs'
import { createFakeLog, type FakeLog } from '../../fakes/fake-log'
import {
  openRestMattermost,
  type RestChannel,
  type RestMattermost,
} from '../../fakes/rest-mattermost'
import { openWebSocket, type SocketMattermost } from '../../fakes/websocket-mattermost'
import { until } from '../../until'

/** The patience of a test. */
const HASTE = { retryMs: 20, maxRetryMs: 40, jitterMs: 5, openMs: 500, refusedMs: 300, pingMs: 100 }

let mattermost: RestMattermost
let line: SocketMattermost
let channel: RestChannel
let log: FakeLog
let events: RemoteEvents | undefined
let heard: Heard[]
/** How many of what comes next cannot be kept. */
let away: number
let invitations: number

beforeEach(async () => {
  mattermost = await openRestMattermost()
  line = openWebSocket(mattermost)
  channel = mattermost.addChannel('P', { [mattermost.bot.id]: 'channel_user' })
  log = createFakeLog()
  heard = []
  away = 0
  invitations = 0
})
afterEach(async () => {
  events?.close()
  events = undefined
  await mattermost.close()
})

async function listen({ lastHeardAt = async () => undefined as number | undefined } = {}) {
  const { url, token, bot } = mattermost
  events = createRemoteEvents({
    client: new RemoteClient({ url, token, timeoutMs: 5_000 }),
    ...{ token, botId: bot.id, lastHeardAt, log, clock: { now: Date.now }, options: HASTE },
    onHeard: async (one) => {
      if (away > 0) {
        away -= 1
        return false
      }
      heard.push(one)
      return true
    },
    onInvited: () => (invitations += 1),
  })
  events.start()
}
const connected = () => until('Mattermost talks', () => Boolean(events?.isConnected()))

/** Somebody posts; the WebSocket tells, as JSON inside of JSON. */
function say(message: string, { userId = anId(), at = Date.now() } = {}) {
  const given = { channel_id: channel.id, user_id: userId, message, create_at: at, update_at: at }
  const post = mattermost.addPost(given)
  line.emit('posted', { post: JSON.stringify(post), sender_name: '@jane' })
  return post
}
function react(post: { id: string; metadata: object; user_id: string }, userId = anId()) {
  const at = Date.now()
  const reaction = { user_id: userId, post_id: post.id, emoji_name: 'eyes', create_at: at }
  const kept = mattermost.posts.find(({ id }) => id === post.id)!
  Object.assign(kept, { update_at: at, metadata: { reactions: [reaction] } })
  line.emit('reaction_added', { reaction: JSON.stringify(reaction) })
}
const texts = () => heard.map((one) => (one.kind === 'message' ? one.message : `:${one.emoji}:`))
const hears = (text: string) => until(`${text} is heard`, () => texts().includes(text))
const complaints = () =>
  log.lines.filter(({ level }) => level === 'error').map(({ message }) => message)

describe('while it is connected', () => {
  beforeEach(async () => {
    await listen()
    await connected()
  })

  it('hears messages and reactions', async () => {
    const post = say('@deskbot help')
    react(post)
    await hears(':eyes:')
    expect(heard).toEqual([
      {
        ...{ kind: 'message', postId: post.id, channelId: channel.id, rootId: '', type: '' },
        ...{ userId: post.user_id, message: '@deskbot help', props: {}, createAt: post.create_at },
      },
      {
        ...{ kind: 'reaction', postId: post.id, emoji: 'eyes' },
        ...{ userId: expect.any(String), createAt: expect.any(Number) },
      },
    ])
  })

  it('notices that it was let into a channel', async () => {
    const before = invitations
    line.emit('user_added', { user_id: anId(), team_id: '' })
    line.emit('user_added', { user_id: mattermost.bot.id, team_id: '' })
    say('done')
    await hears('done')
    expect(invitations).toBe(before + 1)
  })

  it('never hears itself, nor what is nothing for it', async () => {
    say('I am the bot', { userId: mattermost.bot.id })
    react(say('mine', { userId: mattermost.bot.id }), mattermost.bot.id)
    for (const data of [{}, { post: '{' }, { post: 'null' }, { post: '{"id":1}' }, { post: 7 }]) {
      line.emit('posted', data)
    }
    line.emit('reaction_added', { reaction: '[]' })
    line.emit('typing', { user_id: anId() })
    say('after all')
    await hears('after all')
    expect(texts()).toEqual(['after all'])
  })

  it.each(['no JSON', '7', Buffer.from([1, 2, 3])])(
    'survives a frame that is no event: %j',
    async (frame) => {
      const before = line.attempts
      line.babble(frame)
      await until('it comes again', () => line.attempts > before)
      await connected()
      say('still here')
      await hears('still here')
    },
  )

  it('comes back and misses nothing that Mattermost kept for it', async () => {
    line.shutOut()
    await until('it is noticed', () => !events?.isConnected())
    say('meanwhile')
    line.letIn()
    await hears('meanwhile')
    expect(texts()).toEqual(['meanwhile'])
    expect(mattermost.calls.some(({ path }) => path.includes('since='))).toBe(false)
  })

  it('reads what was missed when Mattermost has forgotten it', async () => {
    const mine = mattermost.addPost({
      ...{ channel_id: channel.id, user_id: mattermost.bot.id, message: 'an alert' },
    })
    line.shutOut()
    await until('it is noticed', () => !events?.isConnected())
    line.forget()
    say('one')
    say('two')
    react(mine)
    line.letIn()
    await hears(':eyes:')
    await hears('two')
    expect(texts().filter((text) => text === 'one')).toHaveLength(1)
    expect(texts().indexOf('one')).toBeLessThan(texts().indexOf('two'))
    say('three')
    await hears('three')
  })

  it('reads what was missed later when Mattermost cannot be asked at once', async () => {
    line.shutOut()
    await until('it is noticed', () => !events?.isConnected())
    line.forget()
    say('one')
    mattermost.instead = () => ({ status: 503, text: 'starting' })
    line.letIn()
    await connected()
    await until('it was tried', () => log.lines.some(({ message }) => /missed/.test(message)))
    mattermost.instead = () => undefined
    await hears('one')
  })

  it('reads again what could not be kept, until it can be', async () => {
    away = 3
    say('@deskbot ticket list')
    await hears('@deskbot ticket list')
    expect(away).toBe(0)
  })

  it('notices a Mattermost that answers no more', async () => {
    const before = line.attempts
    line.deaf = true
    await until('it tries anew', () => line.attempts > before)
    line.deaf = false
    await connected()
    say('again')
    await hears('again')
  })

  it('does not wait for a Mattermost that lets it in and says nothing', async () => {
    line.shutOut()
    line.forget()
    line.mute = true
    line.letIn()
    const before = line.attempts
    await until('it gave up on one', () => line.attempts > before + 1)
    line.mute = false
    await connected()
  })
})

it('is known by the challenge where a proxy takes the header away', async () => {
  line.blind = true
  await listen()
  await connected()
  line.shutOut()
  await until('it is noticed', () => !events?.isConnected())
  say('meanwhile')
  line.letIn()
  await hears('meanwhile')
})

it('reads at its start what was said since it heard something last', async () => {
  const now = Date.now()
  say('long ago', { at: now - 3 * 24 * 60 * 60_000 })
  say('known', { at: now - 600_000 })
  say('in the night', { at: now - 1000 })
  const gone = mattermost.addChannel('P', { [mattermost.bot.id]: 'quiet' })
  mattermost.addPost({ channel_id: gone.id, user_id: anId(), message: 'shown out meanwhile' })
  await listen({ lastHeardAt: async () => now - 500_000 })
  await hears('in the night')
  expect(texts()).toEqual(['in the night'])
})

it('reads nothing at its very first start', async () => {
  say('before there was a bot', { at: Date.now() - 1000 })
  await listen()
  await connected()
  say('now')
  await hears('now')
  expect(texts()).toEqual(['now'])
})

it('reads a busy channel page by page', async () => {
  const now = Date.now()
  for (let n = 0; n < 1300; n += 1) {
    const at = now - 2000 + n
    const said = { channel_id: channel.id, user_id: anId(), message: `m${n}`, create_at: at }
    mattermost.addPost({ ...said, update_at: at })
  }
  await listen({ lastHeardAt: async () => now - 2000 })
  await hears('m1299')
  expect(new Set(texts()).size).toBe(1300)
  expect(texts()[0]).toBe('m0')
})

it('waits for the database to know since when', async () => {
  let away = true
  await listen({
    lastHeardAt: async () => {
      if (away) throw new Error('the database is away')
      return undefined
    },
  })
  expect(line.attempts).toBe(0)
  away = false
  await connected()
})

it('says once what to do about a refused token, asks seldom, and goes on with a good one', async () => {
  await listen()
  await connected()
  const { token } = mattermost
  line.revoke()
  await until('it is said', () => complaints().length > 0)
  const before = line.attempts
  await until('it was tried again', () => line.attempts > before)
  expect(events?.isConnected()).toBe(false)
  expect(complaints()).toEqual([expect.stringContaining('BOT_TOKEN')])
  expect(JSON.stringify(log.lines)).not.toContain(token)
  mattermost.token = token
  await connected()
  say('again')
  await hears('again')
})

it('lets go at once, whatever it was doing', async () => {
  await listen()
  await connected()
  events?.close()
  await until('nobody is there', () => line.open() === 0)
  line.shutOut()
  const before = line.attempts
  await listen()
  await until('it tries', () => line.attempts > before)
  events?.close()
  line.letIn()
  // Another one that comes back takes as long as the first would have.
  await listen()
  await connected()
  line.shutOut()
  await until('it is noticed', () => !events?.isConnected())
  line.letIn()
  await connected()
  expect(line.open()).toBe(1)
})

it('tells nobody its token, not even the console', async () => {
  const { log: say, warn } = console
  const said: unknown[] = []
  Object.assign(console, { log: (...words: unknown[]) => said.push(words), warn: say })
  try {
    line.shutOut()
    await listen()
    await until('it tried', () => line.attempts > 2)
    events?.close()
    await until('nobody is there', () => line.open() === 0)
  } finally {
    Object.assign(console, { log: say, warn })
  }
  expect(inspect([said, log.lines], { depth: 20 })).not.toContain(mattermost.token)
})
