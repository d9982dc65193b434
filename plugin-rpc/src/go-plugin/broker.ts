import type { ByteStream } from '../bytes/byte-stream'
import { PrefixedStream } from '../bytes/prefixed-stream'
import type { Timers } from '../bytes/timers'
import { GoPluginError } from './errors'

/** How long either side waits for the other; go-plugin's MuxBroker has the same limit. */
const PATIENCE_MS = 5000
const ID_LENGTH = 4

/**
 * Pairs streams with ids that were agreed in a remote call. The side that took an id with `nextId`
 * accepts it, the other side dials it; each side counts for itself.
 */
export interface Broker {
  nextId(): number
  /** Waits for the other side to dial `id`. Rejects with `accept_timeout` after 5 s. */
  accept(id: number): Promise<ByteStream>
  /**
   * A stream to whoever accepts `id` over there. Usable at once: what is written now leaves together
   * with the opening. If nobody accepts within 5 s the stream ends with an error.
   */
  dial(id: number): ByteStream
}

/** The broker and its feeding end, for whoever owns the session. */
export interface BrokerCore extends Broker {
  /** A stream the other side opened: its first four bytes are the id. */
  handleIncoming(stream: ByteStream): void
  /** The session is over: nobody will come any more. */
  close(): void
}

export interface BrokerOptions {
  open(): ByteStream
  readonly timers: Timers
}

interface Early {
  readonly stream: ByteStream
  readonly cancel: () => void
}

interface Waiting {
  resolve(stream: ByteStream): void
  reject(error: Error): void
  readonly cancel: () => void
}

function renderId(id: number): Buffer {
  const bytes = Buffer.allocUnsafe(ID_LENGTH)
  // Little endian, unlike everything in the frames around it.
  bytes.writeUInt32LE(id, 0)
  return bytes
}

function dial({ open, timers }: BrokerOptions, id: number): ByteStream {
  const inner = open()
  const cancel = timers.after(PATIENCE_MS, () => {
    inner.destroy(new GoPluginError('dial_timeout', id))
  })
  inner.write(renderId(id))
  return new PrefixedStream(inner, {
    length: ID_LENGTH,
    onPrefix(ack) {
      cancel()
      if (!ack) return new GoPluginError('not_accepted', id)
      return ack.readUInt32LE(0) === id ? undefined : new GoPluginError('wrong_ack', id)
    },
  })
}

/** A broker over the streams of one session. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory; its functions share one state
export function createBroker(options: BrokerOptions): BrokerCore {
  const { timers } = options
  const early = new Map<number, Early>()
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let closed = false

  const connect = (id: number, stream: ByteStream): ByteStream => {
    stream.write(renderId(id))
    return stream
  }

  /** Keeps a stream whose id nobody asked for yet; the request may still be on its way. */
  const keep = (id: number, stream: ByteStream) => {
    if (early.has(id)) {
      stream.destroy()
      return
    }
    const cancel = timers.after(PATIENCE_MS, () => {
      early.delete(id)
      stream.destroy(new GoPluginError('accept_timeout', id))
    })
    early.set(id, { stream, cancel })
  }

  const announce = (id: number, stream: ByteStream) => {
    const waiter = waiting.get(id)
    if (!waiter) {
      keep(id, stream)
      return
    }
    waiting.delete(id)
    waiter.cancel()
    waiter.resolve(connect(id, stream))
  }

  const waitFor = (id: number) =>
    new Promise<ByteStream>((resolve, reject) => {
      const cancel = timers.after(PATIENCE_MS, () => {
        waiting.delete(id)
        reject(new GoPluginError('accept_timeout', id))
      })
      waiting.set(id, { resolve, reject, cancel })
    })

  return {
    nextId() {
      lastId = (lastId + 1) >>> 0
      return lastId
    },
    accept(id) {
      if (closed) return Promise.reject(new GoPluginError('connection_lost'))
      const found = early.get(id)
      if (!found) return waitFor(id)
      early.delete(id)
      found.cancel()
      return Promise.resolve(connect(id, found.stream))
    },
    dial: (id) => dial(options, id),
    handleIncoming(inner) {
      const cancel = timers.after(PATIENCE_MS, () => inner.destroy())
      const stream: ByteStream = new PrefixedStream(inner, {
        length: ID_LENGTH,
        onPrefix(id) {
          cancel()
          // The wrapper must exist before it is handed on, also when the id is there already.
          if (id) process.nextTick(() => announce(id.readUInt32LE(0), stream))
          return undefined
        },
      })
    },
    close() {
      closed = true
      for (const { cancel } of early.values()) cancel()
      early.clear()
      for (const { cancel, reject } of waiting.values()) {
        cancel()
        reject(new GoPluginError('connection_lost'))
      }
      waiting.clear()
    },
  }
}
