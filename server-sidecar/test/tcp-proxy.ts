import { createServer, connect as dial, type Socket } from 'node:net'

/** A TCP line to somewhere else that can be cut, mended and put on hold. */
export interface TcpProxy {
  port: number
  /** Ends every connection and refuses new ones. */
  cut(): void
  mend(): void
  /** Passes nothing on, in either direction, and accepts new connections that go nowhere. */
  hold(on: boolean): void
  close(): Promise<void>
}

export interface TcpProxyOptions {
  /** Answers PostgreSQL's question for TLS with no, as a server without it does. */
  refuseTls?: boolean
}

/** PostgreSQL protocol, SSLRequest: eight bytes, of which the last four are this number. */
const SSL_REQUEST = 80_877_103

export async function openTcpProxy(
  to: { host: string; port: number },
  { refuseTls = false }: TcpProxyOptions = {},
): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  let state: 'open' | 'cut' | 'held' = 'open'

  const server = createServer((near) => {
    keep(near)
    if (state === 'cut') return near.destroy()
    if (state === 'held') return undefined
    const far = dial(to)
    keep(far)
    forward(near, far)
    forward(far, near)
    return undefined
  })
  function keep(socket: Socket) {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  }
  function forward(from: Socket, into: Socket) {
    from.on('data', (chunk: Buffer) => {
      if (state === 'held') return
      const asksForTls = chunk.length === 8 && chunk.readInt32BE(4) === SSL_REQUEST
      if (refuseTls && asksForTls) from.write('N')
      else into.write(chunk)
    })
    from.on('close', () => into.destroy())
  }
  function drop() {
    for (const socket of sockets) socket.destroy()
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    port: (server.address() as { port: number }).port,
    cut() {
      state = 'cut'
      drop()
    },
    mend() {
      state = 'open'
    },
    hold(on) {
      state = on ? 'held' : 'open'
      // What was swallowed is missing from these conversations; they cannot go on.
      if (!on) drop()
    },
    async close() {
      drop()
      await new Promise((done) => server.close(done))
    },
  }
}
