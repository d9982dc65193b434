/** Reading a body: bounded, strict, and parsed by its schema before anything else sees it. */
import type { IncomingMessage } from 'node:http'
import type { z } from 'zod'
import { Refusal, refusal } from '../domain/errors'

/** A form of 50 full fields is larger than any post; this is far above what a person types. */
export const BODY_LIMIT = 256 * 1024

/** `invalid_body` with the place of the first problem, such as `values.cluster`. */
export class InvalidBody extends Refusal {
  readonly path: string
  constructor(path: string) {
    super('invalid_body')
    this.path = path
  }
}

export interface ReadOptions {
  /** Mattermost's own calls come without a content type. */
  anyType?: boolean
}

/**
 * The JSON body in the shape of the schema. Refuses with `unsupported_content_type`,
 * `body_too_large`, `invalid_json` or `invalid_body`.
 */
export async function readBody<T>(
  request: IncomingMessage,
  schema: z.ZodType<T>,
  { anyType = false }: ReadOptions = {},
): Promise<T> {
  if (!anyType && !isJson(request.headers['content-type'])) {
    throw refusal('unsupported_content_type')
  }
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw refusal('unsupported_content_type')
  }
  return parseBody(parseJson(await readBytes(request, BODY_LIMIT)), schema)
}

/** What was read, in the shape of the schema. Refuses with `invalid_body`. */
export function parseBody<T>(body: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new InvalidBody(renderPath(parsed.error.issues[0]))
}

/** All of the body. Refuses with `body_too_large` above so many bytes, as soon as it is known. */
export async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw refusal('body_too_large')
  const chunks: Buffer[] = []
  let length = 0
  // Leaving the loop must not cut the line: the refusal still has to be answered.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += chunk.length
    if (length > limit) throw refusal('body_too_large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function parseJson(bytes: Buffer): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return text.includes('"__proto__"') ? JSON.parse(text, refuseProto) : JSON.parse(text)
  } catch {
    throw refusal('invalid_json')
  }
}

/** The one key that a copied object would silently lose. */
function refuseProto(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new SyntaxError('a reserved key')
  return value
}

function isJson(type: string | undefined): boolean {
  return /^application\/json\s*(;|$)/i.test(type ?? '')
}

/** Names the offending key, not only its parent. */
function renderPath(issue: z.core.$ZodIssue | undefined): string {
  if (!issue) return ''
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  return [...issue.path, ...unknown].map(String).join('.').slice(0, 200)
}
