/** Chooses the mode. The only reader of the environment and the arguments. */
import { manifest } from '@ticketdesk/contract/manifest'
import { createLog } from './log/create-log'
import { runPlugin } from './modes/plugin'

if (process.argv.includes('--version')) {
  process.stdout.write(`ticketdesk ${manifest.version}\n`)
} else {
  // Started by hand, this prints a sentence and ends with 1: the cookie in the environment decides.
  const log = createLog({ write: (line) => process.stderr.write(line), room: 'plugin' })
  runPlugin(log, process.env)
}
