import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ByteStream } from '../../src/bytes/byte-stream'
import { renderHeader } from '../../src/yamux/encode'
import { type Collected, collect, settle } from '../bytes/collect'
import { decodeNaively } from './naive-decoder'
import { openWire, type Wire } from './wire'

interface RecordedFrame {
  from: 'client' | 'server'
  header: string
  payload?: string
  patternAt?: number
}

interface Traces {
  conversations: { name: string; frames: RecordedFrame[] }[]
  complaints: { name: string; input: RecordedFrame[]; answer: RecordedFrame[]; closed: boolean }[]
}

const traces = JSON.parse(
  readFileSync(join(__dirname, '../golden/yamux/traces.json'), 'utf8'),
) as Traces

/** The recorder's pattern: byte i of a stream is i mod 251. */
const goPattern = (from: number, length: number) =>
  Buffer.from(Uint8Array.from({ length }, (_, i) => (from + i) % 251))

function bytesOf(frame: RecordedFrame): Buffer {
  const header = Buffer.from(frame.header, 'hex')
  if (frame.patternAt === undefined)
    return Buffer.concat([header, Buffer.from(frame.payload ?? '', 'hex')])
  return Buffer.concat([header, goPattern(frame.patternAt, header.readUInt32BE(8))])
}

const headersOf = (frames: RecordedFrame[], from: string) =>
  frames.filter((frame) => frame.from === from).map(({ header }) => header)

const sentHeaders = (wire: Wire) => wire.sent().map((frame) => renderHeader(frame).toString('hex'))

const conversation = (name: string) => {
  const found = traces.conversations.find((candidate) => candidate.name === name)
  if (!found) throw new Error(`no conversation called ${name}`)
  return found.frames
}

/** Plays the recorded frames of the other side, each as soon as our side has sent as many frames as Go had by then. */
async function replay(wire: Wire, frames: RecordedFrame[], ours: 'client' | 'server') {
  let expected = 0
  for (const frame of frames) {
    if (frame.from === ours) {
      expected += bytesOf(frame).length
      await wire.raw.atLeast(expected)
    } else wire.send(bytesOf(frame))
  }
  await settle()
}

describe('frames recorded from Go', () => {
  it.each(traces.conversations.map(({ name, frames }) => [name, frames] as const))(
    'are written by us byte for byte: %s',
    (_name, frames) => {
      for (const frame of frames) {
        const {
          frames: [decoded],
        } = decodeNaively(bytesOf(frame))
        if (!decoded) throw new Error('unreadable')
        expect(renderHeader(decoded).toString('hex')).toBe(frame.header)
      }
    },
  )
})

describe('a session talking to recorded Go', () => {
  it.each([
    ['the client opens and both close', 'client'],
    ['the server opens and both close', 'server'],
  ] as const)('as the opener sends exactly what Go sent: %s', async (name, role) => {
    const wire = openWire({ role })
    const frames = conversation(name)
    const stream = wire.session.open()
    const received = collect(stream)
    received.atLeast(5).then(() => stream.end())
    setImmediate(() => stream.write(Buffer.from('hello')))
    await replay(wire, frames, role)
    expect((await received.all).toString()).toBe('HELLO')
    expect(sentHeaders(wire)).toEqual(headersOf(frames, role))
    expect(wire.session.streamCount).toBe(0)
  })

  it.each([
    ['the client opens and both close', 'server'],
    ['the server opens and both close', 'client'],
  ] as const)('as the accepter sends exactly what Go sent: %s', async (name, role) => {
    const opened: Collected[] = []
    const wire = openWire({
      role,
      onStream(stream) {
        const received = collect(stream)
        opened.push(received)
        received.atLeast(5).then(() => stream.write(Buffer.from('HELLO')))
        received.all.then(() => stream.end())
      },
    })
    const frames = conversation(name)
    await replay(wire, frames, role)
    expect((await opened[0]?.all)?.toString()).toBe('hello')
    expect(sentHeaders(wire)).toEqual(headersOf(frames, role))
  })

  it('takes a large body and sends one within the windows Go grants', async () => {
    const frames = conversation('six hundred thousand bytes there, three hundred thousand back')
    const arrived: [ByteStream, Collected][] = []
    const wire = openWire({ onStream: (stream) => void arrived.push([stream, collect(stream)]) })
    for (const frame of frames) if (frame.from === 'client') wire.send(bytesOf(frame))
    await settle()
    const [[stream, received]] = arrived as [[ByteStream, Collected]]
    expect((await received.all).equals(goPattern(0, 600_000))).toBe(true)
    stream.write(goPattern(0, 300_000))
    stream.end()
    await settle()
    const answer = wire.sent().filter(({ type }) => type === 0)
    expect(Buffer.concat(answer.map(({ payload }) => payload)).equals(goPattern(0, 300_000))).toBe(
      true,
    )
    expect(wire.session.streamCount).toBe(0)
  })

  it.each(['client', 'server'] as const)(
    "answers Go's pings as Go does, as the %s",
    async (role) => {
      const wire = openWire({ role })
      const frames = conversation('pings both ways')
      const queries = frames.filter(
        ({ from, header }) => from !== role && header.startsWith('00020001'),
      )
      wire.send(...queries.map(bytesOf))
      await settle()
      const replies = headersOf(frames, role).filter((header) => header.startsWith('00020002'))
      expect(sentHeaders(wire)).toEqual(replies)
    },
  )

  it('opens nothing more once Go went away, and survives', async () => {
    const wire = openWire({ role: 'client' })
    const goodbye = conversation('the server goes away').at(-1) as RecordedFrame
    wire.send(bytesOf(goodbye))
    await settle()
    expect((await collect(wire.session.open()).end)?.message).toContain('peer_went_away')
  })

  it('takes the reset that Go sends when our FIN does not come', async () => {
    const wire = openWire()
    const frames = conversation('the peer never closes and is reset')
    wire.send(...frames.filter(({ from }) => from === 'client').map(bytesOf))
    await settle()
    const end = await collect(wire.streams[0] as ByteStream).end
    expect(end).toMatchObject({ code: 'stream_reset' })
    expect(wire.session.streamCount).toBe(0)
  })
})

describe('bytes that break or bend the rules', () => {
  it.each(traces.complaints.map((complaint) => [complaint.name, complaint] as const))(
    'are answered as Go answers them: %s',
    async (name, { input, answer, closed }) => {
      const wire = openWire()
      let over = false
      wire.ended.then(() => {
        over = true
      })
      if (name === 'an opening after goodbye') wire.session.goAway()
      wire.send(...input.map(bytesOf))
      await settle()
      expect(sentHeaders(wire)).toEqual(answer.map(({ header }) => header))
      expect(over).toBe(closed)
    },
  )
})
