import type { Broker } from '../../go-plugin/broker'
import { ResponseClosedError } from '../errors'
import type { HttpRequest, HttpResponse } from '../http-interface'
import type { Context } from '../model'
import type { ServeHttpArgs } from '../wire/http-calls'
import { createRequestBody, type RequestBody } from './request-body'
import { createResponse, type OwnedResponse } from './response'

/** What a plugin makes of a request. */
export type HttpHandler = (
  context: Context,
  request: HttpRequest,
  response: HttpResponse,
) => void | Promise<void>

/**
 * Serves one request. Both streams are dialled at once, because otherwise the host waits for them in
 * vain, and the handler starts while the headers are still on their way. Resolves when the hook may
 * be answered; that answer ends the HTTP request, so nothing is written afterwards.
 *
 * A handler that fails before it has sent a status causes a 500. One that fails later makes this
 * reject: the host then breaks the response off. When the client is gone nobody needs an answer.
 */
export async function serveHttp(
  broker: Broker,
  args: ServeHttpArgs,
  options: { handler: HttpHandler; onError: (error: unknown) => void },
): Promise<void> {
  const owned = createResponse(broker.dial(args.ResponseWriterStream), args.Request.Method)
  const body = args.RequestBodyStream === 0 ? undefined : openBody(broker, args)
  const request: HttpRequest = {
    ...args.Request,
    get body() {
      return body ? body.stream : null
    },
  }
  try {
    await options.handler(args.Context, request, owned.response)
    await owned.finish()
  } catch (error) {
    options.onError(error)
    await handleFailure(owned, error)
  } finally {
    owned.close()
    body?.close()
  }
}

async function handleFailure(owned: OwnedResponse, error: unknown): Promise<void> {
  if (error instanceof ResponseClosedError) return
  if (owned.response.headSent) throw error
  const { response } = owned
  await response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' })
  await response.write('Internal Server Error\n')
  await owned.finish()
}

function openBody(broker: Broker, { Request, RequestBodyStream }: ServeHttpArgs): RequestBody {
  const [length] = Request.Header['Content-Length'] ?? []
  const expected = length !== undefined && /^\d+$/.test(length) ? Number(length) : undefined
  return createRequestBody(broker.dial(RequestBodyStream), expected)
}
