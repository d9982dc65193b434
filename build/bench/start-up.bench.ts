/**
 * How long Mattermost waits for the plugin: from start to handshake line, and for hashing the file,
 * which the host does twice before it starts it.
 */
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { startPlugin } from '../src/handshake'
import { findBuiltPlugin } from '../src/providers/built-plugin'

const rounds = 21

const median = (times: number[]) => times.sort((one, other) => one - other)[times.length >> 1] ?? 0
const report = (what: string, times: number[]) => {
  const middle = median(times).toFixed(0)
  console.log(
    `${what}: median ${middle} ms, ${times[0]?.toFixed(0)} to ${times.at(-1)?.toFixed(0)} ms`,
  )
}

async function main(): Promise<void> {
  const { executable } = findBuiltPlugin()
  const starts: number[] = []
  const hashes: number[] = []
  for (let round = 0; round < rounds; round++) {
    const { milliseconds, stop } = await startPlugin({ file: executable })
    await stop()
    starts.push(milliseconds)
    const from = performance.now()
    createHash('sha256').update(readFileSync(executable)).digest()
    hashes.push(performance.now() - from)
  }
  console.log(
    `${(statSync(executable).size / 1024 / 1024).toFixed(1)} MiB, ${rounds} rounds, warm disk`,
  )
  report('start to handshake line', starts)
  report('hashing the executable once', hashes)
}

main()
