import fc from 'fast-check'
import {
  any,
  bigint,
  bool,
  bytes,
  createGobDecoder,
  createGobEncoder,
  float,
  type GobSchema,
  int,
  map,
  pointer,
  project,
  slice,
  string,
  struct,
  uint,
} from '../../src/gob'
import { plain } from './golden'
import { decodeNaively } from './naive-decoder'

interface Sample {
  Bool: boolean
  Int: number
  Big: bigint
  Uint: number
  Float: number
  Bytes: Buffer
  Text: string
  List: string[]
  Map: Record<string, number>
  Any: unknown
  Inner: { Name: string; Deep: unknown[] }
  Pointer: { Name: string; Deep: unknown[] } | null
  Last: string
}

const inner = struct<Sample['Inner']>('Inner', { Name: string, Deep: slice(any) })
const sampleSchema: GobSchema<Sample> = struct<Sample>('Sample', {
  Bool: bool,
  Int: int,
  Big: bigint,
  Uint: uint,
  Float: float,
  Bytes: bytes,
  Text: string,
  List: slice(string),
  Map: map(int),
  Any: any,
  Inner: inner,
  Pointer: pointer(inner),
  Last: string,
})

const text = fc.string({ unit: 'grapheme', maxLength: 200 })
const json = fc
  .jsonValue({ maxDepth: 6 })
  // Go's maps keep -0 and 0 apart no better than JSON does.
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown)
const innerValue = fc.record({ Name: text, Deep: fc.array(json, { maxLength: 4 }) })
const sample: fc.Arbitrary<Sample> = fc.record({
  Bool: fc.boolean(),
  Int: fc.maxSafeInteger(),
  Big: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  Uint: fc.maxSafeNat(),
  Float: fc.double(),
  Bytes: fc.uint8Array({ maxLength: 5000 }).map((data) => Buffer.from(data)),
  Text: text,
  List: fc.array(text),
  Map: fc.dictionary(fc.oneof(text, fc.constant('__proto__')), fc.maxSafeInteger()),
  Any: json,
  Inner: innerValue,
  Pointer: fc.option(innerValue),
  Last: fc.constant('end'),
})

/** Cuts a buffer at the given fractions. */
function cut(whole: Buffer, cuts: number[]): Buffer[] {
  const points = [
    0,
    ...cuts.map((at) => Math.floor(at * whole.length)).sort((a, b) => a - b),
    whole.length,
  ]
  return points.slice(1).map((end, index) => whole.subarray(points[index], end))
}

const comparable = (value: unknown) => JSON.stringify(plain(value))

describe('any value', () => {
  it('comes back as it was, over one stream, however the bytes are cut', () => {
    const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 })
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 3 }), cuts, (samples, at) => {
        const encoder = createGobEncoder()
        const decoder = createGobDecoder()
        const wire = Buffer.concat(samples.flatMap((value) => encoder.encode(sampleSchema, value)))
        const found: unknown[] = []
        for (const chunk of cut(wire, at)) {
          decoder.push(chunk)
          for (let one = decoder.next(); one; one = decoder.next()) {
            found.push(one.kind === 'value' ? project(sampleSchema, one.value) : one)
          }
        }
        expect(found.map(comparable)).toEqual(samples.map(comparable))
      }),
      { numRuns: 150 },
    )
  })

  it('means the same to the naive decoder', () => {
    fc.assert(
      fc.property(sample, (value) => {
        const wire = Buffer.concat(createGobEncoder().encode(sampleSchema, value))
        const decoder = createGobDecoder()
        decoder.push(wire)
        const found = decoder.next()
        const naive = decodeNaively(wire)[0]
        expect(comparable(found?.kind === 'value' && found.value)).toBe(comparable(naive))
      }),
      { numRuns: 150 },
    )
  })
})

describe('bytes', () => {
  it('of a large slice are neither copied on the way out nor on the way in', () => {
    const data = Buffer.alloc(1_000_000, 1)
    const chunks = createGobEncoder().encode(bytes, data)
    expect(
      chunks.some((chunk) => chunk.buffer === data.buffer && chunk.length === data.length),
    ).toBe(true)
    const decoder = createGobDecoder()
    const wire = Buffer.concat(chunks)
    decoder.push(wire)
    const found = decoder.next()
    expect((found?.kind === 'value' ? (found.value as Buffer) : data).buffer).toBe(wire.buffer)
  })
})
