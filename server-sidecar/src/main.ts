/** Chooses the mode. The only reader of the environment and the arguments. */
import { manifest } from '@ticketdesk/contract/manifest'
import { createLog } from './log/create-log'
import { isPlugin, runPlugin } from './modes/plugin'

if (process.argv.includes('--version')) {
  process.stdout.write(`ticketdesk ${manifest.version}\n`)
} else if (isPlugin(process.env)) {
  const log = createLog({ write: (line) => process.stderr.write(line), room: 'plugin' })
  runPlugin(log, process.env)
} else {
  void standalone()
}

/** Loaded only when it is wanted: Mattermost waits for the handshake of a plugin. */
async function standalone(): Promise<void> {
  const { runStandalone } = await import('./modes/standalone')
  const code = await runStandalone({
    env: process.env,
    args: process.argv.slice(2),
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  }).catch((error: unknown) => {
    process.stderr.write(`ticketdesk cannot go on: ${String(error)}\n`)
    return 1
  })
  // Idle connections to Mattermost would keep it for a while.
  process.exit(code)
}
