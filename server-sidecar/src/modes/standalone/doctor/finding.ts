/** What the doctor found at one step. */
export interface Finding {
  /** `warn`: it works, and somebody will miss something. `skip`: a step before must be cured first. */
  verdict: 'ok' | 'warn' | 'fail' | 'skip'
  /** What was looked at. */
  step: string
  /** What was seen, in a few words; never a secret. */
  seen: string
  /** What to do about it. */
  remedy?: string
}

export const ok = (step: string, seen: string): Finding => ({ verdict: 'ok', step, seen })
export const skip = (step: string, seen: string): Finding => ({ verdict: 'skip', step, seen })
export const warn = (step: string, seen: string, remedy: string): Finding => ({
  ...{ verdict: 'warn', step, seen, remedy },
})
export const fail = (step: string, seen: string, remedy: string): Finding => ({
  ...{ verdict: 'fail', step, seen, remedy },
})

const MARKS: Record<Finding['verdict'], string> = {
  ok: 'ok   ',
  warn: 'warn ',
  fail: 'FAIL ',
  skip: '-    ',
}
const INDENT = '     '
const STEP_WIDTH = 24

/** A line, and below it what to do. */
export function renderFinding({ verdict, step, seen, remedy }: Finding): string {
  const line = `${MARKS[verdict]}${step.padEnd(STEP_WIDTH)} ${seen}`.trimEnd()
  return remedy === undefined ? `${line}\n` : `${line}\n${INDENT}-> ${remedy}\n`
}
