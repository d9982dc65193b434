/**
 * Runs a script's work when the script was started directly and not imported. A failure is one
 * sentence on stderr and exit code 1; DEBUG=1 shows where it came from.
 */
export function runAsScript(script: NodeJS.Module, work: () => Promise<void> | void): void {
  if (require.main !== script) return
  Promise.resolve()
    .then(work)
    .catch((error: unknown) => {
      const { message, stack } = error instanceof Error ? error : new Error(String(error))
      console.error(process.env['DEBUG'] ? stack : message)
      process.exitCode = 1
    })
}
