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
  const counts = await runHosts(process.argv[2])
  mkdirSync(results, { recursive: true })
  writeFileSync(join(results, 'conformance.json'), `${JSON.stringify(counts)}\n`)
  const { passed, failed, skipped } = counts
  console.log(`conformance: ${passed} passed, ${failed} failed, ${skipped} skipped`)
  if (failed + skipped > 0 || passed === 0) process.exitCode = 1
}

/** `only` is a pattern of test names for work on one of them; then the oldest host is left out. */
async function runHosts(only?: string): Promise<Counts> {
  if (only) return runHost('newest host', ['-run', only])
  const newest = await runHost('newest host', [])
  const oldest = await runHost('oldest host', ['-modfile=oldest.mod', '-skip', '^TestSpeed$'])
  return addCounts(newest, oldest)
}

/** Each host has a database of its own: the tickets of one run must not be known to the next. */
async function runHost(title: string, args: string[]): Promise<Counts> {
  const postgres = await openPostgres()
  const env = { CONFORMANCE_OUT: folders.out, CONFORMANCE_DATABASE: postgres.url }
  try {
    return await runGoTests({ title, args, env })
  } finally {
    await postgres.close()
  }
}

runAsScript(module, main)
