/**
 * Gives memory back once it is quiet. V8 collects while a program allocates: after a burst of calls
 * nothing allocates any more, and ten times the live heap stays resident until the next burst.
 */
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Timers } from '../bytes/timers'

/** So long without traffic is quiet. Clients that poll every few seconds leave such gaps. */
const QUIET_MS = 1000
/** A collection takes some 30 ms; for less growth than this it is not worth a processor's while. */
const WORTH_IT = 8 * 1024 * 1024

/** The garbage collected heap of a process. */
export interface CollectedHeap {
  /** Bytes it holds, garbage and free pages included. */
  size(): number
  /** Collects everything there is and returns free pages to the system. */
  collect(): void
}

export interface IdleCollection {
  /** Something came in. */
  touch(): void
  close(): void
}

/** Collects at the first quiet moment, and later whenever the heap has grown since. */
export function createIdleCollection(timers: Timers, heap: CollectedHeap): IdleCollection {
  let touched = false
  let sizeBefore = 0
  let cancel: (() => void) | undefined

  const wait = () => {
    touched = false
    cancel = timers.after(QUIET_MS, look)
  }
  const look = () => {
    cancel = undefined
    if (touched) wait()
    else if (heap.size() >= sizeBefore + WORTH_IT) {
      heap.collect()
      sizeBefore = heap.size()
    }
  }
  return {
    touch() {
      touched = true
      // One timer for a whole burst: this is called for everything that is read.
      if (!cancel) wait()
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
      // The flavour that compacts: others leave pages that are nearly empty.
      gc({ type: 'major', flavor: 'last-resort' })
    },
  }
}

/** Without the flag on the command line; only contexts made later have the function. */
function exposeGc(): (options: object) => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc')
}
