import fc from 'fast-check'
import { createDecoder } from '../../src/yamux/decode'
import { type FrameHeader, renderHeader } from '../../src/yamux/encode'
import { ProtocolError } from '../../src/yamux/errors'
import { decodeNaively, type Frame } from './naive-decoder'

/** The real decoder, with payload gathered so that it can be compared. */
function decodeInPieces(pieces: Buffer[]): { frames: Frame[]; error?: string } {
  const frames: Frame[] = []
  let open: { header: FrameHeader; payload: Buffer[] } | undefined
  const decoder = createDecoder({
    header(header) {
      if (header.type === 0 && header.length > 0) open = { header, payload: [] }
      else frames.push({ ...header, payload: Buffer.alloc(0) })
    },
    payload(chunk) {
      open?.payload.push(chunk)
    },
    payloadEnd() {
      if (open) frames.push({ ...open.header, payload: Buffer.concat(open.payload) })
      open = undefined
    },
  })
  try {
    for (const piece of pieces) decoder.push(piece)
  } catch (error) {
    if (error instanceof ProtocolError) return { frames, error: error.code }
    throw error
  }
  return { frames }
}

function cut(bytes: Buffer, sizes: number[]): Buffer[] {
  const pieces: Buffer[] = []
  let at = 0
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1
    pieces.push(bytes.subarray(at, at + size))
    at += size
  }
  return pieces
}

const uint32 = fc.integer({ min: 0, max: 0xffffffff })
const dataFrame = fc
  .record({
    flags: fc.integer({ min: 0, max: 0xffff }),
    streamId: uint32,
    payload: fc.uint8Array({ maxLength: 300 }),
  })
  .map(({ flags, streamId, payload }) =>
    Buffer.concat([renderHeader({ type: 0, flags, streamId, length: payload.length }), payload]),
  )
const otherFrame = fc
  .record({
    type: fc.integer({ min: 1, max: 3 }),
    flags: fc.integer({ min: 0, max: 0xffff }),
    streamId: uint32,
    length: uint32,
  })
  .map(renderHeader)
const trace = fc
  .array(fc.oneof(dataFrame, otherFrame), { maxLength: 30 })
  .map((all) => Buffer.concat(all))
const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 })

describe('the frame codec', () => {
  it.each([
    ['a SYN', { type: 1, flags: 1, streamId: 1, length: 0 }, '00 01 0001 00000001 00000000'],
    [
      'five bytes of data',
      { type: 0, flags: 0, streamId: 2, length: 5 },
      '00 00 0000 00000002 00000005',
    ],
    [
      'a half window',
      { type: 1, flags: 0, streamId: 0x01020304, length: 0x20000 },
      '00 01 0000 01020304 00020000',
    ],
    [
      'a ping reply',
      { type: 2, flags: 2, streamId: 0, length: 0xfffffffe },
      '00 02 0002 00000000 fffffffe',
    ],
    [
      'a protocol complaint',
      { type: 3, flags: 0, streamId: 0, length: 1 },
      '00 03 0000 00000000 00000001',
    ],
    [
      'every flag at once',
      { type: 0, flags: 0xff0f, streamId: 0xffffffff, length: 0 },
      '00 00 ff0f ffffffff 00000000',
    ],
  ])('writes %s as Go does and reads it back', (_name, header, hex) => {
    const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex')
    expect(renderHeader(header).equals(bytes)).toBe(true)
    expect(
      decodeInPieces([bytes]).frames[0] ?? { ...header, payload: Buffer.alloc(0) },
    ).toMatchObject(header)
  })

  it('agrees with the naive decoder however the wire is cut', () => {
    fc.assert(
      fc.property(trace, sizes, (bytes, pieceSizes) => {
        const real = decodeInPieces(cut(bytes, pieceSizes))
        const naive = decodeNaively(bytes)
        expect(real.error).toBe(naive.error)
        expect(real.frames).toEqual(naive.frames)
      }),
    )
  })

  it('agrees with the naive decoder on damaged traces too', () => {
    const damage = fc.array(
      fc.record({ at: fc.nat(2000), value: fc.integer({ min: 0, max: 255 }) }),
      { minLength: 1, maxLength: 5 },
    )
    fc.assert(
      fc.property(trace, damage, sizes, (bytes, changes, pieceSizes) => {
        const damaged = Buffer.from(bytes)
        for (const { at, value } of changes)
          if (damaged.length) damaged[at % damaged.length] = value
        const real = decodeInPieces(cut(damaged, pieceSizes))
        const naive = decodeNaively(damaged)
        expect(real.error).toBe(naive.error)
        expect(real.frames).toEqual(naive.frames)
      }),
    )
  })

  it('passes payload on before the frame is complete, without keeping it', () => {
    const chunks: Buffer[] = []
    const decoder = createDecoder({
      header: () => {},
      payload: (chunk) => void chunks.push(chunk),
      payloadEnd: () => {},
    })
    decoder.push(renderHeader({ type: 0, flags: 0, streamId: 1, length: 0xffffffff }))
    const wire = Buffer.from('first part')
    decoder.push(wire)
    expect(chunks).toHaveLength(1)
    expect(chunks[0]?.buffer).toBe(wire.buffer)
  })
})
