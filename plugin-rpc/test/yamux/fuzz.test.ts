import fc from 'fast-check'
import type { ByteStream } from '../../src/bytes/byte-stream'
import { createPipe } from '../../src/bytes/pipe'
import { ProtocolError, SessionError } from '../../src/yamux/errors'
import { createSession } from '../../src/yamux/session'
import { frames } from './wire'

interface Outcome {
  error: Error | undefined
  ended: boolean
  /** Payload bytes the session holds for readers that do not read. */
  answered: number
}

/** A transport that takes everything synchronously, so that a run needs no event loop. */
function runAgainst(wire: Buffer, cut: number, use: (stream: ByteStream) => void): Outcome {
  const outcome: Outcome = { error: undefined, ended: false, answered: 0 }
  let deliver: (chunk: Buffer) => void = () => {}
  const [spare] = createPipe()
  const transport: ByteStream = {
    ...spare,
    start(onData) {
      deliver = onData
    },
    write(...chunks) {
      for (const chunk of chunks) outcome.answered += chunk.length
      return true
    },
    end() {},
    destroy() {},
    drained: () => Promise.resolve(),
  }
  createSession(transport, {
    role: 'server',
    maxPeerStreams: 8,
    onStream: use,
    onEnd(error) {
      outcome.ended = true
      outcome.error = error
    },
    timers: { after: () => () => {} },
  })
  for (let at = 0; at < wire.length; at += cut) deliver(wire.subarray(at, at + cut))
  return outcome
}

const read = (stream: ByteStream) =>
  stream.start(
    () => {},
    () => stream.end(),
  )
const ignore = () => {}
const close = (stream: ByteStream) => stream.end()
const destroy = (stream: ByteStream) =>
  stream.start(
    () => stream.destroy(),
    () => {},
  )
const manners = fc.constantFrom(read, ignore, close, destroy)

const id = fc.integer({ min: 0, max: 12 })
const frame = fc.oneof(
  id.map((streamId) => frames.syn(streamId * 2 + 1)),
  fc
    .tuple(id, fc.nat(15), fc.nat(3000))
    .map(([streamId, flags, size]) => frames.data(streamId, Buffer.alloc(size, 7), flags)),
  fc
    .tuple(id, fc.nat(15), fc.nat(300_000))
    .map(([streamId, flags, size]) => frames.update(streamId, size, flags)),
  fc.tuple(fc.nat(), fc.nat(3)).map(([value, flags]) => frames.ping(value, flags)),
  fc.nat(3).map(frames.goAway),
)
const validTrace = fc.array(frame, { maxLength: 60 }).map((all) => Buffer.concat(all))
const mutated = fc
  .tuple(
    validTrace,
    fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }),
  )
  .map(([trace, changes]) => {
    const bytes = Buffer.from(trace)
    for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value
    return bytes
  })
const noise = fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes))

describe('a session fed with rubbish', () => {
  it.each([
    ['random bytes', noise],
    ['well-formed frames in no order', validTrace],
    ['damaged traces', mutated],
  ])('either goes on or ends with a named error: %s', (_name, wires) => {
    fc.assert(
      fc.property(wires, fc.integer({ min: 1, max: 4000 }), manners, (wire, cut, use) => {
        const { ended, error } = runAgainst(wire, cut, use)
        expect(ended).toBe(error !== undefined)
        if (error)
          expect(error instanceof ProtocolError || error instanceof SessionError).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('holds no more than the windows of the streams it allows', () => {
    const greedy: Buffer[] = []
    for (let streamId = 1; streamId < 100; streamId += 2) {
      greedy.push(frames.syn(streamId))
      for (let i = 0; i < 64; i++) greedy.push(frames.data(streamId, Buffer.alloc(4096)))
    }
    const before = process.memoryUsage().arrayBuffers
    const wire = Buffer.concat(greedy)
    const { ended } = runAgainst(wire, 1000, ignore)
    const held = process.memoryUsage().arrayBuffers - before - wire.length
    expect(ended).toBe(false)
    expect(held).toBeLessThan(8 * 256 * 1024 * 2)
  })
})
