import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createGobDecoder, InterfaceValue } from '../../src/gob'
import { expected, type GoldenRecord, plain } from './golden'
import { decodeNaively } from './naive-decoder'

const records: GoldenRecord[] = JSON.parse(
  readFileSync(join(__dirname, '../golden/gob/values.json'), 'utf8'),
)

/** Everything a decoder gives when the bytes come in the chunks given. */
function decode(chunks: Buffer[]): unknown[] {
  const decoder = createGobDecoder()
  const values: unknown[] = []
  for (const chunk of chunks) {
    decoder.push(chunk)
    for (let found = decoder.next(); found; found = decoder.next()) {
      if (found.kind !== 'value') throw new Error(`unexpected ${found.kind}`)
      values.push(found.value)
    }
  }
  expect(decoder.empty).toBe(true)
  return values
}

describe.each(records)('recorded from Go: $name', ({ hex, values }) => {
  const bytes = Buffer.from(hex, 'hex')

  it('means the same here', () => {
    expect(decode([bytes]).map(plain)).toEqual(values.map(expected))
  })

  it('means the same to the naive decoder', () => {
    expect(decodeNaively(bytes).map(plain)).toEqual(values.map(expected))
  })

  it('means the same when it comes byte by byte', () => {
    const single = Array.from(bytes, (byte) => Buffer.from([byte]))
    expect(decode(single).map(plain)).toEqual(values.map(expected))
  })

  it('means the same wherever it is cut in two', () => {
    const whole = JSON.stringify(decode([bytes]).map(plain))
    for (let at = 1; at < bytes.length; at++) {
      const parts = [bytes.subarray(0, at), bytes.subarray(at)]
      expect(JSON.stringify(decode(parts).map(plain))).toBe(whole)
    }
  })
})

it('keeps the registered name of what comes inside an interface', () => {
  const record = records.find(({ name }) => name === 'type first met inside')
  const [first] = decode([Buffer.from(record?.hex ?? '', 'hex')]) as { Any: unknown }[]
  expect(first?.Any).toBeInstanceOf(InterfaceValue)
  expect(first?.Any).toMatchObject({ typeName: 'golden.InnerBox', value: { Label: 'one' } })
})
