import type { ByteStream } from '../bytes/byte-stream'
import { systemTimers, type Timers } from '../bytes/timers'
import type { KeepaliveOptions } from './pings'

/** Which side opened the connection; decides the parity of the stream ids it may open. */
export type Role = 'client' | 'server'

export interface SessionOptions {
  readonly role: Role
  /** A stream the peer opened; it is acknowledged already. Data is held until it is started. */
  readonly onStream: (stream: ByteStream) => void
  /** Called once when the session is over: without an error after a local close or a clean end of the transport. */
  readonly onEnd: (error?: Error) => void
  /** Streams the peer may have open at once; further ones are reset. Default 1024: at most 256 MiB held. */
  readonly maxPeerStreams?: number
  /** Own streams that may wait for the peer's ACK at once; further ones wait their turn. Default 256. */
  readonly ackBacklog?: number
  /** Own keepalive; none by default, for the Go side of a plugin connection pings anyway. */
  readonly keepalive?: KeepaliveOptions
  readonly timers?: Timers
}

/** The options with every gap filled. */
export interface SessionConfig extends SessionOptions {
  readonly maxPeerStreams: number
  readonly ackBacklog: number
  readonly timers: Timers
}

/** hashicorp/yamux's accept backlog, which is what its peers reckon with. */
const ACK_BACKLOG = 256
const MAX_PEER_STREAMS = 1024

export function completeConfig(options: SessionOptions): SessionConfig {
  return {
    ...options,
    maxPeerStreams: options.maxPeerStreams ?? MAX_PEER_STREAMS,
    ackBacklog: options.ackBacklog ?? ACK_BACKLOG,
    timers: options.timers ?? systemTimers,
  }
}
