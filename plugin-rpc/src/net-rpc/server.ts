import type { ByteStream } from '../bytes/byte-stream'
import {
  createGobDecoder,
  createGobEncoder,
  type Decoded,
  emptyStruct,
  type GobDecoder,
  type GobSchema,
  NO_TYPES,
  project,
} from '../gob'
import { RpcProtocolError } from './errors'
import { type RequestHeader, renderUnknownMethod, requestHeader, responseHeader } from './messages'
import type { RpcMethod, RpcMethods, RpcProblem, RpcServerOptions } from './method'

export interface RpcServer {
  /** Half-closes the stream; calls still running are not answered any more. */
  close(): void
}

const DEFAULT_MAX_PENDING = 1024

/**
 * Serves calls on `stream`, which belongs to the server from now on. Handlers run concurrently.
 *
 * A Go caller that fails to encode an argument leaves the request header in its buffer and goes on
 * with the next request. So a message that begins with the type id of the request header always
 * starts a new request: an unfinished argument in front of it is given up.
 */
export function createRpcServer(
  stream: ByteStream,
  methods: RpcMethods,
  options: RpcServerOptions = {},
): RpcServer {
  return new StreamServer(stream, methods, options)
}

class StreamServer implements RpcServer {
  private readonly encoder = createGobEncoder()
  private readonly decoder: GobDecoder
  private readonly methods: ReadonlyMap<string, RpcMethod>
  private readonly services: ReadonlySet<string>
  private readonly maxPending: number
  private header: RequestHeader | undefined
  private headerId: number | undefined
  private skipping = false
  private pending = 0
  private paused = false
  private ended = false
  private closed = false

  constructor(
    private readonly stream: ByteStream,
    methods: RpcMethods,
    private readonly options: RpcServerOptions,
  ) {
    this.decoder = createGobDecoder(options.limits)
    this.methods = new Map(Object.entries(methods))
    this.services = new Set(Object.keys(methods).map((name) => name.replace(/\.[^.]*$/, '')))
    this.maxPending = options.maxPending ?? DEFAULT_MAX_PENDING
    stream.start(
      (chunk) => this.handleChunk(chunk),
      (error) => this.handleEnd(error),
    )
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.stream.end()
  }

  private handleChunk(chunk: Buffer): void {
    if (this.closed) return
    try {
      this.decoder.push(chunk)
      this.pump()
    } catch (error) {
      this.fail(error as Error)
    }
  }

  private pump(): void {
    while (!this.paused && !this.closed) {
      if (this.skipping && !this.decoder.skipTo(this.headerId as number)) return
      this.skipping = false
      const found = this.decoder.next(this.header && this.headerId)
      if (!found) return
      if (this.header) this.handleArguments(this.header, found)
      else this.header = this.parseHeader(found)
    }
  }

  private parseHeader(found: Decoded): RequestHeader {
    if (found.kind === 'broken') throw found.error
    if (found.kind === 'abandoned') throw new RpcProtocolError('no request header')
    this.headerId ??= found.typeId
    if (found.typeId !== this.headerId) throw new RpcProtocolError('no request header')
    return project(requestHeader, found.value)
  }

  private handleArguments(header: RequestHeader, found: Decoded): void {
    this.header = undefined
    const name = header.ServiceMethod
    if (found.kind === 'abandoned') {
      this.report({ kind: 'arguments_missing', method: name })
      return
    }
    this.occupy()
    const method = this.methods.get(name)
    try {
      if (found.kind === 'broken') {
        this.skipping = true
        throw found.error
      }
      if (!method) {
        this.refuse(header, renderUnknownMethod(name, this.services))
        return
      }
      const args = project(method.args, found.value, this.options.types ?? NO_TYPES)
      this.run(header, method, args)
    } catch (error) {
      this.report({ kind: 'arguments_broken', method: name, error: error as Error })
      this.refuse(header, `rpc: cannot decode arguments: ${textOf(error)}`)
    }
  }

  private run(header: RequestHeader, method: RpcMethod, args: unknown): void {
    const failed = (error: unknown) => {
      this.report({ kind: 'handler_failed', method: header.ServiceMethod, error })
      this.refuse(header, textOf(error))
    }
    try {
      const result = method.handle(args)
      if (isThenable(result)) {
        result.then((value) => this.reply(header, method.result, value), failed)
      } else {
        this.reply(header, method.result, result)
      }
    } catch (error) {
      failed(error)
    }
  }

  private reply(header: RequestHeader, schema: GobSchema<unknown>, value: unknown): void {
    let chunks: Buffer[]
    try {
      chunks = this.encoder.encodeAll([
        [responseHeader, { ServiceMethod: header.ServiceMethod, Seq: header.Seq }],
        [schema, value],
      ])
    } catch (error) {
      const method = header.ServiceMethod
      this.report({ kind: 'reply_unencodable', method, error: error as Error })
      this.refuse(header, `rpc: cannot encode reply: ${textOf(error)}`)
      return
    }
    this.send(chunks)
  }

  private refuse(header: RequestHeader, text: string): void {
    const { ServiceMethod, Seq } = header
    this.send(
      this.encoder.encodeAll([
        [responseHeader, { ServiceMethod, Seq, Error: text }],
        [emptyStruct, {}],
      ]),
    )
  }

  private send(chunks: Buffer[]): void {
    const release = () => this.release()
    if (this.closed || this.stream.write(...chunks)) release()
    else this.stream.drained().then(release, release)
  }

  private occupy(): void {
    if (++this.pending < this.maxPending || this.paused) return
    this.paused = true
    this.stream.pause()
  }

  private release(): void {
    this.pending--
    if (this.paused && this.pending < this.maxPending) {
      this.paused = false
      // Not from inside the reply: a handler that answers at once would recurse through here.
      queueMicrotask(() => this.goOn())
    } else {
      this.endWhenIdle()
    }
  }

  private goOn(): void {
    if (this.paused || this.closed) return
    try {
      this.pump()
      if (!this.paused) this.stream.resume()
      this.endWhenIdle()
    } catch (error) {
      this.fail(error as Error)
    }
  }

  private handleEnd(error: Error | undefined): void {
    if (this.ended) return
    this.ended = true
    const halfRead = !this.paused && (this.header !== undefined || !this.decoder.empty)
    const torn = !error && !this.closed && halfRead
    this.endWhenIdle()
    this.options.onEnd?.(torn ? new RpcProtocolError('stream ended inside a request') : error)
  }

  /** The caller may half-close and still wait for replies: FIN goes out behind the last one. */
  private endWhenIdle(): void {
    if (this.ended && this.pending === 0 && !this.paused) this.close()
  }

  private fail(cause: Error): void {
    this.closed = true
    const error =
      cause instanceof RpcProtocolError
        ? cause
        : new RpcProtocolError('request stream is broken', cause)
    this.stream.destroy(error)
  }

  private report(problem: RpcProblem): void {
    this.options.onProblem?.(problem)
  }
}

function isThenable(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value
}

/** Never empty: an empty error text would mean success. */
function textOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text === '' ? 'internal error' : text
}
