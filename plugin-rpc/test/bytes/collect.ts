import type { ByteStream } from '../../src/bytes/byte-stream'

/** What a stream delivered so far, and promises for what it will. */
export interface Collected {
  bytes(): Buffer
  length(): number
  /** Resolves once at least `count` bytes are there. */
  atLeast(count: number): Promise<Buffer>
  /** Resolves with everything after a clean end; rejects with the error otherwise. */
  all: Promise<Buffer>
  /** Resolves with the error, or undefined after a clean end. */
  end: Promise<Error | undefined>
}

export function collect(stream: ByteStream): Collected {
  const chunks: Buffer[] = []
  let length = 0
  let waiting: { count: number; resolve: (bytes: Buffer) => void }[] = []
  const bytes = () => Buffer.concat(chunks)
  const end = new Promise<Error | undefined>((resolve) => {
    stream.start((chunk) => {
      chunks.push(chunk)
      length += chunk.length
      const ready = waiting.filter(({ count }) => length >= count)
      waiting = waiting.filter(({ count }) => length < count)
      for (const { resolve } of ready) resolve(bytes())
    }, resolve)
  })
  const all = end.then((error) => {
    if (error) throw error
    return bytes()
  })
  all.catch(() => undefined)
  return {
    bytes,
    length: () => length,
    atLeast: (count) =>
      length >= count
        ? Promise.resolve(bytes())
        : new Promise((resolve) => waiting.push({ count, resolve })),
    all,
    end,
  }
}

/** Writes in pieces as the stream allows, then ends it. */
export async function writeAll(stream: ByteStream, bytes: Buffer, piece = 40_000): Promise<void> {
  for (let at = 0; at < bytes.length; at += piece) {
    if (!stream.write(bytes.subarray(at, at + piece))) await stream.drained()
  }
  stream.end()
}

/** Bytes that differ by position, so that a lost, doubled or swapped piece shows. */
export function pattern(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length, Buffer.from(Array.from({ length: 251 }, (_, i) => i ^ seed)))
  for (let at = 0; at + 4 <= length; at += 1024) bytes.writeUInt32LE((at ^ (seed << 16)) >>> 0, at)
  return bytes
}

/** Lets everything that is due in this turn of the event loop happen, `turns` times. */
export async function settle(turns = 20): Promise<void> {
  for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve))
}

/** Writes until the stream stays full; answers how much, and the promise that it drains. */
export async function fill(
  stream: ByteStream,
): Promise<{ written: number; drained: Promise<void> }> {
  let written = 0
  for (;;) {
    do written += 50_000
    while (stream.write(Buffer.alloc(50_000)))
    let ready = false
    const drained = stream.drained().then(() => {
      ready = true
    })
    await settle()
    if (!ready) return { written, drained }
  }
}
