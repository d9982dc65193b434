import type { Timers } from '../bytes/timers'
import { FLAG_ACK, FLAG_SYN, TYPE_PING } from './constants'
import type { FrameHeader } from './encode'
import { SessionError } from './errors'

/** Own keepalive: a ping every `intervalMs`, and the end of the session if no reply comes in time. */
export interface KeepaliveOptions {
  readonly intervalMs: number
  readonly timeoutMs: number
}

/** What hashicorp/yamux does by default. */
export const GO_KEEPALIVE: KeepaliveOptions = { intervalMs: 30_000, timeoutMs: 10_000 }

export interface Pings {
  /** Resolves when the peer has answered; rejects when the session ends first. */
  ping(): Promise<void>
  /** A Ping frame arrived: a query is answered with the same value, a reply settles its query. */
  handle(header: FrameHeader): void
  close(error: Error): void
}

/** The ping queries of one session, both directions. */
export function createPings(send: (header: FrameHeader) => void): Pings {
  const waiting = new Map<number, { resolve: () => void; reject: (error: Error) => void }>()
  let next = 0
  return {
    ping() {
      const value = next
      next = (next + 1) >>> 0
      send({ type: TYPE_PING, flags: FLAG_SYN, streamId: 0, length: value })
      return new Promise((resolve, reject) => waiting.set(value, { resolve, reject }))
    },
    handle({ flags, length }) {
      if (flags & FLAG_SYN) send({ type: TYPE_PING, flags: FLAG_ACK, streamId: 0, length })
      else {
        waiting.get(length)?.resolve()
        waiting.delete(length)
      }
    },
    close(error) {
      for (const { reject } of waiting.values()) reject(error)
      waiting.clear()
    },
  }
}

/** Pings until stopped; `onSilence` is called once if a reply takes longer than allowed. */
export function startKeepalive(
  pings: Pings,
  { timers, ...options }: KeepaliveOptions & { timers: Timers },
  onSilence: (error: SessionError) => void,
): () => void {
  let cancel = () => {}
  const wait = () => {
    cancel = timers.after(options.intervalMs, query)
  }
  const query = () => {
    cancel = timers.after(options.timeoutMs, () => onSilence(new SessionError('keepalive_timeout')))
    pings.ping().then(
      () => {
        cancel()
        wait()
      },
      () => cancel(),
    )
  }
  wait()
  return () => cancel()
}
