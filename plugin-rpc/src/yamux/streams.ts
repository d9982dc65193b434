import type { SessionConfig } from './config'
import { SessionError } from './errors'
import { type StreamHost, YamuxStream } from './stream'

const MAX_STREAM_ID = 0xffffffff

/** The streams of one session by id: which are open, which wait for an ACK, which wait to be opened. */
export class StreamTable {
  readonly #config: SessionConfig
  readonly #open = new Map<number, YamuxStream>()
  /** Own streams whose SYN is out and whose ACK is not in yet. */
  readonly #unacknowledged = new Set<number>()
  /** Own streams that wait until the peer has acknowledged others. */
  readonly #unannounced = new Set<YamuxStream>()
  #nextId: number
  #peerStreams = 0

  constructor(config: SessionConfig) {
    this.#config = config
    this.#nextId = config.role === 'client' ? 1 : 2
  }

  get size(): number {
    return this.#open.size
  }

  get(id: number): YamuxStream | undefined {
    return this.#open.get(id)
  }

  /** Room for one more stream of the peer. */
  get peerMayOpen(): boolean {
    return this.#peerStreams < this.#config.maxPeerStreams
  }

  /** Odd ids are the client's, even ones the server's. */
  belongsToPeer(id: number): boolean {
    return id !== 0 && (id & 1) !== (this.#nextId & 1)
  }

  addPeerStream(host: StreamHost, id: number): YamuxStream {
    const stream = new YamuxStream(host, id, true)
    this.#open.set(id, stream)
    this.#peerStreams++
    return stream
  }

  /** A stream of ours. It is announced at once, or when the peer has caught up with its ACKs. */
  addOwnStream(host: StreamHost): YamuxStream {
    const id = this.#nextId
    const stream = new YamuxStream(host, id, false)
    if (id > MAX_STREAM_ID) {
      stream.handleFailure(new SessionError('streams_exhausted'))
      return stream
    }
    this.#nextId += 2
    this.#open.set(id, stream)
    this.#unannounced.add(stream)
    this.#announceWaiting()
    return stream
  }

  /** The peer has acknowledged one of ours. */
  acknowledge(id: number): void {
    if (this.#unacknowledged.delete(id)) this.#announceWaiting()
  }

  forget(stream: YamuxStream): void {
    if (!this.#open.delete(stream.id)) return
    if (this.belongsToPeer(stream.id)) this.#peerStreams--
    this.#unannounced.delete(stream)
    this.acknowledge(stream.id)
  }

  /** Ends them all with `error`. */
  failAll(error: Error): void {
    const streams = [...this.#open.values()]
    this.#open.clear()
    this.#unannounced.clear()
    this.#unacknowledged.clear()
    for (const stream of streams) stream.handleFailure(error)
  }

  #announceWaiting(): void {
    for (const stream of this.#unannounced) {
      if (this.#unacknowledged.size >= this.#config.ackBacklog) return
      this.#unannounced.delete(stream)
      this.#unacknowledged.add(stream.id)
      stream.announce()
    }
  }
}
