import fc from 'fast-check'
import { ChunkQueue } from '../../src/bytes/chunk-queue'
import { pattern } from './collect'

describe('the chunk queue', () => {
  it('gives back what went in, however it is cut on the way in and out', () => {
    const step = fc.oneof(
      fc.record({ push: fc.oneof(fc.nat(40), fc.nat(9000), fc.nat(40_000)) }),
      fc.record({
        shift: fc.oneof(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 50_000 })),
      }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queue = new ChunkQueue()
        let expected = Buffer.alloc(0)
        for (const [index, action] of steps.entries()) {
          if ('push' in action) {
            const chunk = pattern(action.push, index + 1)
            queue.push(chunk)
            expected = Buffer.concat([expected, chunk])
          } else {
            const chunk = queue.shift(action.shift) ?? Buffer.alloc(0)
            expect(chunk.length).toBeLessThanOrEqual(action.shift)
            expect(chunk.length > 0).toBe(expected.length > 0)
            expect(chunk.equals(expected.subarray(0, chunk.length))).toBe(true)
            expected = expected.subarray(chunk.length)
          }
          expect(queue.length).toBe(expected.length)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('keeps a window of one-byte chunks in a few blocks', () => {
    const queue = new ChunkQueue()
    for (let i = 0; i < 100_000; i++) queue.push(Buffer.from([i & 0xff]))
    let pieces = 0
    while (queue.shift()) pieces++
    expect(pieces).toBeLessThan(10)
  })
})
