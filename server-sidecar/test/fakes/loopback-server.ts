import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

export interface SeenRequest {
  method: string
  /** Path and query as they stood. */
  target: string
  headers: IncomingMessage['headers']
  text: string
}
/** What goes back: the bytes of a whole HTTP message; `hang` never answers, `drop` hangs up. */
export type Reply = Buffer | string | 'hang' | 'drop'

export interface LoopbackServer {
  url: string
  seen: SeenRequest[]
  /** Decides about each request. */
  reply: (request: SeenRequest) => Reply
  close(): Promise<void>
}

/** A real server on a free port of this machine that says what it is told, byte for byte. */
export async function openLoopbackServer(reply: LoopbackServer['reply']): Promise<LoopbackServer> {
  const sockets = new Set<Socket>()
  const server = createServer(async (request) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const seen = {
      method: request.method ?? '',
      target: request.url ?? '',
      headers: request.headers,
      text: Buffer.concat(chunks).toString(),
    }
    loopback.seen.push(seen)
    const answer = loopback.reply(seen)
    if (answer === 'drop') request.socket.destroy()
    else if (answer !== 'hang') request.socket.end(answer)
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const loopback: LoopbackServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: [],
    reply,
    close: () =>
      new Promise((closed) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => closed())
      }),
  }
  return loopback
}

/** An answer as a whole message. */
export function anAnswer(status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const lines = Object.entries({
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(text)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} Told so\r\n${lines.join('')}\r\n${text}`
}
