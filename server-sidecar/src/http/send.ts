import type { ServerResponse } from 'node:http'

/**
 * A JSON answer in one piece. Mattermost's own client parses only a type without a charset, and
 * JSON needs none.
 */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body))
  response.statusCode = status
  response.setHeader('Content-Type', 'application/json')
  response.setHeader('Content-Length', bytes.length)
  response.end(bytes)
}
