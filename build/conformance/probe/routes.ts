/** What the probe answers to HTTP requests. */

import { text } from 'node:stream/consumers'
import type { Context, HttpRequest, HttpResponse } from '@ticketdesk/plugin-rpc'
import { renderPlain } from './plain'

export interface Call {
  context: Context
  request: HttpRequest
  response: HttpResponse
  query: URLSearchParams
}
export type Route = (call: Call) => Promise<void>

const PIECE = 64 * 1024

/** Routes that need nothing but the request. */
export function createHttpRoutes(): Record<string, Route> {
  const waiting = new Set<() => void>()
  let written = 0
  const wait = () => new Promise<void>((resolve) => void waiting.add(resolve))

  return {
    '/hello': ({ response }) => sendJson(response, { hello: 'world' }),
    '/echo': echo,
    '/headers': ({ request, response }) => response.writeHead(200, request.Header),
    '/ignore': ({ response }) => response.writeHead(204),
    '/status': ({ response, query }) => response.writeHead(Number(query.get('code'))),
    '/fail': () => Promise.reject(new Error('thrown by /fail')),
    '/memory': ({ response }) => sendJson(response, process.memoryUsage()),
    '/written': ({ response }) => response.write(String(written)),
    '/waiting': ({ response }) => response.write(String(waiting.size)),
    async '/request'({ context, request, response }) {
      const { body: _body, ...subset } = request
      await sendJson(response, { ...subset, Context: context })
    },
    async '/stream'({ response, query }) {
      const size = Number(query.get('bytes'))
      await response.writeHead(200, { 'Content-Type': 'application/octet-stream' })
      for (written = 0; written < size; written += PIECE) {
        await response.write(pattern(written, Math.min(PIECE, size - written)))
      }
    },
    async '/wait'({ response }) {
      await wait()
      await response.writeHead(200)
    },
    /** Does not read its body until it is released. */
    async '/hold'(call) {
      await wait()
      await echo(call)
    },
    async '/flush'({ response }) {
      await response.write('first')
      await response.flush()
      await wait()
      await response.write('last')
    },
    async '/release'({ response }) {
      for (const release of waiting) release()
      waiting.clear()
      await response.writeHead(200)
    },
  }
}

async function echo({ request, response }: Call): Promise<void> {
  await response.writeHead(201, { 'Content-Type': 'application/octet-stream' })
  for await (const chunk of request.body ?? []) await response.write(chunk as Buffer)
}

/** The same bytes as `pattern` on the Go side: each depends on its place. */
function pattern(start: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size)
  for (let i = 0; i < size; i++) {
    const at = start + i
    bytes[i] = (at * 7 + (at >> 8) * 13 + (at >> 16) * 31) & 0xff
  }
  return bytes
}

export async function readJson(request: HttpRequest): Promise<Record<string, unknown>> {
  return JSON.parse(request.body ? await text(request.body) : '{}')
}

export async function sendJson(response: HttpResponse, value: unknown): Promise<void> {
  await response.writeHead(200, { 'Content-Type': 'application/json' })
  await response.write(JSON.stringify(renderPlain(value)) ?? 'null')
}
