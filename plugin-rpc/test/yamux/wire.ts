import type { ByteStream } from '../../src/bytes/byte-stream'
import { createPipe } from '../../src/bytes/pipe'
import type { SessionOptions } from '../../src/yamux/config'
import { renderHeader } from '../../src/yamux/encode'
import { createSession, type Session } from '../../src/yamux/session'
import { type Collected, collect } from '../bytes/collect'
import { decodeNaively, type Frame } from './naive-decoder'

/** Frames by name, for tests that play the peer by hand. */
export const frames = {
  data: (streamId: number, payload: Buffer | string, flags = 0) => {
    const bytes = Buffer.from(payload)
    return Buffer.concat([renderHeader({ type: 0, flags, streamId, length: bytes.length }), bytes])
  },
  update: (streamId: number, length: number, flags = 0) =>
    renderHeader({ type: 1, flags, streamId, length }),
  syn: (streamId: number) => renderHeader({ type: 1, flags: 1, streamId, length: 0 }),
  ack: (streamId: number) => renderHeader({ type: 1, flags: 2, streamId, length: 0 }),
  fin: (streamId: number) => renderHeader({ type: 1, flags: 4, streamId, length: 0 }),
  rst: (streamId: number) => renderHeader({ type: 1, flags: 8, streamId, length: 0 }),
  ping: (value: number, flags = 1) => renderHeader({ type: 2, flags, streamId: 0, length: value }),
  goAway: (reason: number) => renderHeader({ type: 3, flags: 0, streamId: 0, length: reason }),
}

/** A session whose peer is the test: raw bytes in, frames out. */
export interface Wire {
  session: Session
  /** Streams the test has opened, as the session announced them. */
  streams: ByteStream[]
  send(...bytes: Buffer[]): void
  /** Everything the session has sent so far. */
  sent(): Frame[]
  raw: Collected
  peer: ByteStream
  ended: Promise<Error | undefined>
}

export function openWire(options: Partial<SessionOptions> = {}): Wire {
  const [near, peer] = createPipe()
  const streams: ByteStream[] = []
  let tellEnd: (error?: Error) => void = () => {}
  const ended = new Promise<Error | undefined>((resolve) => {
    tellEnd = resolve
  })
  const session = createSession(near, {
    role: 'server',
    onStream: (stream) => void streams.push(stream),
    onEnd: (error) => tellEnd(error),
    ...options,
  })
  const raw = collect(peer)
  return {
    session,
    streams,
    send: (...bytes) => void peer.write(...bytes),
    sent: () => decodeNaively(raw.bytes()).frames,
    raw,
    peer,
    ended,
  }
}
