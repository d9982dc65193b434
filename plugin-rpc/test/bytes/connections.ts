import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ByteStream } from '../../src/bytes/byte-stream'
import { createPipe } from '../../src/bytes/pipe'
import { createSocketStream } from '../../src/bytes/socket-stream'

/** Two connected ends of some transport, and how to get rid of them. */
export interface Connection {
  left: ByteStream
  right: ByteStream
  close(): void
}

function connectSockets(listenOn: { port: number; host: string } | { path: string }) {
  return new Promise<[Socket, Socket]>((resolve, reject) => {
    const server = createServer((accepted) => {
      server.close()
      resolve([dialled, accepted])
    })
    let dialled: Socket
    server.on('error', reject)
    server.listen(listenOn, () => {
      const address = server.address()
      dialled =
        typeof address === 'string'
          ? connect(address)
          : connect((address as { port: number }).port, '127.0.0.1')
      dialled.on('error', () => undefined)
    })
  })
}

async function overTcp(): Promise<Connection> {
  const [left, right] = await connectSockets({ port: 0, host: '127.0.0.1' })
  left.setNoDelay(true)
  right.setNoDelay(true)
  return {
    left: createSocketStream(left),
    right: createSocketStream(right),
    close: () => [left, right].forEach((socket) => void socket.destroy()),
  }
}

async function overUnix(): Promise<Connection> {
  const directory = mkdtempSync(join(tmpdir(), 'rpc-'))
  const [left, right] = await connectSockets({ path: join(directory, 's') })
  return {
    left: createSocketStream(left),
    right: createSocketStream(right),
    close() {
      for (const socket of [left, right]) socket.destroy()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

async function overPipe(): Promise<Connection> {
  const [left, right] = createPipe()
  return { left, right, close: () => left.destroy() }
}

function reversed(open: () => Promise<Connection>): () => Promise<Connection> {
  return async () => {
    const { left, right, close } = await open()
    return { left: right, right: left, close }
  }
}

/** Every transport a session test is run over, each in both directions. */
export const transports: readonly (readonly [string, () => Promise<Connection>])[] = [
  ['a pipe', overPipe],
  ['a pipe, reversed', reversed(overPipe)],
  ['TCP', overTcp],
  ['TCP, reversed', reversed(overTcp)],
  ['a unix socket', overUnix],
  ['a unix socket, reversed', reversed(overUnix)],
]
