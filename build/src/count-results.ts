/**
 * Counts what the runners themselves reported and prints the one line CI ends with.
 *
 * Reads every `*.json` of a folder: jest's `--json` output (`numPassedTests` …) or our own summary
 * `{ passed, failed, skipped }`. Exits 1 when anything failed or was skipped, when a suite could
 * not run, or when a runner that must report left nothing.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Counts {
  passed: number
  failed: number
  skipped: number
}

interface JestResults {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  numRuntimeErrorTestSuites: number
}

/** The counts of one result file's content; a suite that could not run counts as one failure. */
export function readCounts(content: JestResults | Counts): Counts {
  if ('passed' in content) return content
  return {
    passed: content.numPassedTests,
    failed: content.numFailedTests + content.numRuntimeErrorTestSuites,
    skipped: content.numPendingTests + content.numTodoTests,
  }
}

export function addCounts(one: Counts, other: Counts): Counts {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  }
}

/** The runners that have to report; a missing file is a runner that never ended. */
const EXPECTED = ['jest.json', 'conformance.json']

export function countResults(folder: string, expected: readonly string[] = EXPECTED): Counts {
  return expected
    .map((name) => {
      const file = join(folder, name)
      if (existsSync(file)) return readCounts(JSON.parse(readFileSync(file, 'utf8')))
      console.error(`no results from ${name}`)
      return { passed: 0, failed: 1, skipped: 0 }
    })
    .reduce(addCounts)
}

if (process.argv[1]?.endsWith('count-results.ts')) {
  const counts = countResults(process.argv[2] ?? 'build/out/results')
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
  process.exit(counts.failed + counts.skipped > 0 || counts.passed === 0 ? 1 : 0)
}
