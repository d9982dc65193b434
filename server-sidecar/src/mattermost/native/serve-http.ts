/**
 * Requests that Mattermost hands over by RPC reach Express through a real `http.Server`: it gets
 * one end of an in-memory duplex pair, Node's own HTTP client sits at the other. So Express sees
 * what it always sees: streams, backpressure, keep-alive, HEAD, aborts. Only this door can vouch
 * for a user: what arrives on one of its sockets came from Mattermost (`isFromMattermost`).
 */
import { once } from 'node:events'
import http from 'node:http'
import type { Readable } from 'node:stream'
import { type Head, readHead, sendBody } from './http-body'
import { createPairAgent } from './http-pair'

export { isFromMattermost } from './http-pair'

/** A request as the plugin RPC hands it over; header names in Go's canonical spelling. */
export interface RpcRequest {
  Method: string
  URL: string
  Header: Record<string, string[]>
  Host: string
  /** Read with backpressure; destroying it tells Mattermost that the rest is not wanted. */
  body: Readable | null
}
export interface RpcResponse {
  writeHead(status: number, headers: Record<string, string[]>): Promise<void>
  /** Settles when Mattermost has taken the bytes; rejects when the browser has gone. */
  write(chunk: Buffer): Promise<void>
  flush(): Promise<void>
}

export interface ServeHttp {
  serve(request: RpcRequest, response: RpcResponse): Promise<void>
  close(): void
}

/** Spoken between neighbours only; each side of the door has its own. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
/** Request headers that describe a body we frame anew, or a dialogue Mattermost has already had. */
const REFRAMED = new Set(['content-length', 'expect', 'host'])
const METHODS = new Set(http.METHODS.filter((method) => method !== 'CONNECT'))
/** Their bodies mean nothing; not asking for one saves a round trip. */
const BODILESS = new Set(['GET', 'HEAD'])
/**
 * Go refuses more than 1 MiB. Above that, so that Node never does: it would cut the wire after its
 * 431, and an answer that breaks off is a failed hook in Mattermost's log.
 */
const MAX_HEADER = 2 * 1024 * 1024
/** Answers up to this size are written at once: for button answers each write replaces the last. */
const WHOLE_ANSWER = 1024 * 1024

export function createServeHttp(handler: http.RequestListener): ServeHttp {
  const server = http.createServer(
    // Mattermost watches over slow clients; a pair never grows stale.
    { requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0, maxHeaderSize: MAX_HEADER },
    (request, response) => {
      // What the app leaves unread of a body must not stay in the wire: the next request on it
      // would wait behind it for ever. Node does so itself only if nobody has begun to read.
      response.once('finish', () => request.resume())
      handler(request, response)
    },
  )
  const agent = createPairAgent(server)

  async function serve(request: RpcRequest, response: RpcResponse): Promise<void> {
    if (!METHODS.has(request.Method)) {
      request.body?.destroy()
      return response.writeHead(405, {})
    }
    const body = BODILESS.has(request.Method) ? ignore(request.body) : request.body
    const head = await readHead(body)
    const outgoing = http.request({
      agent,
      method: request.Method,
      path: renderPath(request.URL),
      headers: renderHeaders(request, head),
      setHost: false,
      maxHeaderSize: MAX_HEADER,
    })
    try {
      const answered = once(outgoing, 'response') as Promise<[http.IncomingMessage]>
      // From here on every error that matters is seen by `answered` or by the answer's reader.
      outgoing.on('error', () => undefined)
      void sendBody(outgoing, body, head)
      const [incoming] = await answered
      await relay(incoming, response)
      // Answered before the body was read to its end: the rest is not wanted.
      if (!outgoing.writableEnded) outgoing.destroy()
    } catch (error) {
      // The browser has gone, or the app broke off: neither end may wait for the other.
      outgoing.destroy()
      throw error
    } finally {
      body?.destroy()
    }
  }

  return { serve, close: () => agent.destroy() }
}

function ignore(body: Readable | null): null {
  body?.destroy()
  return null
}

/** Hands the answer over; waits for Mattermost at every piece. */
async function relay(incoming: http.IncomingMessage, response: RpcResponse): Promise<void> {
  // Broken off while Mattermost takes the head: the reader below still sees it.
  incoming.on('error', () => undefined)
  await response.writeHead(incoming.statusCode ?? 500, answerHeaders(incoming))
  const length = Number(incoming.headers['content-length'] ?? Number.NaN)
  if (length <= WHOLE_ANSWER) {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const whole = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
    if (whole.length > 0) await response.write(whole)
    return
  }
  for await (const chunk of incoming) {
    await response.write(chunk)
    // Somebody streams without knowing the end: what is there should be seen now.
    if (Number.isNaN(length)) await response.flush()
  }
}

function answerHeaders(incoming: http.IncomingMessage): Record<string, string[]> {
  const headers: Record<string, string[]> = {}
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    if (values && !HOP_BY_HOP.has(name)) headers[canonical(name)] = values
  }
  return headers
}

function renderHeaders(request: RpcRequest, head: Head): Record<string, string[] | string> {
  const headers: Record<string, string[] | string> = { Host: request.Host }
  for (const [name, values] of Object.entries(request.Header)) {
    const key = name.toLowerCase()
    if (!HOP_BY_HOP.has(key) && !REFRAMED.has(key)) headers[name] = values.map(asLatin1)
  }
  if (!head.ended) headers['Transfer-Encoding'] = 'chunked'
  else if (head.length > 0) headers['Content-Length'] = String(head.length)
  return headers
}

/** Header bytes arrived as UTF-8; HTTP in Node wants one character a byte. */
function asLatin1(value: string): string {
  return Buffer.from(value, 'utf8').toString('latin1')
}

/** Go leaves the path escaped but may write it without its first slash. */
function renderPath(url: string): string {
  const path = url.startsWith('/') ? url : `/${url}`
  return path.replace(/[^!-~]/gu, (character) => encodeURIComponent(character))
}

/** `content-type` → `Content-Type`, as Go keeps its headers. */
function canonical(name: string): string {
  return name.replace(
    /(^|-)([a-z])/g,
    (_, dash: string, letter: string) => dash + letter.toUpperCase(),
  )
}
