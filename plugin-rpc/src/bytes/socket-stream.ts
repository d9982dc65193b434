import type { Socket } from 'node:net'
import type { ByteStream } from './byte-stream'
import { StreamError } from './errors'

/** Drain waiters of a socket: Node tells "drain" once for everybody. */
function waitForDrain(socket: Socket, failure: () => Error | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      socket.off('drain', settle)
      socket.off('close', settle)
      const error = failure() ?? (socket.writable ? undefined : new StreamError('peer_vanished'))
      if (error) reject(error)
      else resolve()
    }
    socket.on('drain', settle)
    socket.on('close', settle)
  })
}

/** Several chunks leave in one system call. */
function writeTogether(socket: Socket, chunks: readonly Buffer[]): boolean {
  socket.cork()
  let writable = true
  for (const chunk of chunks) writable = socket.write(chunk)
  socket.uncork()
  return writable
}

/**
 * A connected socket as a byte stream. Socket errors (reset, broken pipe) end it with that error;
 * a close without one ends it cleanly.
 */
export function createSocketStream(socket: Socket): ByteStream {
  let failure: Error | undefined
  let ended = false
  socket.on('error', (error) => {
    failure ??= error
  })
  // Listeners are only attached by start(); a socket without a data listener holds what arrives.
  return {
    start(onData, onEnd) {
      let told = false
      const tell = () => {
        if (told) return
        told = true
        onEnd(failure)
      }
      socket.on('data', onData)
      socket.once('end', tell)
      socket.once('close', tell)
      if (socket.destroyed) process.nextTick(tell)
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    write(...chunks) {
      if (ended || failure || !socket.writable) return false
      const [only] = chunks
      if (chunks.length === 1 && only) return socket.write(only)
      return writeTogether(socket, chunks)
    },
    drained() {
      if (failure) return Promise.reject(failure)
      if (ended || !socket.writable) return Promise.reject(new StreamError('stream_ended'))
      return socket.writableNeedDrain ? waitForDrain(socket, () => failure) : Promise.resolve()
    },
    end() {
      ended = true
      socket.end()
    },
    destroy(error) {
      failure ??= error ?? new StreamError('stream_destroyed')
      socket.destroy()
    },
  }
}
