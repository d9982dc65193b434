import type { ByteStream } from '../../src/bytes/byte-stream'
import { createPipe } from '../../src/bytes/pipe'
import { ProtocolError, SessionError } from '../../src/yamux/errors'
import { GO_KEEPALIVE } from '../../src/yamux/pings'
import { createSession } from '../../src/yamux/session'
import { collect, pattern, settle } from '../bytes/collect'
import { createManualTimers } from '../bytes/manual-timers'
import { frames, openWire } from './wire'

const WINDOW = 256 * 1024

describe('a yamux session whose peer is played by hand', () => {
  it('acknowledges every stream at once, also one nobody will use', async () => {
    const wire = openWire()
    wire.send(frames.syn(1), frames.syn(3), frames.syn(5))
    await settle()
    expect(
      wire.sent().map(({ type, flags, streamId, length }) => [type, flags, streamId, length]),
    ).toEqual([
      [1, 2, 1, 0],
      [1, 2, 3, 0],
      [1, 2, 5, 0],
    ])
  })

  it('sends the frames of one tick in one write', async () => {
    const [near, far] = createPipe()
    let writes = 0
    const counted: ByteStream = {
      ...near,
      start: (...listeners) => near.start(...listeners),
      write(...chunks) {
        writes++
        return near.write(...chunks)
      },
      drained: () => near.drained(),
    }
    const session = createSession(counted, { role: 'client', onStream: () => {}, onEnd: () => {} })
    const received = collect(far)
    for (let i = 0; i < 10; i++) session.open().write(Buffer.from('id'), Buffer.from('and data'))
    await received.atLeast(10 * (12 + 12 + 10))
    expect(writes).toBe(1)
  })

  it('understands SYN, ACK and FIN riding on data frames', async () => {
    const wire = openWire()
    wire.send(frames.data(1, 'all in one', 1 | 4))
    await settle()
    expect((await collect(wire.streams[0] as ByteStream).all).toString()).toBe('all in one')
  })

  it('ignores flags it does not know', async () => {
    const wire = openWire()
    wire.send(frames.data(1, 'x', 1 | 4 | 0xff00))
    await settle()
    expect((await collect(wire.streams[0] as ByteStream).all).toString()).toBe('x')
  })

  it('answers a ping with the same value and ignores replies nobody asked for', async () => {
    const wire = openWire()
    wire.send(frames.ping(0xfffffffe), frames.ping(77, 2))
    await settle()
    expect(wire.sent()).toMatchObject([{ type: 2, flags: 2, streamId: 0, length: 0xfffffffe }])
  })

  it('grants window only for what the reader has consumed, in halves', async () => {
    const wire = openWire()
    wire.send(frames.syn(1), frames.data(1, pattern(WINDOW)))
    await settle()
    expect(wire.sent().filter(({ flags }) => flags === 0)).toEqual([])
    const stream = wire.streams[0] as ByteStream
    const received = collect(stream)
    await received.atLeast(WINDOW)
    await settle()
    const granted = wire.sent().filter(({ type, flags }) => type === 1 && flags === 0)
    expect(granted.reduce((sum, { length }) => sum + length, 0)).toBe(WINDOW)
    for (const { length } of granted) expect(length).toBeGreaterThanOrEqual(WINDOW / 2)
  })

  it('sends exactly a window and then waits for more', async () => {
    const wire = openWire({ role: 'client' })
    const stream = wire.session.open()
    const body = pattern(WINDOW + 1000)
    expect(stream.write(body)).toBe(false)
    const sentBytes = () => wire.sent().reduce((sum, { payload }) => sum + payload.length, 0)
    await wire.raw.atLeast(WINDOW)
    await settle()
    expect(sentBytes()).toBe(WINDOW)
    wire.send(frames.ack(1), frames.update(1, 300))
    await settle()
    expect(sentBytes()).toBe(WINDOW + 300)
    wire.send(frames.update(1, WINDOW))
    await stream.drained()
    await settle()
    expect(Buffer.concat(wire.sent().map(({ payload }) => payload)).equals(body)).toBe(true)
  })

  it('never sends a second FIN and tolerates one', async () => {
    const wire = openWire()
    wire.send(frames.syn(1), frames.fin(1), frames.fin(1))
    await settle()
    const stream = wire.streams[0] as ByteStream
    stream.end()
    stream.end()
    wire.send(frames.fin(1))
    await settle()
    expect(wire.sent().filter(({ flags }) => flags & 4)).toHaveLength(1)
    expect(wire.session.streamCount).toBe(0)
    wire.session.close()
    expect(await wire.ended).toBeUndefined()
  })

  it('drops late frames of streams it has forgotten without a word', async () => {
    const wire = openWire()
    wire.send(
      frames.syn(1),
      frames.rst(1),
      frames.data(1, pattern(5000)),
      frames.update(1, 1),
      frames.fin(1),
    )
    wire.send(frames.data(99, 'never opened'), frames.ping(5))
    await settle()
    expect(wire.sent().at(-1)).toMatchObject({ type: 2, length: 5 })
  })

  it('drops data that comes after the FIN of its stream', async () => {
    const wire = openWire()
    wire.send(frames.syn(1), frames.data(1, 'before', 4), frames.data(1, 'after'))
    await settle()
    expect((await collect(wire.streams[0] as ByteStream).all).toString()).toBe('before')
  })

  const violations: [string, Buffer[], string, boolean][] = [
    [
      'data beyond the window',
      [frames.syn(1), frames.data(1, Buffer.alloc(WINDOW + 1))],
      'receive_window_exceeded',
      true,
    ],
    [
      'a length of 4 GiB',
      [frames.syn(1), frames.data(1, '').fill(0xff, 8)],
      'receive_window_exceeded',
      true,
    ],
    ['a stream opened twice', [frames.syn(1), frames.syn(1)], 'duplicate_stream', true],
    ['a stream id of the wrong parity', [frames.syn(2)], 'wrong_stream_parity', true],
    ['stream id zero', [frames.syn(0)], 'wrong_stream_parity', true],
    [
      'a window past 32 bits',
      [frames.syn(1), frames.update(1, 0xffffffff)],
      'send_window_overflow',
      true,
    ],
    ['an unknown version', [frames.syn(1).fill(1, 0, 1)], 'invalid_version', false],
    ['an unknown type', [frames.syn(1).fill(4, 1, 2)], 'invalid_type', false],
  ]
  it.each(violations)('ends the session over %s', async (_name, bytes, code, told) => {
    const wire = openWire()
    wire.send(...bytes)
    const error = await wire.ended
    expect(error).toBeInstanceOf(ProtocolError)
    expect(error).toMatchObject({ code })
    await wire.raw.end
    expect(wire.sent().some(({ type, length }) => type === 3 && length === 1)).toBe(told)
  })

  it.each([
    [1, 'peer_protocol_error'],
    [2, 'peer_internal_error'],
    [9, 'peer_protocol_error'],
  ])('ends with a name when the peer goes away for reason %i', async (reason, code) => {
    const wire = openWire()
    wire.send(frames.goAway(reason))
    const error = await wire.ended
    expect(error).toBeInstanceOf(SessionError)
    expect(error).toMatchObject({ code })
  })

  it('resets streams beyond its limit and takes new ones when others are gone', async () => {
    const wire = openWire({ maxPeerStreams: 2 })
    wire.send(frames.syn(1), frames.syn(3), frames.syn(5))
    await settle()
    expect(wire.streams).toHaveLength(2)
    expect(wire.sent().at(-1)).toMatchObject({ flags: 8, streamId: 5 })
    wire.send(frames.rst(1), frames.syn(7))
    await settle()
    expect(wire.streams).toHaveLength(3)
  })

  it('resets streams opened after it has said it goes away', async () => {
    const wire = openWire()
    wire.session.goAway()
    wire.send(frames.syn(1))
    await settle()
    expect(wire.sent()).toMatchObject([
      { type: 3, length: 0 },
      { flags: 8, streamId: 1 },
    ])
    expect(wire.streams).toEqual([])
  })

  it('holds back openings while too many wait for an ACK, with all that was written to them', async () => {
    const wire = openWire({ role: 'client', ackBacklog: 2 })
    const streams = [1, 2, 3, 4].map(() => wire.session.open())
    for (const [index, stream] of streams.entries()) {
      stream.write(Buffer.from(`stream ${index}`))
      stream.end()
    }
    await settle()
    const opened = () =>
      wire
        .sent()
        .filter(({ flags }) => flags & 1)
        .map(({ streamId }) => streamId)
    expect(opened()).toEqual([1, 3])
    wire.send(frames.ack(1))
    await settle()
    expect(opened()).toEqual([1, 3, 5])
    wire.send(frames.rst(3))
    await settle()
    expect(opened()).toEqual([1, 3, 5, 7])
    const ofLast = wire.sent().filter(({ streamId }) => streamId === 7)
    expect(ofLast.map(({ flags, payload }) => `${flags}${payload}`)).toEqual([
      '1',
      '0stream 3',
      '4',
    ])
  })

  it('gives up on a peer that asks and never reads the answers', async () => {
    const [near, far] = createPipe()
    const error = await new Promise<Error | undefined>((resolve) => {
      createSession(near, { role: 'server', onStream: () => {}, onEnd: resolve })
      const pings = Buffer.concat(Array.from({ length: 5000 }, (_, i) => frames.ping(i)))
      let rounds = 0
      const limited = () => {
        far.write(pings)
        if (rounds++ < 100) setImmediate(limited)
      }
      limited()
    })
    expect(error).toMatchObject({ code: 'peer_not_reading' })
  })

  it('keeps the session alive while pings are answered and ends it when they are not', async () => {
    const timers = createManualTimers()
    const wire = openWire({ keepalive: GO_KEEPALIVE, timers })
    timers.advance(30_000)
    await settle()
    expect(wire.sent()).toMatchObject([{ type: 2, flags: 1, length: 0 }])
    wire.send(frames.ping(0, 2))
    await settle()
    timers.advance(29_999)
    await settle()
    expect(wire.sent()).toHaveLength(1)
    timers.advance(1)
    timers.advance(10_000)
    expect(await wire.ended).toMatchObject({ code: 'keepalive_timeout' })
  })

  it('tears the transport down when the peer does not take the last frames', async () => {
    const timers = createManualTimers()
    const [near, far] = createPipe()
    const session = createSession(near, { role: 'server', onStream() {}, onEnd() {}, timers })
    session.close()
    const atFar = collect(far)
    await atFar.end
    expect(far.write(Buffer.from('still connected'))).toBe(true)
    timers.advance(1000)
    await settle()
    expect(far.write(Buffer.from('gone'))).toBe(false)
  })
})
