import { createManualTimers } from '../bytes/manual-timers'
import { launchChild } from './fixtures'

/** A host in a process of its own, so that it can be killed: prints the plugin's pid and waits. */
launchChild({ timers: createManualTimers() }).then(({ pid }) => {
  process.stdout.write(`${pid}\n`)
})
