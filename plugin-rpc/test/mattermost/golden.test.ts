import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError, PluginError } from '../../src'
import {
  createGobDecoder,
  createGobEncoder,
  type GobSchema,
  nodeOf,
  project,
  resolve,
} from '../../src/gob'
import { type MessageAttachment, postSchema } from '../../src/mattermost/model'
import { apiTable } from '../../src/mattermost/wire/api-table'
import { parseFailure, renderFailure } from '../../src/mattermost/wire/failures'
import { hookTable } from '../../src/mattermost/wire/hook-table'
import { serveHttpArgs } from '../../src/mattermost/wire/http-calls'
import { MATTERMOST_TYPES, shape } from '../../src/mattermost/wire/shape'
import { expected, type GoldenRecord, plain } from '../gob/golden'

type Recorded = Record<string, { args: GoldenRecord; returns: GoldenRecord }>
const golden: { api: Recorded; hooks: Recorded; errors: GoldenRecord[] } = JSON.parse(
  readFileSync(join(__dirname, '../golden/gob/mattermost.json'), 'utf8'),
)

function decode({ hex }: GoldenRecord): unknown[] {
  const decoder = createGobDecoder()
  decoder.push(Buffer.from(hex, 'hex'))
  const values: unknown[] = []
  for (let found = decoder.next(); found; found = decoder.next()) {
    if (found.kind !== 'value') throw new Error(found.kind)
    values.push(found.value)
  }
  return values
}

/** Only what the schema declares, with zero values dropped at every level, as Go sends it. */
function declared(schema: GobSchema<unknown>, value: unknown): unknown {
  const node = resolve(schema)
  if (node.kind === 'struct') return declaredStruct(node.fields, value as Record<string, unknown>)
  if (node.kind === 'slice') {
    return (value as unknown[]).map((item) => declared({ node: resolve(node.elem) }, item))
  }
  if (node.kind === 'map') {
    const entries = Object.entries(value as object)
    return Object.fromEntries(
      entries.map(([key, item]) => [key, declared({ node: resolve(node.elem) }, item)]),
    )
  }
  return value
}

function declaredStruct(
  fields: readonly (readonly [string, Parameters<typeof resolve>[0]])[],
  value: Record<string, unknown>,
): unknown {
  const kept = fields.filter(([name]) => Object.hasOwn(value, name))
  return Object.fromEntries(
    kept.map(([name, field]) => [name, declared({ node: resolve(field) }, value[name])]),
  )
}

const cases = [
  ...Object.entries(apiTable).map(([name, row]) => ({ name, row, recorded: golden.api[name] })),
  ...Object.entries(hookTable).map(([name, row]) => ({ name, row, recorded: golden.hooks[name] })),
].filter(({ name }) => name !== 'LoadPluginConfiguration')

describe.each(cases)('$name as Go sends it', ({ row, recorded }) => {
  it.each(['args', 'returns'] as const)('has the %s the table declares, every field', (side) => {
    const record = recorded?.[side] as GoldenRecord
    const schema: GobSchema<unknown> = side === 'args' ? row.args : row.result
    const [filled, zero] = decode(record)
    const [description] = record.values.map(expected)
    const shown = project(schema, filled, MATTERMOST_TYPES)
    expect(dropEmpty(plain(shown))).toEqual(dropEmpty(declared(schema, description)))
    // Every declared field exists in Go under this very name, and was set.
    expect(missingFields(schema, filled as Record<string, unknown>)).toEqual([])
    expect(() => project(schema, zero, MATTERMOST_TYPES)).not.toThrow()
  })

  it('comes back the same after our own encoder', () => {
    for (const [schema, record] of [
      [row.args, recorded?.args],
      [row.result, recorded?.returns],
    ] as const) {
      const value = project(schema, decode(record as GoldenRecord)[0], MATTERMOST_TYPES)
      const decoder = createGobDecoder()
      decoder.push(Buffer.concat(createGobEncoder().encode(schema, value)))
      const found = decoder.next()
      const again = found?.kind === 'value' ? found.value : undefined
      expect(plain(project(schema, again, MATTERMOST_TYPES))).toEqual(plain(value))
    }
  })
})

/** Declared fields that did not come although the recorder sets all of them; `error` cannot be set. */
function missingFields(schema: GobSchema<unknown>, value: Record<string, unknown>): string[] {
  const node = resolve(schema)
  if (node.kind !== 'struct') return []
  return node.fields
    .filter(([name, field]) => nodeOf(field).kind !== 'named' && !Object.hasOwn(value, name))
    .map(([name]) => name)
}

/** Zero values are spelled out by projection and left out by the recorder's description. */
function dropEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropEmpty)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, item]) => [key, dropEmpty(item)] as const)
  return Object.fromEntries(entries.filter(([, item]) => !isEmpty(item)))
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === '' || value === 0 || value === false || value === 'bytes ')
    return true
  return typeof value === 'object' && Object.keys(value as object).length === 0
}

describe('a request as Go sends it', () => {
  it('has its URL as text and its headers as lists', () => {
    const [filled] = decode(golden.hooks['ServeHTTP']?.args as GoldenRecord)
    const args = project(serveHttpArgs, filled)
    expect(args.Request).toMatchObject({
      URL: '/path?a=b',
      Method: 'ServeHTTP.Request.Method',
      Header: { key: ['ServeHTTP.Request.Header{}[0]'] },
    })
    expect(args.ResponseWriterStream).toBeGreaterThan(0)
    expect(args.Context.IPAddress).toBe('ServeHTTP.Context.IPAddress')
  })
})

describe('an error as Go sends it', () => {
  const result = shape([], null, 'error')
  const parse = (name: string) => {
    const record = golden.errors.find((candidate) => candidate.name === name) as GoldenRecord
    return parseFailure(result, project(result.result, decode(record)[0], MATTERMOST_TYPES))
  }

  it('is our error class with its data', () => {
    expect(parse('plain')).toEqual(new PluginError('plain text'))
    expect(parse('end of file')).toMatchObject({ message: 'EOF', goCode: 1 })
    const app = parse('application error')
    expect(app).toBeInstanceOf(AppError)
    expect(app).toMatchObject({ Id: 'some.id', StatusCode: 404, DetailedError: 'details' })
    expect(parse('none')).toBeUndefined()
  })

  it.each([new PluginError('x', 2), new AppError({ Id: 'i', StatusCode: 400 })])(
    'survives the way there and back: %s',
    (error) => {
      const sent = createGobEncoder().encode(
        result.result,
        renderFailure(result, error, 'here') ?? {},
      )
      const decoder = createGobDecoder()
      decoder.push(Buffer.concat(sent))
      const found = decoder.next()
      const value = found?.kind === 'value' ? found.value : undefined
      expect(parseFailure(result, project(result.result, value, MATTERMOST_TYPES))).toEqual(error)
    },
  )
})

describe('attachments', () => {
  const record = golden.errors.find(({ name }) => name === 'attachments') as GoldenRecord
  const post = project(postSchema, decode(record)[0], MATTERMOST_TYPES)

  it('come out of Props as attachments, complete', () => {
    const [attachment] = post.Props['attachments'] as MessageAttachment[]
    expect(attachment).toMatchObject({
      Title: 'attachment.Title',
      Fields: [{ Title: 'attachment.Fields[0].Title', Short: true }],
      Actions: [{ Integration: { URL: 'attachment.Actions[0].Integration.URL' } }],
    })
  })

  it('go back under the name Go has registered', () => {
    const sent = Buffer.concat(createGobEncoder().encode(postSchema, post))
    expect(sent.includes('[]*model.SlackAttachment')).toBe(true)
  })
})
