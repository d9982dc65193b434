import { WebSocket } from 'ws'
import { channelByName } from '../src/mattermost/world'
import { type Caller, callerOf, type ProbeHost, startProbeHost } from './probe-host'

let host: ProbeHost
beforeAll(async () => {
  host = await startProbeHost()
})
afterAll(() => host.close())

interface Heard {
  event?: string
  seq?: number
  data?: { connection_id?: string }
  status?: string
}

/** A connection that remembers; `next` waits for the first message that fits. */
function listen(caller?: Caller, query = '') {
  const url = `${host.url.replace('http', 'ws')}/api/v4/websocket${query}`
  const socket = new WebSocket(url, caller ? { headers: { Cookie: caller.cookie } } : {})
  const heard: Heard[] = []
  const waiting = new Set<() => void>()
  socket.on('message', (raw) => {
    heard.push(JSON.parse(String(raw)))
    for (const look of waiting) look()
  })
  const next = (fits: (message: Heard) => boolean) =>
    new Promise<Heard>((resolve) => {
      const look = () => {
        const found = heard.find(fits)
        if (!found) return
        waiting.delete(look)
        resolve(found)
      }
      waiting.add(look)
      look()
    })
  return { socket, heard, next }
}

it('tells members what is said, and nobody else', async () => {
  const anna = listen(await callerOf(host, 'anna'))
  const ben = listen(await callerOf(host, 'ben'))
  await Promise.all([anna, ben].map(({ next }) => next(({ event }) => event === 'hello')))
  const say = async (name: string) => {
    const caller = await callerOf(host, 'anna')
    const channel_id = channelByName(host.world, name)?.id
    const body = JSON.stringify({ channel_id, message: name })
    await caller('/api/v4/posts', { method: 'POST', body })
  }
  await say('secret')
  await say('alerts')
  // Events come in order: once ben has the second one, the first one did not come.
  await ben.next(({ event }) => event === 'posted')
  await anna.next(({ seq }) => seq === 2)
  expect(anna.heard.map(({ event }) => event)).toEqual(['hello', 'posted', 'posted'])
  expect(ben.heard.map(({ event }) => event)).toEqual(['hello', 'posted'])
  for (const { socket } of [anna, ben]) socket.close()
})

it('lets clients without cookies prove themselves by their first message', async () => {
  const answer = await fetch(`${host.url}/dev/login`, {
    method: 'POST',
    body: JSON.stringify({ username: 'anna' }),
  })
  const { token } = await answer.json()
  const phone = listen()
  phone.socket.on('open', () => {
    const message = { seq: 1, action: 'authentication_challenge', data: { token } }
    phone.socket.send(JSON.stringify(message))
  })
  await phone.next(({ event }) => event === 'hello')
  await phone.next(({ status }) => status === 'OK')
  phone.socket.close()
})

it('closes on a made-up token', async () => {
  const villain = listen()
  villain.socket.on('open', () => {
    const message = { seq: 1, action: 'authentication_challenge', data: { token: 'x' } }
    villain.socket.send(JSON.stringify(message))
  })
  await new Promise((resolve) => villain.socket.on('close', resolve))
  expect(villain.heard).toEqual([])
})

describe('what can go wrong with it', () => {
  const control = (what: string, body: object = {}) =>
    fetch(`${host.url}/dev/websocket/${what}`, { method: 'POST', body: JSON.stringify(body) })
  const say = async (message: string) => {
    const caller = await callerOf(host, 'anna')
    const channel_id = channelByName(host.world, 'alerts')?.id
    await caller('/api/v4/posts', { method: 'POST', body: JSON.stringify({ channel_id, message }) })
  }
  /** Comes back with what it knows, as Mattermost's own client does. */
  const comeBack = (caller: Caller, { id, next }: { id: string; next: number }) =>
    listen(caller, `?connection_id=${id}&sequence_number=${next}`)
  const meet = async () => {
    const caller = await callerOf(host, 'ben')
    const client = listen(caller)
    const hello = await client.next(({ event }) => event === 'hello')
    return { caller, client, id: hello.data?.connection_id ?? '' }
  }
  const broken = ({ socket }: { socket: WebSocket }) =>
    new Promise((resolve) => socket.on('close', resolve))

  it('a connection that is cut goes on where it was', async () => {
    const { caller, client, id } = await meet()
    const gone = broken(client)
    await control('cut')
    await gone
    await say('meanwhile')
    const again = comeBack(caller, { id, next: 1 })
    expect(await again.next(({ event }) => event === 'posted')).toMatchObject({ seq: 1 })
    expect(again.heard.map(({ event }) => event)).toEqual(['posted'])
    again.socket.close()
  })

  it('one that was sent, but did not arrive, is sent again', async () => {
    const { caller, client, id } = await meet()
    await say('first')
    await client.next(({ event }) => event === 'posted')
    const gone = broken(client)
    await control('cut')
    await gone
    const again = comeBack(caller, { id, next: 1 })
    expect(await again.next(({ event }) => event === 'posted')).toMatchObject({ seq: 1 })
    again.socket.close()
  })

  it('one that is forgotten begins anew, and what happened meanwhile is missed', async () => {
    const { caller, client, id } = await meet()
    const gone = broken(client)
    await control('refuse', { refused: true })
    await control('cut', { forget: true })
    await gone
    await say('missed')
    const turned = listen(caller)
    await new Promise((resolve) => turned.socket.on('error', resolve))
    await control('refuse', { refused: false })
    const again = comeBack(caller, { id, next: 1 })
    const hello = await again.next(({ event }) => event === 'hello')
    expect(hello).toMatchObject({ seq: 0 })
    expect(hello.data?.connection_id).not.toBe(id)
    await say('heard')
    await again.next(({ event }) => event === 'posted')
    expect(again.heard.map(({ event }) => event)).toEqual(['hello', 'posted'])
    again.socket.close()
  })

  it('lost events leave a gap in the numbers', async () => {
    const { client } = await meet()
    await control('lose', { events: 2 })
    for (const message of ['one', 'two', 'three']) await say(message)
    expect(await client.next(({ event }) => event === 'posted')).toMatchObject({ seq: 3 })
    client.socket.close()
  })

  it('whoever asks for what is no longer kept begins anew', async () => {
    const { caller, client, id } = await meet()
    const gone = broken(client)
    await control('cut')
    await gone
    const again = comeBack(caller, { id, next: 77 })
    expect(await again.next(({ event }) => event === 'hello')).toMatchObject({ seq: 0 })
    again.socket.close()
  })
})
