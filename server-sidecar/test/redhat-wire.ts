/** The recorded exchanges with Red Hat's case API, byte for byte. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(__dirname, 'fixtures', 'wire', 'redhat')

export const redHatFiles = () => readdirSync(folder).filter((name) => name !== 'index.json')

/** The files that tests have asked for. */
export const usedRedHatFiles = new Set<string>()

export function redHatFile(name: string): string {
  usedRedHatFiles.add(name)
  return readFileSync(join(folder, name), 'utf8')
}

export interface RecordedRequest {
  method: string
  target: string
  /** In lower case. */
  headers: Record<string, string>
  body: string
}

export function recordedRequest(name: string): RecordedRequest {
  const { first, headers, body } = split(redHatFile(name))
  const [method = '', target = ''] = first.split(' ')
  return { method, target, headers, body }
}

/** A whole answer, with a length that is right. */
export function recordedAnswer(name: string, more: Record<string, string> = {}): string {
  const { first, headers, body } = split(redHatFile(name))
  const whole = { ...headers, ...more, 'content-length': String(Buffer.byteLength(body)) }
  const lines = Object.entries(whole).map(([key, value]) => `${key}: ${value}\r\n`)
  return `${first}\r\n${lines.join('')}\r\n${body}`
}

export function recordedBody(name: string): string {
  return split(redHatFile(name)).body
}

function split(text: string) {
  const [head = '', ...rest] = text.split(/\r?\n\r?\n/)
  const [first = '', ...lines] = head.split(/\r?\n/)
  const headers = Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(':')
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()]
    }),
  )
  return { first, headers, body: rest.join('\n\n') }
}
