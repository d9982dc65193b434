import { createIdleCollection, createV8Heap } from '../../src/go-plugin/idle-collection'
import { createManualTimers, type ManualTimers } from '../bytes/manual-timers'

const MEBIBYTE = 1024 * 1024

describe('collecting when it is quiet', () => {
  let timers: ManualTimers
  let size: number
  let collections: number
  let idle: ReturnType<typeof createIdleCollection>
  beforeEach(() => {
    timers = createManualTimers()
    size = 30 * MEBIBYTE
    collections = 0
    idle = createIdleCollection(timers, {
      size: () => size,
      collect() {
        collections++
        size = 20 * MEBIBYTE
      },
    })
  })

  it('happens ten seconds after the first traffic', () => {
    idle.touch()
    timers.advance(9999)
    expect(collections).toBe(0)
    timers.advance(1)
    expect(collections).toBe(1)
  })

  it('waits as long as traffic goes on', () => {
    for (let n = 0; n < 1000; n++) {
      idle.touch()
      timers.advance(250)
    }
    expect(collections).toBe(0)
    timers.advance(20_000)
    expect(collections).toBe(1)
  })

  it('is not put off by pings', () => {
    for (let n = 0; n < 5; n++) {
      timers.advance(2000)
      idle.touch()
    }
    timers.advance(2000)
    expect(collections).toBe(1)
  })

  it('happens again only when the heap has grown', () => {
    idle.touch()
    timers.advance(10_000)
    size += 8 * MEBIBYTE - 1
    idle.touch()
    timers.advance(20_000)
    expect(collections).toBe(1)
    size += 1
    idle.touch()
    timers.advance(20_000)
    expect(collections).toBe(2)
  })

  it('does nothing without traffic, nor after the end', () => {
    timers.advance(60_000)
    idle.touch()
    idle.close()
    timers.advance(60_000)
    idle.touch()
    timers.advance(60_000)
    expect(collections).toBe(0)
  })
})

describe('the heap of V8', () => {
  it('grows with what is kept and shrinks when it is collected', () => {
    const heap = createV8Heap()
    heap.collect()
    const before = heap.size()
    let kept: number[][] | undefined = Array.from({ length: 1000 }, () => Array(4096).fill(0.5))
    const after = heap.size()
    expect(after).toBeGreaterThan(before + 16 * MEBIBYTE)
    expect(kept.length).toBe(1000)
    kept = undefined
    heap.collect()
    expect(heap.size()).toBeLessThan(after - 16 * MEBIBYTE)
  })
})
