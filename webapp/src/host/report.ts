/**
 * The only place that writes to the console. A plugin has no log of its own in the browser, and a
 * failure that is swallowed here would otherwise leave no trace for an administrator to report.
 */
export function report(where: string, error: unknown): void {
  // biome-ignore lint/suspicious/noConsole: see above
  console.error(`Ticket Desk: ${where} failed`, error)
}

/** Does it, and reports instead of throwing. */
export function attempt(where: string, what: () => void): void {
  try {
    what()
  } catch (error) {
    report(where, error)
  }
}
