import type { ByteStream } from '../bytes/byte-stream'
import { systemTimers, type Timers } from '../bytes/timers'
import {
  createGobDecoder,
  createGobEncoder,
  type Decoded,
  type GobDecoder,
  type GobLimits,
  type GobSchema,
  NO_TYPES,
  project,
  type Sendable,
  type TypeRegistry,
} from '../gob'
import {
  RpcClosedError,
  RpcProtocolError,
  RpcServerError,
  RpcTimeoutError,
  UnknownMethodError,
} from './errors'
import { type ResponseHeader, requestHeader, responseHeader } from './messages'

/** A remote method: its full name ("Service.Method") and the shapes of argument and reply. */
export interface RpcCall<A, R> {
  name: string
  args: GobSchema<A>
  result: GobSchema<R>
}

export interface RpcClientOptions {
  /** Registered types that may come inside interfaces. */
  types?: TypeRegistry
  limits?: Partial<GobLimits>
  /** Called once when the stream has ended, with the reason unless it ended cleanly or by `close`. */
  onClose?: (error?: Error) => void
  timers?: Timers
}

/** The calling side of one stream. */
export interface RpcClient {
  /**
   * Calls the other side; calls run concurrently and may be answered in any order. Rejects with
   * UnknownMethodError, RpcServerError, RpcTimeoutError, RpcClosedError, or GobEncodeError /
   * GobMismatchError when a value does not fit. The arguments are encoded at once.
   */
  call<A, R>(call: RpcCall<A, R>, args: Sendable<A>, options?: { timeoutMs?: number }): Promise<R>
  /** Half-closes the stream and rejects what is pending with RpcClosedError. */
  close(): void
  /** Calls not answered yet. */
  readonly pending: number
}

interface PendingCall {
  name: string
  result: GobSchema<unknown>
  resolve: (value: unknown) => void
  reject: (error: Error) => void
  cancelTimer: () => void
}

/** Starts reading `stream` at once; the stream belongs to the client from now on. */
export function createRpcClient(stream: ByteStream, options: RpcClientOptions = {}): RpcClient {
  return new StreamClient(stream, options)
}

class StreamClient implements RpcClient {
  private readonly encoder = createGobEncoder()
  private readonly decoder: GobDecoder
  private readonly calls = new Map<number, PendingCall>()
  private header: ResponseHeader | undefined
  private nextSeq = 0
  /** Set once no call can be answered any more; an Error is only made for those who wait for one. */
  private closed: { readonly reason: Error | undefined } | undefined

  constructor(
    private readonly stream: ByteStream,
    private readonly options: RpcClientOptions,
  ) {
    this.decoder = createGobDecoder(options.limits)
    stream.start(
      (chunk) => this.handleChunk(chunk),
      (error) => this.handleEnd(error),
    )
  }

  get pending(): number {
    return this.calls.size
  }

  call<A, R>(call: RpcCall<A, R>, args: Sendable<A>, options: { timeoutMs?: number } = {}) {
    return new Promise<R>((resolve, reject) => {
      if (this.closed) throw new RpcClosedError(this.closed.reason)
      const seq = this.nextSeq
      const header = { ServiceMethod: call.name, Seq: seq }
      // Both or none: a header without its argument would leave the server waiting for ever.
      const chunks = this.encoder.encodeAll([
        [requestHeader, header],
        [call.args, args],
      ])
      this.nextSeq++
      const cancelTimer = this.startTimer(seq, call.name, options.timeoutMs)
      const settle = resolve as (value: unknown) => void
      this.calls.set(seq, {
        name: call.name,
        result: call.result,
        resolve: settle,
        reject,
        cancelTimer,
      })
      this.stream.write(...chunks)
    })
  }

  close(): void {
    if (this.closed) return
    this.stream.end()
    this.rejectAll(undefined)
  }

  private startTimer(seq: number, name: string, timeoutMs: number | undefined): () => void {
    if (timeoutMs === undefined) return () => {}
    return (this.options.timers ?? systemTimers).after(timeoutMs, () => {
      this.take(seq)?.reject(new RpcTimeoutError(name, timeoutMs))
    })
  }

  private take(seq: number): PendingCall | undefined {
    const call = this.calls.get(seq)
    this.calls.delete(seq)
    call?.cancelTimer()
    return call
  }

  private handleChunk(chunk: Buffer): void {
    try {
      this.decoder.push(chunk)
      for (;;) {
        const found = this.decoder.next()
        if (!found) return
        if (this.header) this.handleBody(this.header, found)
        else this.header = this.parseHeader(found)
      }
    } catch (error) {
      this.fail(new RpcProtocolError('reply stream is broken', error as Error))
    }
  }

  private parseHeader(found: Decoded): ResponseHeader {
    if (found.kind === 'value') return project(responseHeader, found.value)
    throw found.kind === 'broken' ? found.error : new RpcProtocolError('no response header')
  }

  private handleBody(header: ResponseHeader, found: Decoded): void {
    this.header = undefined
    const call = this.take(header.Seq)
    if (!call) return
    if (header.Error !== '') {
      const unknown = header.Error === `rpc: can't find method ${call.name}`
      const { name } = call
      call.reject(unknown ? new UnknownMethodError(name) : new RpcServerError(name, header.Error))
      return
    }
    try {
      if (found.kind === 'broken') throw found.error
      const value = found.kind === 'value' ? found.value : undefined
      call.resolve(project(call.result, value, this.options.types ?? NO_TYPES))
    } catch (error) {
      call.reject(error as Error)
    }
  }

  private fail(error: Error): void {
    this.rejectAll(error)
    this.stream.destroy(error)
  }

  private handleEnd(error: Error | undefined): void {
    const torn = !error && !this.decoder.empty && !this.closed
    const reason = torn ? new RpcProtocolError('stream ended inside a reply') : error
    const failure = this.closed?.reason ?? reason
    this.rejectAll(reason)
    this.stream.end()
    this.options.onClose?.(failure)
  }

  private rejectAll(reason: Error | undefined): void {
    this.closed ??= { reason }
    if (this.calls.size === 0) return
    const error = new RpcClosedError(this.closed.reason)
    for (const seq of [...this.calls.keys()]) this.take(seq)?.reject(error)
  }
}
