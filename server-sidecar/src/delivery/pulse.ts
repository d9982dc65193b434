import type { After } from './after'

/** Work that is done again and again, never twice at a time. */
export interface Pulse {
  /** Do it now; if it is being done, once more afterwards. */
  beat(): void
  /** Not again. Resolves when it is no longer being done. */
  stop(): Promise<void>
}

/** The work says how many milliseconds it may rest; it must not reject. */
export function createPulse(work: () => Promise<number>, after: After): Pulse {
  let working: Promise<void> | undefined
  let wanted = false
  let stopped = false
  let cancel = () => {}

  function beat(): void {
    if (stopped) return
    wanted = true
    working ??= workWhileWanted().finally(() => {
      working = undefined
      if (wanted) beat()
    })
  }
  async function workWhileWanted(): Promise<void> {
    cancel()
    let rest = 0
    while (wanted && !stopped) {
      wanted = false
      rest = await work()
    }
    if (!stopped) cancel = after(rest, beat)
  }
  return {
    beat,
    async stop() {
      stopped = true
      cancel()
      await working
    },
  }
}
