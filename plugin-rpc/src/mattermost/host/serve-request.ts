import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Broker } from '../../go-plugin/broker'
import { emptyStruct } from '../../gob'
import { createRpcServer, type RpcClient } from '../../net-rpc'
import { renderHeaderName } from '../http/header-name'
import type { HttpHeader } from '../http-interface'
import type { Context } from '../model'
import { type RequestSubset, serveHttpArgs } from '../wire/http-calls'
import { sendBody } from './body-sender'
import { createResponseWriter } from './response-writer'

/** What the host adds to a request before the plugin sees it. */
export interface ForwardOptions {
  /** Path and query as the plugin shall see them; default: the request's own. */
  url?: string
  /** Headers that replace or add to the request's, e.g. `Mattermost-User-Id`. Null removes one. */
  header?: Readonly<Record<string, string | null>>
  context?: Partial<Context>
  hook?: 'ServeHTTP' | 'ServeMetrics'
}

/** The connection to a plugin, as far as requests need it. */
export interface PluginEndpoint {
  readonly broker: Broker
  readonly hooks: RpcClient
}

/**
 * Forwards one request to the plugin, as the server does. Resolves when the response has been ended
 * or broken off; rejects with the plugin's error after having answered 500 or broken off.
 */
export async function forwardRequest(
  { broker, hooks }: PluginEndpoint,
  http: { request: IncomingMessage; response: ServerResponse },
  options: ForwardOptions = {},
): Promise<void> {
  const { request, response } = http
  const writer = createResponseWriter(response)
  const responseId = broker.nextId()
  const bodyId = broker.nextId()
  const ignore = () => {}
  broker.accept(responseId).then((stream) => createRpcServer(stream, writer.methods), ignore)
  broker.accept(bodyId).then((stream) => sendBody(request, stream), ignore)
  const call = {
    name: `Plugin.${options.hook ?? 'ServeHTTP'}`,
    args: serveHttpArgs,
    result: emptyStruct,
  }
  try {
    await hooks.call(call, {
      ResponseWriterStream: responseId,
      RequestBodyStream: bodyId,
      Request: readRequest(request, options),
      Context: options.context ?? {},
    })
    writer.finish()
  } catch (error) {
    writer.fail()
    throw error
  } finally {
    // What the plugin did not read must still leave the connection.
    request.resume()
  }
}

function readRequest(request: IncomingMessage, options: ForwardOptions): RequestSubset {
  const target = request.url ?? '/'
  return {
    Method: request.method ?? 'GET',
    URL: options.url ?? target,
    Proto: `HTTP/${request.httpVersion}`,
    ProtoMajor: request.httpVersionMajor,
    ProtoMinor: request.httpVersionMinor,
    Header: readHeader(request, options.header ?? {}),
    Host: request.headers.host ?? '',
    RemoteAddr: `${request.socket.remoteAddress ?? ''}:${request.socket.remotePort ?? 0}`,
    RequestURI: target,
  }
}

function readHeader(
  request: IncomingMessage,
  changes: Readonly<Record<string, string | null>>,
): HttpHeader {
  const header: HttpHeader = {}
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    if (name !== 'host' && values) header[renderHeaderName(name)] = values
  }
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete header[renderHeaderName(name)]
    else header[renderHeaderName(name)] = [value]
  }
  return header
}
