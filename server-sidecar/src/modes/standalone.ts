/** Started by hand, by systemd or in a container: what the first word asks for. */
import { checkConfig } from './standalone/check-config'
import { askHealth } from './standalone/health'
import { readSettings } from './standalone/settings'

/** 0: fine. 1: failed at run time. 2: the configuration is refused. */
export type ExitCode = 0 | 1 | 2

export interface StandaloneNeeds {
  env: Readonly<Record<string, string | undefined>>
  /** Without Node and the program. */
  args: readonly string[]
  out: (text: string) => void
  err: (text: string) => void
}

const USAGE = `ticketdesk                  serve; settings come from the environment and TICKETDESK_CONFIG
ticketdesk --check-config   say everything that is wrong with the settings
ticketdesk doctor           try the whole way to Mattermost and back, and say what to do
ticketdesk health           ask a sidecar that runs on this machine whether it is alive
ticketdesk import-pushbot   take over the cases of a tickets-pushbot: its db.json
ticketdesk --version        say which version this is
`

/** Settles when there is nothing left to do. */
export async function runStandalone(needs: StandaloneNeeds): Promise<ExitCode> {
  const { args, env, out, err } = needs
  const [word = 'serve'] = args
  switch (word.replace(/^--/, '')) {
    case 'serve':
      return serve(needs)
    case 'check-config':
      return checkConfig(needs)
    case 'doctor':
      return (await import('./standalone/doctor')).runDoctor(needs)
    case 'health':
      return askHealth({ env, err })
    case 'import-pushbot':
      return (await import('./standalone/import-pushbot')).runImport(needs)
    case 'help':
      out(USAGE)
      return 0
    default:
      err(`ticketdesk does not know "${word.slice(0, 40)}"\n\n${USAGE}`)
      return 2
  }
}

async function serve({ env, out, err }: StandaloneNeeds): Promise<ExitCode> {
  const read = readSettings(env)
  if (read.ok)
    return (await import('./standalone/serve')).serve({ env, out, settings: read.settings })
  err(`${read.complaints.join('\n')}\n`)
  return 2
}
