import type { Readable } from 'node:stream'
import type { ByteStream } from '../../bytes/byte-stream'
import { parseVarint } from './varint'

/**
 * Serves a request body on demand: the plugin sends signed varints, each asking for that many bytes;
 * they follow, fewer only at the end, which a FIN marks. Stops when the plugin closes its side.
 */
export function sendBody(body: Readable, stream: ByteStream): void {
  new BodySender(body, stream).open()
}

class BodySender {
  private wanted = 0n
  private unread: Buffer = Buffer.alloc(0)
  private leftover: Buffer | undefined
  private reading = false
  private done = false

  constructor(
    private readonly body: Readable,
    private readonly stream: ByteStream,
  ) {}

  private readonly onData = (chunk: Buffer) => this.forward(chunk)
  private readonly onBodyEnd = () => this.finish()

  open(): void {
    this.stream.start(
      (chunk) => this.handleRequest(chunk),
      () => this.finish(),
    )
  }

  private handleRequest(chunk: Buffer): void {
    this.unread = Buffer.concat([this.unread, chunk])
    for (;;) {
      const parsed = parseVarint(this.unread)
      if (!parsed) break
      this.unread = this.unread.subarray(parsed.size)
      if (parsed.value > 0n) this.wanted += parsed.value
    }
    this.goOn()
  }

  private goOn(): void {
    if (this.done || this.wanted === 0n) return
    const { leftover } = this
    this.leftover = undefined
    if (leftover) this.forward(leftover)
    if (this.leftover || this.done) return
    if (this.reading) this.body.resume()
    else this.startReading()
  }

  private startReading(): void {
    this.reading = true
    if (this.body.readableEnded || this.body.destroyed) {
      this.finish()
      return
    }
    this.body.on('data', this.onData)
    this.body.on('end', this.onBodyEnd)
    this.body.on('close', this.onBodyEnd)
    this.body.on('error', this.onBodyEnd)
  }

  private forward(chunk: Buffer): void {
    const part = BigInt(chunk.length) > this.wanted ? chunk.subarray(0, Number(this.wanted)) : chunk
    this.wanted -= BigInt(part.length)
    if (part.length < chunk.length) this.leftover = chunk.subarray(part.length)
    const taken = this.stream.write(part)
    if (taken && this.wanted > 0n) return
    this.body.pause()
    if (!taken) {
      this.stream.drained().then(
        () => this.goOn(),
        () => this.finish(),
      )
    }
  }

  private finish(): void {
    if (this.done) return
    this.done = true
    this.body.off('data', this.onData)
    this.body.off('end', this.onBodyEnd)
    this.body.off('close', this.onBodyEnd)
    this.stream.end()
  }
}
