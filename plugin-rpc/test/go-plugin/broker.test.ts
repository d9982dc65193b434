import type { ByteStream } from '../../src/bytes/byte-stream'
import { createPipe } from '../../src/bytes/pipe'
import { type BrokerCore, createBroker } from '../../src/go-plugin/broker'
import { createSession, type Session } from '../../src/yamux/session'
import { collect, pattern, settle, writeAll } from '../bytes/collect'
import { createManualTimers, type ManualTimers } from '../bytes/manual-timers'

interface Side {
  broker: BrokerCore
  session: Session
}

function createSide(transport: ByteStream, role: 'client' | 'server', timers: ManualTimers): Side {
  const broker = createBroker({ open: () => session.open(), timers })
  const session: Session = createSession(transport, {
    role,
    timers,
    onStream: (stream) => broker.handleIncoming(stream),
    onEnd: () => broker.close(),
  })
  return { broker, session }
}

describe('the broker', () => {
  let timers: ManualTimers
  let host: Side
  let plugin: Side
  beforeEach(() => {
    timers = createManualTimers()
    const [left, right] = createPipe()
    host = createSide(left, 'client', timers)
    plugin = createSide(right, 'server', timers)
  })

  it('numbers each side for itself', () => {
    expect([plugin.broker.nextId(), plugin.broker.nextId(), host.broker.nextId()]).toEqual([
      1, 2, 1,
    ])
  })

  it.each(['the id is awaited first', 'the stream comes first'])(
    'pairs both ends when %s',
    async (order) => {
      const id = plugin.broker.nextId()
      const early = order === 'the stream comes first'
      const waiting = early ? undefined : plugin.broker.accept(id)
      const near = host.broker.dial(id)
      near.write(Buffer.from('question'))
      near.end()
      const atNear = collect(near)
      if (early) await settle()
      const far = await (waiting ?? plugin.broker.accept(id))
      expect((await collect(far).all).toString()).toBe('question')
      far.write(Buffer.from('answer'))
      far.end()
      expect((await atNear.all).toString()).toBe('answer')
      timers.advance(60_000)
      await settle()
      expect([host.session.streamCount, plugin.session.streamCount]).toEqual([0, 0])
    },
  )

  it('puts id and data on the wire with the opening, little endian', async () => {
    const [near, far] = createPipe()
    const dialler = createSide(near, 'client', timers)
    const raw = collect(far)
    dialler.broker.dial(0x01020304).write(Buffer.from('data'))
    await raw.atLeast(12 + 16 + 16)
    expect(raw.bytes().toString('hex')).toBe(
      `000100010000000100000000${'000000000000000100000004'}04030201${'000000000000000100000004'}64617461`,
    )
  })

  it('keeps ids apart that are dialled in another order', async () => {
    const ids = [1, 2, 3].map(() => plugin.broker.nextId())
    const accepted = ids.map((id) => plugin.broker.accept(id))
    for (const id of [...ids].reverse()) {
      const stream = host.broker.dial(id)
      stream.write(Buffer.from(`for ${id}`))
      stream.end()
    }
    const texts = accepted.map(async (stream) => (await collect(await stream).all).toString())
    expect(await Promise.all(texts)).toEqual(['for 1', 'for 2', 'for 3'])
  })

  it('carries large bodies through the dialled stream, with a listener that pauses', async () => {
    const id = host.broker.nextId()
    const near = plugin.broker.dial(id)
    const far = await host.broker.accept(id)
    const body = pattern(1_000_000)
    const chunks: Buffer[] = []
    const done = new Promise<void>((resolve) => {
      near.start(
        (chunk) => {
          chunks.push(chunk)
          near.pause()
          setImmediate(() => near.resume())
        },
        () => resolve(),
      )
    })
    await writeAll(far, body)
    await done
    expect(Buffer.concat(chunks).equals(body)).toBe(true)
  })

  it('gives up after five seconds when nobody dials', async () => {
    const refused = expect(plugin.broker.accept(9)).rejects.toMatchObject({
      code: 'accept_timeout',
    })
    timers.advance(4999)
    await settle()
    timers.advance(1)
    await refused
  })

  it('ends a dialled stream after five seconds when nobody accepts', async () => {
    const near = host.broker.dial(9)
    const atNear = collect(near)
    await settle()
    timers.advance(5000)
    expect(await atNear.end).toMatchObject({ code: 'dial_timeout' })
    await settle()
    expect([host.session.streamCount, plugin.session.streamCount]).toEqual([0, 0])
  })

  it('names the reason when the other side ends the stream, or acknowledges another id', async () => {
    const [near, far] = createPipe()
    const streams: ByteStream[] = []
    const dialler = createSide(near, 'client', timers)
    createSession(far, {
      role: 'server',
      onStream: (stream) => void streams.push(stream),
      onEnd() {},
    })
    const ends = [dialler.broker.dial(1), dialler.broker.dial(2)].map(
      (stream) => collect(stream).end,
    )
    await settle()
    streams[0]?.end()
    streams[1]?.write(Buffer.from([3, 0]))
    streams[1]?.write(Buffer.from([0, 0]))
    expect(await ends[0]).toMatchObject({ code: 'not_accepted' })
    expect(await ends[1]).toMatchObject({ code: 'wrong_ack' })
  })

  it('drops streams that never say their id, or say one that is taken', async () => {
    host.session.open()
    host.broker.dial(4)
    const second = collect(host.broker.dial(4))
    await settle()
    expect(await second.end).toMatchObject({ code: 'stream_reset' })
    timers.advance(5000)
    await settle()
    expect([host.session.streamCount, plugin.session.streamCount]).toEqual([0, 0])
  })

  it('tells everybody who waits when the session ends', async () => {
    const refused = expect(plugin.broker.accept(1)).rejects.toMatchObject({
      code: 'connection_lost',
    })
    host.session.close()
    await refused
    await expect(plugin.broker.accept(2)).rejects.toMatchObject({ code: 'connection_lost' })
  })
})
