import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(__dirname, 'fixtures', 'wire')

/** A request as its sender made it. */
export interface WireRequest {
  /** `<upstream>/<case>` */
  name: string
  headers: Record<string, string>
  body: Buffer
  incident?: string
  step?: number
}

/** Every recorded POST to a webhook of these upstreams, in the order of their indexes. */
export function recordedRequests(upstreams: readonly string[] = readdirSync(root)): WireRequest[] {
  return upstreams.flatMap((upstream) => {
    const index: { fixtures: Entry[] } = JSON.parse(
      readFileSync(join(root, upstream, 'index.json'), 'utf8'),
    )
    return index.fixtures.flatMap((entry) => readEntry(upstream, entry))
  })
}

interface Entry {
  case: string
  files?: string[]
  incident?: string
  step?: number
}

function readEntry(upstream: string, entry: Entry): WireRequest[] {
  const file = entry.files?.find((name) => name.endsWith('.http'))
  if (!file) return []
  let bytes: Buffer
  try {
    bytes = readFileSync(join(root, upstream, file))
  } catch {
    return []
  }
  const end = bytes.indexOf('\r\n\r\n')
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n')
  if (!/^POST \S*\/hooks\//.test(first)) return []
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  )
  const { incident, step } = entry
  return [
    {
      name: `${upstream}/${entry.case}`,
      headers,
      body: isChunked(headers) ? joinChunks(bytes.subarray(end + 4)) : bytes.subarray(end + 4),
      ...(incident !== undefined && { incident }),
      ...(step !== undefined && { step }),
    },
  ]
}

/** What Mattermost's own server has undone before a plugin sees the request. */
function isChunked(headers: Record<string, string>): boolean {
  return Object.entries(headers).some(
    ([name, value]) => name.toLowerCase() === 'transfer-encoding' && value === 'chunked',
  )
}

function joinChunks(bytes: Buffer): Buffer {
  const chunks: Buffer[] = []
  for (let at = 0; ; ) {
    const line = bytes.indexOf('\r\n', at)
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16)
    if (!(size > 0)) return Buffer.concat(chunks)
    chunks.push(bytes.subarray(line + 2, line + 2 + size))
    at = line + 2 + size + 2
  }
}
