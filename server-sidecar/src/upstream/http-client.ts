/**
 * Calling an upstream: the one way out. Goes to the configured base URL and nowhere else, follows
 * nothing, gives up in time, and reads no more than it must. An answer's body is for reading state
 * from it; it never becomes part of an error, a log line or a post, for it may repeat our key.
 */
import {
  Agent as HttpAgent,
  type RequestOptions as HttpOptions,
  type IncomingMessage,
  request as requestHttp,
} from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { isBelow } from '../domain/safe-url'
import type { UpstreamAccess } from '../domain/source/source'
import { UpstreamTrouble } from '../ports/upstream-client'

export interface OutgoingRequest {
  access: Pick<UpstreamAccess, 'baseUrl' | 'proxyUrl' | 'ca' | 'insecure'>
  method: 'GET' | 'POST' | 'PATCH' | 'PUT'
  /** Below the base URL, with its leading slash and its query. */
  path: string
  headers: Record<string, string>
  /** Sent as JSON. */
  body?: unknown
  /** Sent as a form, instead of a body. */
  form?: Record<string, string>
  /** The vendor it goes to, as the configuration names it; for those who count. */
  vendor?: string
}

export interface UpstreamAnswer {
  status: number
  /** Where a redirect points to; nobody has gone there. */
  location: string | undefined
  /** What the body holds, or undefined when it is no JSON. */
  json: unknown
  /** The body as it came; for what is no JSON. */
  text: string
  /** The header `Content-Type`, in lower case; empty for none. */
  contentType: string
  /** What the headers `Retry-After` and `Date` say. */
  retryAfter: string | undefined
  date: string | undefined
}

export interface HttpClient {
  /** Any answer, whatever its status. Rejects with UpstreamTrouble when there is none to be had. */
  send(request: OutgoingRequest): Promise<UpstreamAnswer>
}

export interface HttpLimits {
  /** From the first byte sent to the last one read, milliseconds. */
  timeoutMs: number
  /** Bytes of an answer. */
  answerBytes: number
}
const usual: HttpLimits = { timeoutMs: 15_000, answerBytes: 2 * 1024 * 1024 }

export function createHttpClient(limits: Partial<HttpLimits> = {}): HttpClient {
  const { timeoutMs, answerBytes } = { ...usual, ...limits }

  async function send(request: OutgoingRequest): Promise<UpstreamAnswer> {
    const url = urlOf(request)
    const signal = AbortSignal.timeout(timeoutMs)
    const agent = agentFor(url, request.access)
    try {
      const answer = await exchange(url, request, { agent, signal })
      const text = await readText(answer, answerBytes)
      // Only a proxy says so, in the name of a server that was never asked.
      if (answer.statusCode === 407) throw new UpstreamTrouble('unreachable', true, 'proxy')
      return {
        status: answer.statusCode ?? 0,
        location: answer.headers.location,
        json: parseJson(text),
        text,
        contentType: (answer.headers['content-type'] ?? '').toLowerCase(),
        retryAfter: answer.headers['retry-after'],
        date: answer.headers.date,
      }
    } catch (error) {
      if (error instanceof UpstreamTrouble) throw error
      throw troubleOf(error, { signal, isProxied: Boolean(request.access.proxyUrl) })
    } finally {
      agent.destroy()
    }
  }
  return { send }
}

/** The address below the base URL; whatever would leave it is a mistake of ours. */
function urlOf({ access, path }: OutgoingRequest): URL {
  const base = access.baseUrl.replace(/\/+$/, '')
  const address = `${base}${path}`
  if (!isBelow(address, base)) throw new UpstreamTrouble('not_configured', false)
  return new URL(address)
}

/** One agent a call: these calls are rare, and nothing of one source may reach another's line. */
function agentFor(url: URL, { proxyUrl, ca, insecure }: OutgoingRequest['access']) {
  const proxyEnv = { HTTP_PROXY: proxyUrl, HTTPS_PROXY: proxyUrl }
  const proxied = proxyUrl ? { proxyEnv } : {}
  if (url.protocol === 'http:') return new HttpAgent(proxied)
  return new HttpsAgent({ ...proxied, rejectUnauthorized: !insecure, ...(ca && { ca }) })
}

function exchange(
  url: URL,
  { method, headers, body, form }: OutgoingRequest,
  { agent, signal }: { agent: HttpAgent | HttpsAgent; signal: AbortSignal },
): Promise<IncomingMessage> {
  const bytes = bytesOf({ body, form })
  const type = form ? 'application/x-www-form-urlencoded' : 'application/json'
  const options: HttpOptions = {
    method,
    agent,
    signal,
    headers: {
      Accept: 'application/json',
      ...(bytes && { 'Content-Type': type, 'Content-Length': bytes.length }),
      ...headers,
    },
  }
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp
    send(url, options, resolve).on('error', reject).end(bytes)
  })
}

function bytesOf({
  body,
  form,
}: {
  body: unknown
  form: Record<string, string> | undefined
}): Buffer | undefined {
  if (form) return Buffer.from(new URLSearchParams(form).toString())
  return body === undefined ? undefined : Buffer.from(JSON.stringify(body))
}

async function readText(answer: IncomingMessage, limit: number): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > limit) throw new UpstreamTrouble('unexpected_answer', false)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What OpenSSL and Node call a certificate that is not trusted, or a line that is not TLS. */
const TLS_CODE = /^(?:CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|EPROTO$)/

function troubleOf(
  error: unknown,
  { signal, isProxied }: { signal: AbortSignal; isProxied: boolean },
): UpstreamTrouble {
  if (signal.aborted) return new UpstreamTrouble('timed_out', true)
  const code = String((error as { code?: unknown } | undefined)?.code ?? '')
  // A certificate is mended by people, on either side: trying again costs little.
  if (TLS_CODE.test(code)) return new UpstreamTrouble('tls_failed', true)
  return new UpstreamTrouble('unreachable', true, isProxied ? 'proxy' : HINTS[code])
}

const HINTS: Record<string, UpstreamTrouble['hint']> = {
  ENOTFOUND: 'name_unknown',
  EAI_AGAIN: 'name_unknown',
  ECONNREFUSED: 'connection_refused',
}
