import { createLineSplitter } from './line-splitter'
import { isHarmless, MAX_LINE_BYTES, parseJsonLine, renderLogLine } from './log-line'

export { type LogLevel, type LogRecord, renderLogLine } from './log-line'

/** What is touched of process.stderr or process.stdout. */
export interface TextStream {
  write(chunk: string | Uint8Array, ...rest: unknown[]): boolean
  on(event: 'error', listener: (error: Error) => void): unknown
}

export interface StreamGuard {
  /** Writes what is held without a newline, with one. For the end of the process. */
  flush(): void
  /** Gives the stream its own `write` back. */
  remove(): void
}

/**
 * A line as it may reach the host. Text passes. A JSON object passes in our own writing, so that the
 * host cannot read it differently from us; what looks like one and is not, or would make the host
 * panic, travels as the message of a proper record.
 */
export function renderHarmless(line: string): string {
  if (!line.trimStart().startsWith('{')) return `${line}\n`
  const record = parseJsonLine(line)
  try {
    const text = record && isHarmless(record) ? `${JSON.stringify(record)}\n` : undefined
    if (text && Buffer.byteLength(text) <= MAX_LINE_BYTES) return text
  } catch {
    // Nested too deeply to be written again: treated like any other object we cannot vouch for.
  }
  return renderLogLine('warn', line, { source: 'stderr' })
}

function toBuffer(chunk: string | Uint8Array, encoding: unknown): Buffer {
  if (typeof chunk !== 'string') return Buffer.from(chunk)
  return Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
}

/** Node's two optional parameters of `write`: an encoding and a callback. */
function callbackOf(rest: readonly unknown[]): (() => void) | undefined {
  return rest.find((candidate) => typeof candidate === 'function') as (() => void) | undefined
}

/** Sends everything written to `stream` through `onLine`, a line at a time. */
function interceptLines(stream: TextStream, onLine: (line: string) => void): StreamGuard {
  const own = stream.write
  // A host that is gone shows as EPIPE here; the session ends at the same moment and says so.
  stream.on('error', () => {})
  const lines = createLineSplitter(MAX_LINE_BYTES, onLine)
  stream.write = (chunk, ...rest) => {
    lines.push(toBuffer(chunk, rest[0]))
    const done = callbackOf(rest)
    if (done) process.nextTick(done)
    return true
  }
  return {
    flush: () => lines.flush(),
    remove() {
      lines.flush()
      stream.write = own
    },
  }
}

/**
 * From now on nothing written through `stderr.write`, whole or in fragments, by us or by a library,
 * can reach the host as a JSON object that makes it panic. Fragments wait for their newline.
 * Code that writes to descriptor 2 by itself is out of reach.
 */
export function guardStderr(stderr: TextStream): StreamGuard {
  const write = stderr.write.bind(stderr)
  return interceptLines(stderr, (line) => void write(renderHarmless(line)))
}

/**
 * From now on stdout carries only what `write` of the answer is given: the handshake line. Whatever
 * anybody else prints, which would spoil the handshake and later be thrown away, goes to `stderr`.
 */
export function guardStdout(
  stdout: TextStream,
  stderr: TextStream,
): StreamGuard & { write(text: string): void } {
  const write = stdout.write.bind(stdout)
  const guard = interceptLines(stdout, (line) => void stderr.write(`${line}\n`))
  return { ...guard, write: (text) => void write(text) }
}
