/**
 * `make check-jail`: the executable needs nothing but glibc. It is started in a root that holds
 * nothing else and must say the handshake line within the host's 3 s; without the host's cookie and
 * without configuration it must say in words what it lacks and end with 2.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runAsScript } from './cli'
import { runToEnd, startPlugin } from './handshake'
import { openJail } from './jail'
import { type BuiltPlugin, findBuiltPlugin } from './providers/built-plugin'

export interface JailReport {
  /** Milliseconds to the handshake line, the way into the jail included. */
  milliseconds: number
  /** What it says to someone who starts it by hand. */
  explanation: string
}

/** Proves it for one unpacked plugin. Throws with what was seen instead. */
export async function checkJail(plugin: BuiltPlugin): Promise<JailReport> {
  const jail = await openJail(plugin)
  try {
    const { milliseconds, stop } = await startPlugin(jail.command)
    const { code, signal } = await stop()
    if (code !== 0) throw new Error(`SIGTERM ended the plugin with ${code ?? signal}, not with 0`)
    const left = readdirSync(join(jail.root, 'tmp'))
    if (left.length > 0) throw new Error(`The plugin left ${left.join(', ')} in /tmp`)
    const explanation = await startByHand(jail.command)
    return { milliseconds, explanation }
  } finally {
    jail.remove()
  }
}

async function startByHand(command: Parameters<typeof runToEnd>[0]): Promise<string> {
  const { code, stdout, stderr } = await runToEnd(command)
  const said = stderr.trim()
  if (code !== 2 || stdout !== '')
    throw new Error(`Without cookie: exit ${code}, stdout "${stdout}"`)
  if (said === '' || /^\s+at /m.test(said)) throw new Error(`Without cookie it says: "${said}"`)
  return said
}

runAsScript(module, async () => {
  const { milliseconds, explanation } = await checkJail(findBuiltPlugin())
  console.log(`In a root with glibc only: handshake after ${milliseconds.toFixed(0)} ms`)
  console.log(`Started by hand: ${explanation}`)
})
