import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import {
  any,
  bool,
  createGobDecoder,
  createGobEncoder,
  GobEncodeError,
  GobError,
  GobFormatError,
  GobLimitError,
  GobMismatchError,
  int,
  project,
  slice,
  string,
  struct,
  uint,
  zeroOf,
} from '../../src/gob'
import type { GoldenRecord } from './golden'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')

/** Decodes everything; the errors it ends with or skips. Fails on anything that is no GobError. */
function errorsOf(bytes: Buffer, limits = {}): GobError[] {
  const decoder = createGobDecoder(limits)
  const errors: GobError[] = []
  try {
    decoder.push(bytes)
    for (let found = decoder.next(); found; found = decoder.next()) {
      if (found.kind === 'broken') errors.push(found.error)
    }
  } catch (error) {
    if (!(error instanceof GobError)) throw error
    errors.push(error)
  }
  return errors
}

describe('a decoder', () => {
  it.each([
    ['a message longer than allowed', 'fb 05000000 00', GobLimitError, 'too_large'],
    ['a length of more than 8 bytes', 'f0 01', GobFormatError, 'malformed'],
    ['an unknown type', '04 ff9e 00 00', GobFormatError, 'unknown_type'],
    ['a text longer than its message', '04 0c 00 7f 41', GobFormatError, 'truncated'],
    ['a missing zero in front of a singleton', '03 02 01 01', GobFormatError, 'malformed'],
    ['bytes behind a value', '04 02 00 01 00', GobFormatError, 'malformed'],
    ['a descriptor of a built-in type', '03 03 00 00', GobFormatError, 'malformed'],
    ['an empty descriptor', '03 ff89 00', GobFormatError, 'malformed'],
  ])('refuses %s', (_case, bytes, kind, code) => {
    const [error] = errorsOf(hex(bytes))
    expect(error).toBeInstanceOf(kind)
    expect(error?.code).toBe(code)
  })

  it('takes no memory for what a length only claims', () => {
    const decoder = createGobDecoder()
    const before = process.memoryUsage().arrayBuffers
    decoder.push(hex('fc 03ffffff'))
    decoder.push(Buffer.alloc(10))
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 * 1024 * 1024)
    expect(decoder.next()).toBeUndefined()
  })

  it('works off a large message in small pieces in linear time', () => {
    const wire = Buffer.concat(createGobEncoder().encode(string, 'x'.repeat(4_000_000)))
    const decoder = createGobDecoder()
    const started = performance.now()
    for (let at = 0; at < wire.length; at += 100) decoder.push(wire.subarray(at, at + 100))
    expect(decoder.next()).toMatchObject({ kind: 'value' })
    expect(performance.now() - started).toBeLessThan(2000)
  })

  it('refuses nesting beyond its limit, counts beyond the bytes and too many items', () => {
    let deep: unknown = 'x'
    for (let i = 0; i < 30; i++) deep = [deep]
    const wire = Buffer.concat(createGobEncoder().encode(slice(any), [deep]))
    expect(errorsOf(wire)).toEqual([])
    expect(errorsOf(wire, { maxDepth: 20 })[0]?.code).toBe('too_deep')
    const long = Buffer.concat(createGobEncoder().encode(slice(bool), Array(100).fill(true)))
    expect(errorsOf(long, { maxItems: 99 })[0]?.code).toBe('too_many')
    const [descriptor, value] = createGobEncoder().encode(slice(bool), [true]) as [Buffer, Buffer]
    const lying = Buffer.from(value)
    lying[lying.length - 2] = 100
    expect(errorsOf(Buffer.concat([descriptor, lying]))[0]?.code).toBe('truncated')
  })

  it('refuses a value that is spread over too many messages', () => {
    const record = (
      JSON.parse(
        readFileSync(join(__dirname, '../golden/gob/values.json'), 'utf8'),
      ) as GoldenRecord[]
    ).find(({ name }) => name === 'split several times')
    const bytes = Buffer.from(record?.hex ?? '', 'hex')
    expect(errorsOf(bytes)).toEqual([])
    expect(errorsOf(bytes, { maxParts: 2 })[0]?.code).toBe('too_many')
    expect(errorsOf(bytes, { maxTypes: 3 })[0]?.code).toBe('too_many')
  })

  it('has no prototype to poison', () => {
    const wire = Buffer.concat(createGobEncoder().encode(any2, { Any: { ['__proto__']: 1, a: 2 } }))
    const decoder = createGobDecoder()
    decoder.push(wire)
    const found = decoder.next()
    const value = project(any2, found?.kind === 'value' ? found.value : undefined)
    expect(Object.keys(value.Any as object)).toContain('a')
    expect(Object.getPrototypeOf(value.Any as object)).toBeNull()
    expect(({} as Record<string, unknown>)['a']).toBeUndefined()
  })
})

const any2 = struct<{ Any: unknown }>('Holder', { Any: any })

describe('garbage', () => {
  const records: GoldenRecord[] = JSON.parse(
    readFileSync(join(__dirname, '../golden/gob/values.json'), 'utf8'),
  )

  it('of any kind ends in values, in patience or in a named error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (data) => {
        errorsOf(Buffer.from(data))
      }),
      { numRuns: 2000 },
    )
  })

  it.each(records)('made of a Go stream by changing one byte: $name', ({ hex: text }) => {
    const bytes = Buffer.from(text, 'hex')
    for (let at = 0; at < bytes.length; at++) {
      for (const change of [1, 0x7f, 0x80, 0xff]) {
        const mutated = Buffer.from(bytes)
        mutated[at] = (mutated[at] as number) ^ change
        errorsOf(mutated)
      }
      errorsOf(bytes.subarray(0, at))
    }
  })
})

describe('an encoder', () => {
  const small = struct<{ A: number; U: number; S: string; L: string[] }>('Small', {
    A: int,
    U: uint,
    S: string,
    L: slice(string),
  })

  it.each([
    [{ A: 1.5 }],
    [{ A: 2 ** 60 }],
    [{ A: Number.NaN }],
    [{ U: -1 }],
    [{ S: 5 as never }],
    [{ L: 'x' as never }],
    [{ L: [5 as never] }],
  ])('refuses %j and has sent nothing', (value) => {
    const encoder = createGobEncoder()
    expect(() => encoder.encode(small, value)).toThrow(GobEncodeError)
    // The descriptor is still owed, so it comes with the next value.
    expect(encoder.encode(small, { A: 1 }).length).toBeGreaterThan(1)
  })

  it.each([[() => {}], [Symbol('s')], [new Date(0)], [new Map()]])(
    'refuses %p inside an interface',
    (value) => {
      expect(() => createGobEncoder().encode(any2, { Any: { deep: [value] } })).toThrow(
        GobEncodeError,
      )
    },
  )

  it('says where the value is that does not fit, and stops in circles', () => {
    const circle: unknown[] = []
    circle.push(circle)
    expect(() => createGobEncoder().encode(any2, { Any: circle })).toThrow('nested too deeply')
    expect(() => createGobEncoder().encode(small, { L: [5 as never] })).toThrow('(L)')
  })
})

describe('projection', () => {
  it('fills in zero values and drops what is not declared', () => {
    const schema = struct<{ S: string; L: string[]; A: unknown }>('X', {
      S: string,
      L: slice(string),
      A: any,
    })
    expect(zeroOf(schema)).toEqual({ S: '', L: [], A: null })
    expect(project(schema, { S: 'x', More: 1 })).toEqual({ S: 'x', L: [], A: null })
    expect(() => project(schema, { S: 5 })).toThrow(GobMismatchError)
    expect(() => project(schema, 'text')).toThrow(GobMismatchError)
  })
})
