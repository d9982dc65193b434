/** The one clock-like thing the wire needs, handed in so that tests need not wait. */
export interface Timers {
  /** Runs `action` once after `ms` milliseconds; the returned function cancels it. Never keeps the process alive. */
  after(ms: number, action: () => void): () => void
}

/** Node's own timers. */
export const systemTimers: Timers = {
  after(ms, action) {
    const timer = setTimeout(action, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
