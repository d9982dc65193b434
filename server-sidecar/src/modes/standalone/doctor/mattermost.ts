/** Mattermost as the bot sees it: is it there, who are we, and what does it permit. */
import { createPublicKey } from 'node:crypto'
import { type Ask, type Asked, NoAnswer, remedyFor } from './ask'
import { type Finding, fail, ok, warn } from './finding'

export interface Seen {
  bot?: { id: string; username: string }
  teams: { id: string; name: string }[]
  siteUrl: string
}
export interface MattermostNeeds {
  ask: Ask
  url: string
  /** As configured; undefined when Mattermost is to say it. */
  siteUrl: string | undefined
  report: (finding: Finding) => void
}

/** The oldest that everything was tried with. */
const MIN_VERSION = [10, 11]
/** Clicks are taken for so long, milliseconds. */
const MAX_SKEW_MS = 60_000
const SOME_SKEW_MS = 15_000

/** Undefined when nobody answers; then nothing else is worth a question. */
export async function lookAtMattermost(needs: MattermostNeeds): Promise<Seen | undefined> {
  const { ask, url, report } = needs
  const before = Date.now()
  const ping = await ask('/system/ping').catch((error: NoAnswer) => error)
  if (ping instanceof NoAnswer) {
    const remedy = remedyFor(ping.code, 'MATTERMOST_URL')
    report(fail('Mattermost', `${url} does not answer: ${ping.code}`, remedy))
    return undefined
  }
  const isMattermost = ping.status === 200 && ping.json?.status !== undefined
  if (!isMattermost) {
    report(fail('Mattermost', `${url} answers with ${ping.status}`, remedyForAnswer(ping)))
    return undefined
  }
  report(ok('Mattermost', url))
  report(lookAtClock(ping, before))
  const seen: Seen = { teams: [], siteUrl: needs.siteUrl ?? url }
  if (!(await lookAtToken(needs, seen))) return seen
  await lookAtConfig(needs, seen)
  await lookAtTeams(needs, seen)
  return seen
}

function remedyForAnswer({ status, headers }: Asked): string {
  const to = headers.get('location')
  if (status >= 300 && status < 400 && to && URL.canParse(to)) {
    return `it sends us on to ${new URL(to).origin}: MATTERMOST_URL must be where it ends`
  }
  return 'MATTERMOST_URL must be the address of a Mattermost, with its path if it has one'
}

/** `Date` counts in seconds, and the answer was some time on its way. */
function lookAtClock({ headers }: Asked, before: number): Finding {
  const theirs = Date.parse(headers.get('date') ?? '')
  if (Number.isNaN(theirs)) return warn('clock', 'Mattermost tells no time', 'compare by hand')
  const ours = (before + Date.now()) / 2
  const skew = Math.abs(ours - theirs - 500)
  const seen = `${Math.round(skew / 1000)} s apart`
  const remedy = 'set both clocks by NTP: clicks older than a minute are not taken'
  if (skew > MAX_SKEW_MS) return fail('clock', seen, remedy)
  return skew > SOME_SKEW_MS ? warn('clock', seen, remedy) : ok('clock', seen)
}

async function lookAtToken({ ask, report }: MattermostNeeds, seen: Seen): Promise<boolean> {
  const { status, json } = await ask('/users/me')
  if (status !== 200) {
    const remedy =
      'System Console > Integrations > Bot Accounts: make a token for the bot and put it into BOT_TOKEN; "Enable Personal Access Tokens" is not needed for bots'
    report(fail('bot token', `refused with ${status}`, remedy))
    return false
  }
  seen.bot = { id: json.id, username: json.username }
  const remedy = 'make a bot account and put its token into BOT_TOKEN: a person is not listened to'
  report(
    json.is_bot
      ? ok('bot token', `@${json.username}`)
      : warn('bot token', `belongs to @${json.username}, who is no bot`, remedy),
  )
  return true
}

async function lookAtConfig(needs: MattermostNeeds, seen: Seen): Promise<void> {
  const { ask, report, siteUrl } = needs
  const { json: config } = await ask('/config/client?format=old')
  report(lookAtVersion(String(config?.Version ?? '')))
  const theirs = String(config?.SiteURL ?? '').replace(/\/+$/, '')
  seen.siteUrl = siteUrl ?? (theirs || needs.url)
  if (theirs === '') {
    const remedy = 'System Console > Web Server > Site URL: slash commands do not work without it'
    report(fail('site URL', 'Mattermost has none', remedy))
  } else if (siteUrl !== undefined && siteUrl !== theirs) {
    const remedy = 'leave site_url away, unless people really open Mattermost there'
    report(warn('site URL', `${siteUrl}, and Mattermost says ${theirs}`, remedy))
  } else report(ok('site URL', theirs))
  if (config?.EnableCommands === 'false') {
    const remedy = 'System Console > Integrations: enable custom slash commands'
    report(fail('slash commands', 'switched off in Mattermost', remedy))
  }
  report(lookAtClickKey(String(config?.AsymmetricSigningPublicKey ?? '')))
}

function lookAtVersion(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [minMajor = 0, minMinor = 0] = MIN_VERSION
  const isOld = major < minMajor || (major === minMajor && minor < minMinor)
  if (version === '' || !isOld) return ok('version', version || 'not told')
  return warn('version', version, `older than ${MIN_VERSION.join('.')}: nobody has tried this`)
}

function lookAtClickKey(key: string): Finding {
  const remedy = 'without it clicks are known by our own signature alone; restart Mattermost once'
  if (key === '') return warn('button clicks', 'Mattermost names no key it signs with', remedy)
  try {
    createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' })
    return ok('button clicks', 'signed by Mattermost')
  } catch {
    return warn('button clicks', 'Mattermost’s key cannot be read', remedy)
  }
}

async function lookAtTeams({ ask, report }: MattermostNeeds, seen: Seen): Promise<void> {
  const { status, json } = await ask('/users/me/teams')
  seen.teams = status === 200 && Array.isArray(json) ? json : []
  const names = seen.teams.map(({ name }) => name).join(', ')
  if (names !== '') report(ok('teams', names))
  else {
    const remedy = `add @${seen.bot?.username} to the teams it is to work in: team menu > Invite People`
    report(fail('teams', 'the bot is in none', remedy))
  }
}
