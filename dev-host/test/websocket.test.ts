import { WebSocket } from 'ws'
import { channelByName } from '../src/mattermost/world'
import { browserOf, type Caller, type ProbeHost, startProbeHost } from './probe-host'

let host: ProbeHost
beforeAll(async () => {
  host = await startProbeHost()
})
afterAll(() => host.close())

interface Heard {
  event?: string
  seq?: number
  status?: string
}

/** A connection that remembers; `next` waits for the first message that fits. */
function listen(caller?: Caller) {
  const url = `${host.url.replace('http', 'ws')}/api/v4/websocket`
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
  const anna = listen(await browserOf(host, 'anna'))
  const ben = listen(await browserOf(host, 'ben'))
  await Promise.all([anna, ben].map(({ next }) => next(({ event }) => event === 'hello')))
  const say = async (name: string) => {
    const caller = await browserOf(host, 'anna')
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
