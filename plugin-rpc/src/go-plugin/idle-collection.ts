/**
 * Gives memory back once it is quiet. V8 collects while a program allocates: after a burst of calls
 * nothing allocates any more, and ten times the live heap stays resident until the next burst.
 */
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Timers } from '../bytes/timers'

/**
 * Four such spans in a row without traffic are quiet. A thorough collection throws optimised code
 * away, too: some hundred calls after it take up to twice their time, which a pause between two
 * bursts is not worth.
 */
const SPAN_MS = 2500
const QUIET_SPANS = 4
/** The host's pings and a request may come in a quiet span. */
const QUIET_READS = 8
/** A collection takes some 30 ms; it is not worth that for less growth. */
const WORTH_IT = 8 * 1024 * 1024

/** The garbage collected heap of a process. */
export interface CollectedHeap {
  /** Bytes it holds, garbage and free pages included. */
  size(): number
  /** Collects everything there is and returns free pages to the system. */
  collect(): void
}

export interface IdleCollection {
  /** Something was read. */
  touch(): void
  close(): void
}

/** Collects at the first quiet moment, and later whenever the heap has grown since. */
export function createIdleCollection(timers: Timers, heap: CollectedHeap): IdleCollection {
  let reads = 0
  let quietSpans = 0
  let sizeBefore = 0
  let cancel: (() => void) | undefined

  const wait = () => {
    reads = 0
    cancel = timers.after(SPAN_MS, look)
  }
  const look = () => {
    cancel = undefined
    quietSpans = reads > QUIET_READS ? 0 : quietSpans + 1
    if (quietSpans < QUIET_SPANS) wait()
    else {
      quietSpans = 0
      collect()
    }
  }
  const collect = () => {
    if (heap.size() < sizeBefore + WORTH_IT) return
    heap.collect()
    sizeBefore = heap.size()
  }
  return {
    touch() {
      // One timer for a whole burst: this is called for everything that is read.
      if (!cancel) wait()
      reads++
    },
    close() {
      cancel?.()
      cancel = () => {}
    },
  }
}

/** V8's heap of this process, with the buffers outside it. */
export function createV8Heap(): CollectedHeap {
  let gc: ((options: object) => void) | undefined
  return {
    size() {
      const { total_heap_size, external_memory } = getHeapStatistics()
      return total_heap_size + external_memory
    },
    collect() {
      gc ??= exposeGc()
      // The flavour that compacts: a plain one leaves pages nearly empty and gives none back.
      gc({ type: 'major', flavor: 'last-resort' })
    },
  }
}

/** Without the flag on the command line; only contexts made later have the function. */
function exposeGc(): (options: object) => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc')
}
