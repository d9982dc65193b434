/** The numbers of this process, at one path and nowhere else; nobody is asked who they are. */
import type { RequestListener, ServerResponse } from 'node:http'
import type { Log } from '../ports/log'

export interface MetricsAppNeeds {
  path: string
  show: () => Promise<{ contentType: string; text: string }>
  log: Log
}

export function createMetricsApp({ path, show, log }: MetricsAppNeeds): RequestListener {
  return async (request, response) => {
    const [asked] = (request.url ?? '').split('?')
    if (asked !== path) return sendText(response, 404, 'not found\n')
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD')
      return sendText(response, 405, 'method not allowed\n')
    }
    try {
      const { contentType, text } = await show()
      sendText(response, 200, text, contentType)
    } catch (error) {
      log.error('the metrics cannot be shown', { reason: String(error) })
      sendText(response, 500, 'not now\n')
    }
  }
}

// biome-ignore lint/complexity/useMaxParams: an answer, as it stands on the wire
function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  contentType = 'text/plain; charset=utf-8',
): void {
  const bytes = Buffer.from(text)
  const headers = { 'Content-Type': contentType, 'Content-Length': bytes.length }
  response.writeHead(status, headers).end(bytes)
}
