/** `ticketdesk doctor`: tries the whole way, and says at each step what to do. */
import type { ExitCode, StandaloneNeeds } from '../standalone'
import { type Ask, createAsk, NoAnswer, remedyFor } from './doctor/ask'
import { lookAtButtons } from './doctor/buttons'
import { tryCallback } from './doctor/callback'
import { lookAtDatabase } from './doctor/database'
import { type Finding, fail, ok, renderFinding, skip } from './doctor/finding'
import { listenInstead } from './doctor/listener'
import { lookAtMattermost } from './doctor/mattermost'
import { lookAtDialog, lookAtPublicUrl, tryWebSocket } from './doctor/pages'
import { tryWayBack } from './doctor/way-back'
import { trust } from './serve'
import { readSettings, type Settings } from './settings'

/** 0 when nothing failed, 1 when something did, 2 when the settings cannot even be read. */
export async function runDoctor({ env, out, err }: StandaloneNeeds): Promise<ExitCode> {
  const read = readSettings(env)
  if (!read.ok) {
    err(`${read.complaints.join('\n')}\n`)
    return 2
  }
  let failed = 0
  const report = (finding: Finding) => {
    if (finding.verdict === 'fail') failed += 1
    out(renderFinding(finding))
  }
  report(ok('configuration', 'can be used'))
  await examine(read.settings, report)
  out(failed === 0 ? '\nEverything works.\n' : `\n${failed} to be cured.\n`)
  return failed === 0 ? 0 : 1
}

type Report = (finding: Finding) => void

async function examine(settings: Settings, report: Report): Promise<void> {
  const { mattermostUrl, botToken, certificates } = settings.connection
  trust(certificates)
  if (certificates.length > 0) report(ok('certificates', `${certificates.length} of your own`))
  const { finding, signingKey } = await lookAtDatabase(settings)
  report(finding)
  report(lookAtDialog(settings))
  const ask = createAsk(mattermostUrl, botToken)
  try {
    await tryMattermost({ settings, ask, signingKey, report })
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    const seen = `${mattermostUrl} does not answer any more: ${error.code}`
    report(fail('Mattermost', seen, remedyFor(error.code, 'MATTERMOST_URL')))
  }
}

interface Way {
  settings: Settings
  ask: Ask
  signingKey: Buffer | undefined
  report: Report
}

/** There and back. Rejects with NoAnswer when Mattermost goes away meanwhile. */
async function tryMattermost({ settings, ask, signingKey, report }: Way): Promise<void> {
  const { mattermostUrl, botToken, callbackUrl, siteUrl } = settings.connection
  const seen = await lookAtMattermost({ ask, url: mattermostUrl, siteUrl, report })
  if (!seen?.bot) return report(skip('the way to us', 'Mattermost has to take the token first'))
  report(await tryWebSocket(mattermostUrl, botToken))
  report(await lookAtButtons(ask, seen))
  report(lookAtPublicUrl(settings, seen.siteUrl))
  const listener = await listenInstead(settings)
  report(listener.finding)
  const way = { ask, seen, callbackUrl, report }
  try {
    report(await tryCallback({ ...way, signingKey }))
    await tryWayBack(way)
  } finally {
    await listener.close()
  }
}
