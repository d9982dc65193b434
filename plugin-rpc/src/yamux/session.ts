import type { ByteStream } from '../bytes/byte-stream'
import { completeConfig, type SessionConfig, type SessionOptions } from './config'
import {
  FLAG_ACK,
  FLAG_RST,
  FLAG_SYN,
  GO_AWAY_INTERNAL_ERROR,
  GO_AWAY_NORMAL,
  GO_AWAY_PROTOCOL_ERROR,
  TYPE_DATA,
  TYPE_GO_AWAY,
  TYPE_PING,
  TYPE_WINDOW_UPDATE,
} from './constants'
import { createDecoder } from './decode'
import type { FrameHeader } from './encode'
import { ProtocolError, SessionError } from './errors'
import { Outbox } from './outbox'
import { createPings, startKeepalive } from './pings'
import { type StreamHost, YamuxStream } from './stream'
import { StreamTable } from './streams'

/** How long a peer may take to read our last frames before the transport is torn down. */
const LINGER_MS = 1000

/** Errors of the wire that the peer is told about; after a wrong version or type it would not understand. */
const TOLD = new Set([
  'duplicate_stream',
  'wrong_stream_parity',
  'receive_window_exceeded',
  'send_window_overflow',
])

/** Many streams over one transport. Either side may open streams; nothing here throws into the caller. */
export class Session implements StreamHost {
  readonly #config: SessionConfig
  readonly #transport: ByteStream
  readonly #streams: StreamTable
  readonly #outbox: Outbox
  readonly #pings = createPings((header) => this.send(header))
  readonly #stopKeepalive: () => void
  /** Streams with something to send, in the order of their turns. */
  readonly #turns = new Set<YamuxStream>()
  /** The Data frame being received: its stream (none if forgotten) and its flags. */
  #current: YamuxStream | undefined
  #currentFlags = 0
  #peerWentAway = false
  #wentAway = false
  #ended: { readonly error: Error } | undefined

  constructor(transport: ByteStream, options: SessionOptions) {
    this.#config = completeConfig(options)
    this.#transport = transport
    this.#streams = new StreamTable(this.#config)
    this.#outbox = new Outbox(transport, {
      onWritable: () => this.#takeTurns(),
      onOverflow: () => this.#end(new SessionError('peer_not_reading')),
    })
    const { keepalive, timers } = this.#config
    this.#stopKeepalive = keepalive
      ? startKeepalive(this.#pings, { ...keepalive, timers }, (error) => this.#end(error))
      : () => {}
    const decoder = createDecoder({
      header: (header) => this.#handleHeader(header),
      payload: (chunk) => this.#current?.handlePayload(chunk),
      payloadEnd: () => this.#current?.handleFlags(this.#currentFlags),
    })
    transport.start(
      (chunk) => this.#handleBytes(() => decoder.push(chunk)),
      (error) => this.#end(error && new SessionError('transport_failed', error)),
    )
  }

  /** Streams open in at least one direction. */
  get streamCount(): number {
    return this.#streams.size
  }

  get writable(): boolean {
    return this.#outbox.writable
  }

  /**
   * A new stream, usable at once: its SYN and what is written in this tick leave together. On a
   * session that is over, or whose peer takes no more streams, it is one that has already failed.
   */
  open(): ByteStream {
    const refusal =
      this.#ended?.error ?? (this.#peerWentAway ? new SessionError('peer_went_away') : undefined)
    if (!refusal) return this.#streams.addOwnStream(this)
    const stream = new YamuxStream(this, 0, false)
    stream.handleFailure(refusal)
    return stream
  }

  /** Asks the peer for a sign of life. */
  ping(): Promise<void> {
    return this.#ended ? Promise.reject(this.#ended.error) : this.#pings.ping()
  }

  /** Tells the peer to open no more streams; those that are open go on. */
  goAway(): void {
    this.#wentAway = true
    this.#sendGoAway(GO_AWAY_NORMAL)
  }

  /** Ends everything: frames already given to the session still go out, all streams fail. */
  close(error?: Error): void {
    this.#end(error)
  }

  send(header: FrameHeader, payload?: readonly Buffer[]): void {
    this.#outbox.add(header, payload)
  }

  wantsToSend(stream: YamuxStream): void {
    this.#turns.add(stream)
    this.#takeTurns()
  }

  forget(stream: YamuxStream): void {
    this.#turns.delete(stream)
    this.#streams.forget(stream)
  }

  /** One frame a stream, round and round: a long queue does not keep the others waiting. */
  #takeTurns(): void {
    for (const stream of this.#turns) {
      if (!this.#outbox.writable) return
      this.#turns.delete(stream)
      if (!stream.wantsTurn) continue
      stream.sendQueued()
      if (stream.wantsTurn) this.#turns.add(stream)
    }
  }

  #handleBytes(decode: () => void): void {
    if (this.#ended) return
    try {
      decode()
    } catch (error) {
      if (!(error instanceof ProtocolError || error instanceof SessionError)) throw error
      if (error instanceof ProtocolError && TOLD.has(error.code)) {
        this.#sendGoAway(GO_AWAY_PROTOCOL_ERROR)
      }
      this.#end(error)
    }
  }

  #handleHeader(header: FrameHeader): void {
    // A listener may have closed the session in the middle of a chunk; the rest of it is moot.
    if (this.#ended) throw this.#ended.error
    if (header.type === TYPE_PING) this.#pings.handle(header)
    else if (header.type === TYPE_GO_AWAY) this.#handleGoAway(header.length)
    else this.#handleStreamFrame(header)
  }

  #handleStreamFrame({ type, flags, streamId, length }: FrameHeader): void {
    if (flags & FLAG_SYN) this.#handleSyn(streamId)
    const stream = this.#streams.get(streamId)
    this.#current = stream
    if (!stream) return
    if (flags & FLAG_ACK) this.#streams.acknowledge(streamId)
    if (type === TYPE_WINDOW_UPDATE) stream.handleWindowUpdate(length)
    else stream.handleDataHeader(length)
    if (type === TYPE_DATA && length > 0) this.#currentFlags = flags
    else stream.handleFlags(flags)
  }

  #handleSyn(streamId: number): void {
    if (!this.#streams.belongsToPeer(streamId)) {
      throw new ProtocolError('wrong_stream_parity', { streamId })
    }
    if (this.#streams.get(streamId)) throw new ProtocolError('duplicate_stream', { streamId })
    if (this.#wentAway || !this.#streams.peerMayOpen) {
      this.send({ type: TYPE_WINDOW_UPDATE, flags: FLAG_RST, streamId, length: 0 })
      return
    }
    const stream = this.#streams.addPeerStream(this, streamId)
    // At once, not with the first data: hashicorp/yamux ends the session over a stream that stays
    // unacknowledged for 75 s, also one that nobody ever writes to.
    this.send({ type: TYPE_WINDOW_UPDATE, flags: FLAG_ACK, streamId, length: 0 })
    this.#config.onStream(stream)
  }

  #handleGoAway(reason: number): void {
    if (reason === GO_AWAY_NORMAL) this.#peerWentAway = true
    else if (reason === GO_AWAY_INTERNAL_ERROR) throw new SessionError('peer_internal_error')
    else throw new SessionError('peer_protocol_error')
  }

  #sendGoAway(reason: number): void {
    this.send({ type: TYPE_GO_AWAY, flags: 0, streamId: 0, length: reason })
  }

  #end(error: Error | undefined): void {
    if (this.#ended) return
    const reason = error ?? new SessionError('session_closed')
    this.#ended = { error: reason }
    this.#current = undefined
    this.#stopKeepalive()
    this.#outbox.close()
    this.#transport.end()
    this.#config.timers.after(LINGER_MS, () => this.#transport.destroy())
    this.#turns.clear()
    this.#pings.close(reason)
    this.#streams.failAll(reason)
    this.#config.onEnd(error)
  }
}

/** Speaks yamux on `transport` from now on. */
export function createSession(transport: ByteStream, options: SessionOptions): Session {
  return new Session(transport, options)
}
