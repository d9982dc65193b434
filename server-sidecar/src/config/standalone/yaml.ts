/** What the YAML file says, and where in it. */
import { basename } from 'node:path'
import {
  type Document,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLError,
} from 'yaml'
import { type AllGiven, type Gathered, KEY_NAMES, type KeyName, keyOf, UNREADABLE } from './keys'
import { unknownName } from './nearest'

const QUOTES = 'a text that begins with *, & or ! must stand in quotes'

/** Reads the text of the file; its path is for complaints. */
export function readYaml(text: string, path: string): Gathered {
  const lines = new LineCounter()
  // The library's pretty messages quote the line, and with it what may be a secret.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const file = basename(path)
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return `${file}, line ${line}, column ${col}`
  }
  const troubles = [...document.errors, ...document.warnings]
  if (troubles.length > 0) {
    const complaints = troubles.map((error) => `${at(error.pos[0])}: ${wordsFor(error)}`)
    return { given: {}, complaints }
  }
  if (document.contents === null) return { given: {}, complaints: [] }
  if (!isMap(document.contents)) {
    return { given: {}, complaints: [`${file} must be a list of names and values (a mapping)`] }
  }
  return gather(document, at)
}

function gather(document: Document.Parsed, at: (offset: number) => string): Gathered {
  const given: AllGiven = {}
  const complaints: string[] = []
  for (const pair of (document.contents as unknown as { items: Pair<Node, Node | null>[] }).items) {
    const written = isScalar(pair.key) ? String(pair.key.value) : ''
    const place = at(offsetOf(pair.key))
    const key = KEY_NAMES.find((name) => name === written)
    if (!key) {
      complaints.push(`${written} (${place}) ${unknownName(written, KEY_NAMES)}`)
      continue
    }
    const read = readValue(pair.value, document)
    if (read.value === undefined && !read.reason) continue
    if (read.reason || (!keyOf(key).structure && typeof read.value !== 'string')) {
      complaints.push(`${key} (${place}) ${read.reason ?? 'must be a text'}`)
      given[key] = UNREADABLE
      continue
    }
    const name = (path: readonly PropertyKey[] = []) =>
      `${key} (${at(path.length > 0 ? deepest(pair, path) : offsetOf(pair.key))})`
    given[key] = { value: withHouseNames(key, read.value), name }
  }
  return { given, complaints }
}

/** A scalar as it was written: a token of digits only is no number. */
function readValue(
  node: Node | null,
  document: Document.Parsed,
): { value?: unknown; reason?: string } {
  if (node === null) return {}
  if (isScalar(node)) {
    const text = typeof node.value === 'string' ? node.value : (node.source ?? '')
    return node.value === null || text.trim() === '' ? {} : { value: text.trim() }
  }
  try {
    return { value: node.toJS(document) }
  } catch {
    return { reason: QUOTES }
  }
}

/** `ack_group` and `ackGroup` are the same to us in `sources`; the form has no such names. */
function withHouseNames(key: KeyName, value: unknown): unknown {
  return key === 'sources' ? camelKeys(value) : value
}

function camelKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelKeys)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inside]) => [camel(key), camelKeys(inside)]),
  )
}

function camel(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** Where the path leads, as far as it goes. */
function deepest(pair: Pair<Node, Node | null>, path: readonly PropertyKey[]): number {
  let place = offsetOf(pair.key)
  let node: unknown = pair.value
  for (const step of path) {
    const next = child(node, step)
    if (next === undefined || next === null) break
    node = next
    place = offsetOf(next as Node)
  }
  return place
}

function child(node: unknown, step: PropertyKey): unknown {
  if (typeof node !== 'object' || node === null || !('get' in node)) return undefined
  const get = (key: unknown) => (node as { get(key: unknown, keep: true): unknown }).get(key, true)
  return get(step) ?? (typeof step === 'string' ? get(snake(step)) : undefined)
}

function offsetOf(node: Node | null): number {
  return node?.range?.[0] ?? 0
}

/** In our words: those of the library repeat what stands there, and that may be a secret. */
const WORDS: Partial<Record<YAMLError['code'], string>> = {
  BAD_ALIAS: QUOTES,
  TAG_RESOLVE_FAILED: QUOTES,
  BAD_SCALAR_START: 'a text that begins with this sign must stand in quotes',
  DUPLICATE_KEY: 'the same name stands twice',
  BAD_INDENT: 'is not indented as far as what it belongs to',
  TAB_AS_INDENT: 'is indented with a tab; YAML takes blanks only',
  BLOCK_AS_IMPLICIT_KEY: 'a text with ": " in it must stand in quotes',
  MULTILINE_IMPLICIT_KEY: 'a name and its ":" must stand on one line',
  MISSING_CHAR: 'a sign is missing: a closing quote or bracket, a comma or a colon',
  MULTIPLE_DOCS: 'a second document begins here; there may be one only',
}

function wordsFor({ code }: YAMLError): string {
  return WORDS[code] ?? 'is not YAML: this does not fit here'
}
