/**
 * The way from Mattermost to us: the bot runs its own slash commands. The word it says is answered
 * without text, so that nobody sees anything. Where no sidecar serves yet, the doctor answers.
 */
import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { CONNECT_WORD } from '@ticketdesk/contract'
import { SLASH_COMMANDS } from '../../../http/routes/slash'
import type { Ask, Asked } from './ask'
import { type Finding, fail, ok, skip, warn } from './finding'
import type { Seen } from './mattermost'

export interface WayBackNeeds {
  ask: Ask
  seen: Seen
  callbackUrl: string
  report: (finding: Finding) => void
}

type Team = Seen['teams'][number]
const REQUIRED = '/ticket '

/** Tries every command of every team the bot is in. */
export async function tryWayBack(needs: WayBackNeeds): Promise<void> {
  const { seen, report } = needs
  if (seen.teams.length === 0) return report(skip('the way to us', 'the bot is in no team'))
  const findings: Finding[] = []
  for (const team of seen.teams) findings.push(...(await tryTeam(needs, team)))
  const isMissing = ({ seen }: Finding) => seen === MISSING
  // Not everybody wants every command, and not in every team; one that is there must work.
  const isSomewhere = findings.some((one) => isRequired(one) && !isMissing(one))
  for (const finding of findings) {
    const isNeeded = isRequired(finding) && !isSomewhere
    report(isMissing(finding) && !isNeeded ? { ...finding, verdict: 'warn' } : finding)
  }
}

async function tryTeam(needs: WayBackNeeds, team: Team): Promise<Finding[]> {
  const { ask } = needs
  const channel = await anyChannel(ask, team)
  if (!channel) {
    const remedy = 'add the bot to a channel of this team'
    return [warn(`commands in ${team.name}`, 'the bot is in none of its channels', remedy)]
  }
  const findings: Finding[] = []
  for (const command of SLASH_COMMANDS) {
    const body = { channel_id: channel, team_id: team.id, command: `/${command} ${CONNECT_WORD}` }
    findings.push(await judge(needs, `/${command} in ${team.name}`, await ask(COMMANDS, body)))
  }
  return findings
}

function isRequired({ step }: Finding): boolean {
  return step.startsWith(REQUIRED)
}
const COMMANDS = '/commands/execute'

/** A public channel of this team that the bot is in. */
export async function anyChannel(ask: Ask, { id }: Team): Promise<string | undefined> {
  const { json } = await ask(`/users/me/teams/${id}/channels`)
  const channels: { id: string; type: string; delete_at: number }[] = Array.isArray(json)
    ? json
    : []
  return channels.find(({ type, delete_at }) => type === 'O' && delete_at === 0)?.id
}

const MISSING = 'there is no such command'

async function judge(needs: WayBackNeeds, step: string, { status, json }: Asked): Promise<Finding> {
  const { callbackUrl } = needs
  const url = `${callbackUrl}/${/\w+/.exec(step)?.[0]}`
  if (status === 200) {
    if (json?.props?.ticketdesk) return ok(step, 'reaches us')
    const remedy = `its request URL must be ${url}, method POST; a plugin with a command of that name comes first`
    return fail(step, 'somebody else answers it', remedy)
  }
  switch (String(json?.id ?? '').replace(/^api\.command\.|\.app_error$/g, '')) {
    case 'execute_command.not_found':
      return fail(step, MISSING, howToMake(url))
    case 'execute_command.failed_resp':
      return refusedByUs(step, url, String(json?.message ?? ''))
    case 'execute_command.failed':
      return unreachable(step, callbackUrl)
    case 'execute_command.site_url_required':
      return fail(step, 'Mattermost has no Site URL', 'set it, see above')
    case 'disabled':
      return fail(step, 'slash commands are switched off', 'see above')
    default: {
      const seen = `Mattermost answers with ${status} ${json?.id ?? ''}`.trimEnd()
      return fail(step, seen, 'may the bot write in the channels it is in?')
    }
  }
}

function howToMake(url: string): string {
  return `Integrations > Slash Commands > Add: request URL ${url}, method POST; then put its token into SLASH_TOKEN`
}

/** The message of Mattermost has the status line in it: `returned response 401 Unauthorized.` */
function refusedByUs(step: string, url: string, message: string): Finding {
  const status = /\b([1-5]\d\d)\b/.exec(message)?.[1] ?? 'an error'
  const seen = `answered with ${status}`
  if (status === '401') {
    return fail(step, seen, 'put the token of this command into SLASH_TOKEN, beside the others')
  }
  return fail(step, seen, `its request URL must be ${url}, method POST; look at our log`)
}

async function unreachable(step: string, callbackUrl: string): Promise<Finding> {
  return fail(step, `Mattermost does not reach ${callbackUrl}`, await whyUnreached(callbackUrl))
}

/** What to do about an address Mattermost does not reach. */
export async function whyUnreached(url: string): Promise<string> {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '')
  return (await isPrivate(host))
    ? `the address is a private one: System Console > Developer > "Allow untrusted internal connections to" (ServiceSettings.AllowedUntrustedInternalConnections) must name ${host}; and nothing between them may be closed`
    : 'try it from the machine of Mattermost with curl: name, port, firewall, and the certificate if it is https'
}

const PRIVATE = new BlockList()
for (const [address, bits] of [
  ['10.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
] as const) {
  PRIVATE.addSubnet(address, bits)
}
for (const [address, bits] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const) {
  PRIVATE.addSubnet(address, bits, 'ipv6')
}

/** Seen from here; a name only Mattermost's machine knows is most likely one of its own network. */
async function isPrivate(host: string): Promise<boolean> {
  const found = isIP(host) ? [{ address: host }] : await lookup(host, { all: true }).catch(() => [])
  return (
    found.length === 0 ||
    found.some(({ address }) => PRIVATE.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4'))
  )
}
