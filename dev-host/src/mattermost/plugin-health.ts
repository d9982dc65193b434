export interface RunningHealth {
  close(): void
}

/** Asks again and again, never two questions at once. */
export function watchHealth(everyMs: number, check: () => Promise<unknown>): RunningHealth {
  let asking = false
  const timer = setInterval(async () => {
    if (asking) return
    asking = true
    await check().catch(() => {})
    asking = false
  }, everyMs)
  return { close: () => clearInterval(timer) }
}
