/** `ticketdesk --check-config`: everything that is wrong with the settings, and nothing else. */
import type { ExitCode, StandaloneNeeds } from '../standalone'
import { readSettings } from './settings'

export function checkConfig({ env, out, err }: StandaloneNeeds): ExitCode {
  const read = readSettings(env)
  if (!read.ok) {
    err(`${read.complaints.join('\n')}\n`)
    return 2
  }
  const { connection, desk, databaseAt } = read.settings
  const place = databaseAt.kind === 'sqlite' ? databaseAt.file : 'PostgreSQL'
  const lines = [
    'The configuration can be used.',
    `  Mattermost             ${connection.mattermostUrl}`,
    `  Mattermost reaches us  ${connection.callbackUrl}`,
    `  browsers reach us      ${connection.publicUrl}`,
    `  slash tokens           ${connection.slashTokens.length}`,
    `  tickets are kept in    ${place}`,
    `  declared sources       ${desk.sources.length}`,
  ]
  out(`${lines.join('\n')}\n`)
  return 0
}
