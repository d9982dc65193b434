/** A service out there: what Mattermost sends to it is kept, and answered as the test wants. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  method: string
  path: string
  headers: Record<string, unknown>
  body: string
}

export interface Answer {
  status?: number
  type?: string
  body?: string
}

export interface Receiver {
  url: string
  received: Received[]
  /** The answer to whatever comes next, until told otherwise; an object goes out as JSON. */
  answerWith(answer: Answer | object): void
  close(): Promise<void>
}

export async function openReceiver(): Promise<Receiver> {
  const received: Received[] = []
  let answer: Answer = {}
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const { method = '', url: path = '', headers } = request
    received.push({ method, path, headers, body })
    response.writeHead(answer.status ?? 200, { 'Content-Type': answer.type ?? 'application/json' })
    response.end(answer.body ?? '{}')
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answerWith(next) {
      const plain = 'status' in next || 'body' in next
      answer = plain ? (next as Answer) : { body: JSON.stringify(next) }
    },
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
