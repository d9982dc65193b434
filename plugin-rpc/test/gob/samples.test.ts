import {
  bool,
  createGobDecoder,
  createGobEncoder,
  emptyStruct,
  float,
  type GobSchema,
  int,
  string,
  uint,
} from '../../src/gob'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const encode = <T>(schema: GobSchema<T>, value: T) =>
  Buffer.concat(createGobEncoder().encode(schema, value as never)).toString('hex')

describe('values as Go writes them', () => {
  const samples: [string, GobSchema<unknown>, unknown][] = [
    ['03 02 00 01', bool, true],
    ['03 02 00 00', bool, false],
    ['05 04 00 fe 01 90', int, 200],
    ['03 04 00 09', int, -5],
    ['05 08 00 fe f8 3f', float, 1.5],
    ['08 0c 00 05 68 6f 6f 6b 73', string, 'hooks'],
    ['03 06 00 03', uint, 3],
  ]

  it.each(samples)('%s is written for its value and read back', (bytes, schema, value) => {
    expect(encode(schema, value)).toBe(bytes.replaceAll(' ', ''))
    const decoder = createGobDecoder()
    decoder.push(hex(bytes))
    expect(decoder.next()).toMatchObject({ kind: 'value', value })
    expect(decoder.next()).toBeUndefined()
  })

  it('describes an empty struct once and then sends only its end', () => {
    const encoder = createGobEncoder()
    const [descriptor, value] = encoder.encode(emptyStruct, {})
    expect(descriptor?.length).toBe(11)
    expect(encoder.encode(emptyStruct, {})).toEqual([value])
  })
})
