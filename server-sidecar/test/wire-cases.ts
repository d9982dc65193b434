/** Recorded requests of the upstreams, as they stood on the wire. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { IncomingRequest } from '../src/ports/receiver'

const folder = join(__dirname, 'fixtures', 'wire')

export interface WireCase {
  case: string
  /** None for what the upstream cannot bring itself to send. */
  files?: string[]
  direction?: string
  incident?: string
  step?: number
  upstream_input?: { output: string }
  // biome-ignore lint/suspicious/noExplicitAny: each upstream expects something else
  expect?: any
}

/** The recorded cases of one upstream, in the order of its index. */
export function wireCases(upstream: string): WireCase[] {
  const index = readFileSync(join(folder, upstream, 'index.json'), 'utf8')
  return JSON.parse(index).fixtures
}

/** The cases in which the upstream sends something to us. */
export function alertCases(upstream: string): WireCase[] {
  return wireCases(upstream).filter(({ direction, files }) => {
    return files && (direction ?? 'upstream->mattermost') === 'upstream->mattermost'
  })
}

/** The request of a case: from the whole message where there is one, else its JSON alone. */
export function wireRequest(upstream: string, { files = [] }: WireCase): IncomingRequest {
  const name = files.find((file) => file.endsWith('.http')) ?? files[0] ?? ''
  const bytes = readFileSync(join(folder, upstream, name))
  return name.endsWith('.http')
    ? parseHttp(bytes)
    : { contentType: 'application/json', body: bytes }
}

function parseHttp(bytes: Buffer): IncomingRequest {
  const end = bytes.indexOf('\r\n\r\n')
  const header = bytes.toString('latin1', 0, end)
  const value = (name: string) => new RegExp(`^${name}: *(.*)$`, 'im').exec(header)?.[1]?.trim()
  const body = bytes.subarray(end + 4)
  return {
    contentType: value('content-type'),
    body: value('transfer-encoding') === 'chunked' ? withoutChunks(body) : body,
  }
}

function withoutChunks(body: Buffer): Buffer {
  const pieces: Buffer[] = []
  for (let at = 0; ; ) {
    const lineEnd = body.indexOf('\r\n', at)
    const size = Number.parseInt(body.toString('latin1', at, lineEnd), 16)
    if (!(size > 0)) return Buffer.concat(pieces)
    pieces.push(body.subarray(lineEnd + 2, lineEnd + 2 + size))
    at = lineEnd + 2 + size + 2
  }
}
