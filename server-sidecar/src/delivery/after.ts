/** Runs the task once after so many milliseconds; the returned function cancels it. */
export type After = (ms: number, task: () => void) => () => void

/** The real one; a pending task does not keep the process alive. */
export const after: After = (ms, task) => {
  const timer = setTimeout(task, ms)
  timer.unref()
  return () => clearTimeout(timer)
}
