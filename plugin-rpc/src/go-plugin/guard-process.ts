import { guardStderr, guardStdout, type LogLevel, type StreamGuard, type TextStream } from './stdio'

/** The part of a Node process that is guarded. */
export interface GuardedProcess {
  readonly stdout: TextStream
  readonly stderr: TextStream
  on(event: string, listener: (...args: unknown[]) => void): unknown
  off(event: string, listener: (...args: unknown[]) => void): unknown
  removeAllListeners(event: string): unknown
}

export interface GuardOptions {
  readonly process: GuardedProcess
  log(level: LogLevel, message: string, fields: Record<string, unknown>): void
  /** An exception or rejection nobody caught; logged already. The process should exit with 1. */
  onFatal(error: unknown): void
}

export interface ProcessGuard {
  /** Where the handshake line goes. */
  readonly stdout: { write(text: string): void }
  remove(): void
}

/**
 * Closes every way by which Node itself or a careless library could print something that the host
 * of a plugin cannot digest: stdout, stderr, and Node's own reports of warnings and uncaught errors,
 * which go to descriptor 2 past `stderr.write`.
 */
export function guardProcess({ process, log, onFatal }: GuardOptions): ProcessGuard {
  const stderr: StreamGuard = guardStderr(process.stderr)
  const stdout = guardStdout(process.stdout, process.stderr)
  const flush = () => {
    stdout.flush()
    stderr.flush()
  }
  const onWarning = (warning: unknown) => {
    const { name, message } = warning as Error
    log('warn', message, { source: 'node', warning: name })
  }
  const onUncaught = (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error)
    log('error', message, { source: 'uncaught', error })
    flush()
    onFatal(error)
  }
  process.removeAllListeners('warning')
  process.on('warning', onWarning)
  process.on('uncaughtException', onUncaught)
  process.on('unhandledRejection', onUncaught)
  process.on('exit', flush)
  return {
    stdout,
    remove() {
      process.off('warning', onWarning)
      process.off('uncaughtException', onUncaught)
      process.off('unhandledRejection', onUncaught)
      process.off('exit', flush)
      stdout.remove()
      stderr.remove()
    },
  }
}
