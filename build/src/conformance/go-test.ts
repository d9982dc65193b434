/** Runs `go test`, passes on what it prints, and counts its tests. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Counts } from '../count-results'
import { folders, goEnv } from './prepare'

export interface GoTestRun {
  title: string
  args: string[]
  env: Record<string, string>
}

/** One line of `go test -json`. */
interface TestEvent {
  Action: string
  Test?: string
  Output?: string
}

const columns: Record<string, keyof Counts> = { pass: 'passed', fail: 'failed', skip: 'skipped' }

/**
 * The number of `--- PASS`, `--- FAIL` and `--- SKIP` lines of the run. A run that broke off
 * without a failed test counts as one failure.
 */
export async function runGoTests({ title, args, env }: GoTestRun): Promise<Counts> {
  console.log(`== ${title}`)
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 }
  const all = ['test', '-json', '-v', '-count=1', '-timeout=30m', ...args, '.']
  const go = spawn('go', all, {
    cwd: folders.source,
    env: { ...goEnv(), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>((done, fail) => {
    go.once('error', fail)
    go.once('close', done)
  })
  for await (const line of createInterface({ input: go.stdout })) {
    const event = parseEvent(line)
    if (event?.Output !== undefined) process.stdout.write(event.Output)
    const column = event?.Test === undefined ? undefined : columns[event.Action]
    if (column) counts[column] += 1
  }
  if ((await ended) !== 0 && counts.failed === 0) counts.failed = 1
  return counts
}

/** Anything that is no event, such as a compiler's complaint, is printed as it is. */
function parseEvent(line: string): TestEvent | undefined {
  try {
    return JSON.parse(line) as TestEvent
  } catch {
    console.log(line)
    return undefined
  }
}
