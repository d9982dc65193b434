/**
 * `make conformance`: our plugin and our library under Mattermost's own plugin host.
 *
 * The Go tests in build/conformance do the work; this prepares what they start, runs them against
 * the newest published host in full and against the oldest one we serve without the timings, and
 * leaves the counts in build/out/results/conformance.json.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runAsScript } from './cli'
import { runGoTests } from './conformance/go-test'
import { folders, prepare } from './conformance/prepare'
import { addCounts, type Counts } from './count-results'
import { out } from './paths'
import { openPostgres } from './providers/postgres'

const results = join(out, 'results')

async function main(): Promise<void> {
  await prepare()
  const postgres = await openPostgres()
  const env = { CONFORMANCE_OUT: folders.out, CONFORMANCE_DATABASE: postgres.url }
  let counts: Counts
  try {
    counts = await runHosts(env, process.argv[2])
  } finally {
    await postgres.close()
  }
  mkdirSync(results, { recursive: true })
  writeFileSync(join(results, 'conformance.json'), `${JSON.stringify(counts)}\n`)
  const { passed, failed, skipped } = counts
  console.log(`conformance: ${passed} passed, ${failed} failed, ${skipped} skipped`)
  if (failed + skipped > 0 || passed === 0) process.exitCode = 1
}

/** `only` is a pattern of test names for work on one of them; then the oldest host is left out. */
async function runHosts(env: Record<string, string>, only?: string): Promise<Counts> {
  if (only) return runGoTests({ title: 'newest host', args: ['-run', only], env })
  const newest = await runGoTests({ title: 'newest host', args: [], env })
  const args = ['-modfile=oldest.mod', '-skip', '^TestSpeed$']
  return addCounts(newest, await runGoTests({ title: 'oldest host', args, env }))
}

runAsScript(module, main)
