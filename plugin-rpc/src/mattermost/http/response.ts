import type { ByteStream } from '../../bytes/byte-stream'
import { createRpcClient, type RpcClient, UnknownMethodError } from '../../net-rpc'
import { ResponseClosedError } from '../errors'
import type { HttpHeader, HttpResponse } from '../http-interface'
import { responseCalls } from '../wire/http-calls'
import { renderHeaderName } from './header-name'

/** A response and the end of its life, which belongs to the library. */
export interface OwnedResponse {
  readonly response: HttpResponse
  /** Waits for calls under way; afterwards nothing can be written any more. Rejects if one failed. */
  finish(): Promise<void>
  /** Gives the stream up. */
  close(): void
}

/**
 * The response writer of the host, reached over `stream`. The host runs the calls of one stream
 * concurrently, so each waits for the one before. The only call nobody has to wait for is made at
 * once: the headers already set are on their way while the handler starts.
 */
export function createResponse(stream: ByteStream, method: string): OwnedResponse {
  const writer = new ResponseWriter(createRpcClient(stream), method === 'HEAD')
  return { response: writer, finish: () => writer.finish(), close: () => writer.close() }
}

class ResponseWriter implements HttpResponse {
  headSent = false
  private readonly first: Promise<HttpHeader>
  /** Settles when the last call made so far has been answered. */
  private tail: Promise<unknown>
  private failure: ResponseClosedError | undefined
  private finished = false

  constructor(
    private readonly client: RpcClient,
    private bodyless: boolean,
  ) {
    this.first = client.call(responseCalls.header, {})
    this.tail = this.first
    // A handler that never looks at the response must not crash the process.
    this.first.catch(() => {})
  }

  async header(): Promise<HttpHeader> {
    const given = await this.enqueue(() => this.first)
    return Object.fromEntries(Object.entries(given).map(([name, values]) => [name, [...values]]))
  }

  async writeHead(
    status: number,
    headers: Readonly<Record<string, string | readonly string[]>> = {},
  ): Promise<void> {
    if (!Number.isInteger(status) || status < 100 || status > 999) {
      throw new RangeError(`HTTP status ${status}`)
    }
    const informational = status < 200 && status !== 101
    if (!informational) {
      this.headSent = true
      this.bodyless ||= status === 101 || status === 204 || status === 304
    }
    await this.enqueue(async () => {
      if (Object.keys(headers).length > 0) {
        await this.client.call(responseCalls.syncHeader, merge(await this.first, headers))
      }
      // The first Write, or the end of the request, implies 200: a round trip saved.
      if (status !== 200) await this.client.call(responseCalls.writeHeader, status)
    })
  }

  async write(chunk: Uint8Array | string): Promise<void> {
    this.headSent = true
    const data = typeof chunk === 'string' ? Buffer.from(chunk) : asBuffer(chunk)
    await this.enqueue(async () => {
      // Go's server refuses a body where HTTP has none; Node's drops it, which handlers rely on.
      if (data.length > 0 && !this.bodyless) await this.client.call(responseCalls.write, data)
    })
  }

  async flush(): Promise<void> {
    this.headSent = true
    await this.enqueue(() =>
      this.client.call(responseCalls.flush, {}).catch((error) => {
        if (!(error instanceof UnknownMethodError)) throw error
      }),
    )
  }

  async finish(): Promise<void> {
    this.finished = true
    await this.tail.catch(() => {})
    if (this.failure) throw this.failure
  }

  close(): void {
    this.finished = true
    this.client.close()
  }

  /** Runs `call` behind the ones before; the first failure fails everything after it. */
  private enqueue<T>(call: () => Promise<T>): Promise<T> {
    if (this.finished) return Promise.reject(this.failure ?? new ResponseClosedError())
    const run = this.tail.then(call).catch((cause) => {
      this.failure ??= new ResponseClosedError(cause)
      throw this.failure
    })
    this.tail = run
    // Whoever made the call hears of it; without anybody awaiting it is not an unhandled rejection.
    run.catch(() => {})
    return run
  }
}

/** SyncHeader replaces the whole map, so what the server has set must be sent back. */
function merge(
  given: HttpHeader,
  headers: Readonly<Record<string, string | readonly string[]>>,
): HttpHeader {
  const merged: HttpHeader = { ...given }
  for (const [name, value] of Object.entries(headers)) {
    merged[renderHeaderName(name)] = typeof value === 'string' ? [value] : [...value]
  }
  return merged
}

function asBuffer(chunk: Uint8Array): Buffer {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
}
