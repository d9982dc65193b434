import type { ServerResponse } from 'node:http'
import { type RpcMethods, rpcMethod } from '../../net-rpc'
import { renderHeaderName } from '../http/header-name'
import type { HttpHeader } from '../http-interface'
import { responseCalls } from '../wire/http-calls'

/** The host's half of a response: methods the plugin calls, written to a Node response. */
export interface HostResponseWriter {
  readonly methods: RpcMethods
  /** The hook was answered: sends a status that is still owed and ends the response. */
  finish(): void
  /** The hook failed: a 500 if nothing was sent yet, otherwise the response is broken off. */
  fail(): void
}

/** Behaves like Go's http.ResponseWriter behind Mattermost's: headers are kept until the first byte. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory; its functions share one state
export function createResponseWriter(response: ServerResponse): HostResponseWriter {
  let status = 200
  let header = readHeader(response)
  let closed = false

  const sendHead = () => {
    if (response.headersSent) return
    for (const name of response.getHeaderNames()) response.removeHeader(name)
    response.writeHead(status, header)
  }
  const requireOpen = () => {
    if (closed || response.destroyed || response.writableEnded) throw new Error('http: client gone')
  }
  const { header: headerCall, syncHeader, writeHeader, write, flush } = responseCalls

  const methods: RpcMethods = {
    [headerCall.name]: rpcMethod(headerCall.args, headerCall.result, () => header),
    [syncHeader.name]: rpcMethod(syncHeader.args, syncHeader.result, (given) => {
      header = given
      return {}
    }),
    [writeHeader.name]: rpcMethod(writeHeader.args, writeHeader.result, (given) => {
      if (given < 100 || given > 999) throw new Error('invalid http status code')
      requireOpen()
      if (given === 103) response.writeEarlyHints(earlyHints(header))
      else if (given >= 200 || given === 101) status = response.headersSent ? status : given
      return {}
    }),
    [write.name]: rpcMethod(write.args, write.result, async (data) => {
      requireOpen()
      sendHead()
      if (!response.write(data)) await drained(response)
      return {}
    }),
    [flush.name]: rpcMethod(flush.args, flush.result, () => {
      requireOpen()
      sendHead()
      response.flushHeaders()
      return {}
    }),
  }
  return {
    methods,
    finish() {
      closed = true
      sendHead()
      response.end()
    },
    fail() {
      closed = true
      if (response.headersSent) response.destroy()
      else response.writeHead(500).end('500 internal server error\n')
    },
  }
}

function readHeader(response: ServerResponse): HttpHeader {
  const entries = Object.entries(response.getHeaders()).map(([name, value]) => [
    renderHeaderName(name),
    Array.isArray(value) ? value : [String(value)],
  ])
  return Object.fromEntries(entries)
}

function earlyHints(header: HttpHeader): Record<string, string | string[]> {
  const link = header['Link']
  return link ? { link } : {}
}

/** Resolves when the client has taken enough, rejects when it has gone. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      response.off('drain', settle)
      response.off('close', settle)
      if (response.destroyed) reject(new Error('http: client gone'))
      else resolve()
    }
    response.on('drain', settle)
    response.on('close', settle)
  })
}
