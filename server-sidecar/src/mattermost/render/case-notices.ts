/** What is said about cases beside their threads: a summary of many, and what somebody has to mend. */
import type { CaseWords, RenderCases } from '../../delivery/case-words'
import type { CaseFilter } from '../../domain/case/follow'
import type { CasesSummed } from '../../domain/facts'
import type { SayCase } from './case-view'
import { renderUntrustedLine, renderUntrustedLink } from './untrusted'

type Broken = RenderCases['broken']

/** A filter's conditions, for people: `group Platform, severity 2 or worse`. */
export function renderFilter(say: SayCase, { match, label }: CaseFilter): string {
  const { groupNumber, accountNumber, atLeast, statuses = [] } = match
  const line = (text: string) => renderUntrustedLine(text, 100)
  const parts = [
    groupNumber !== undefined && say('case.filter.group', { group: line(label ?? groupNumber) }),
    accountNumber !== undefined && say('case.filter.account', { account: line(accountNumber) }),
    atLeast !== undefined && say('case.filter.severity', { rank: atLeast }),
    statuses.length > 0 && say('case.filter.status', { status: line(statuses.join(', ')) }),
  ].filter(Boolean)
  return parts.length > 0 ? parts.join(', ') : say('case.filter.all')
}

export function renderSummary(
  say: SayCase,
  filter: CaseFilter,
  { cases, total }: CasesSummed,
): CaseWords {
  const lines = cases.map(({ number, summary, severity, link }) => {
    const name = link ? renderUntrustedLink(number, link) : renderUntrustedLine(number, 40)
    const mark = severity ? ` (${renderUntrustedLine(severity, 40)})` : ''
    return `- ${name} ${renderUntrustedLine(summary, 150)}${mark}`
  })
  const more = total - cases.length
  const message = [
    say('case.summary', { count: total, filter: renderFilter(say, filter) }),
    '',
    ...lines,
    ...(more > 0 ? [`- ${say('case.summary_more', { count: more })}`] : []),
    '',
    say('case.summary_how'),
  ].join('\n')
  return { message, attachments: [] }
}

/** What happened, why, and what the reader can do. */
export function renderBroken(
  say: SayCase,
  fact: Parameters<Broken>[0],
  { account, supportCase, whose }: Parameters<Broken>[1],
): string {
  const vendor = renderUntrustedLine(account.vendor, 64)
  const names = { vendor, account: renderUntrustedLine(account.name, 64) }
  if (fact.kind === 'case_lost') {
    const state = supportCase?.state
    const number = renderUntrustedLine(state?.number ?? '', 40)
    const linked = state?.link ? renderUntrustedLink(number, state.link) : number
    return [
      say(`case.lost_notice.${fact.reason}`, { ...names, number: linked }),
      say('case.lost_notice.mend', { ...names, number }),
    ].join('\n\n')
  }
  if (fact.reason === 'list_gone') {
    const parts = [
      'case.broken.head_list',
      'case.broken.list_gone',
      'case.broken.mend_list',
    ] as const
    return parts.map((part) => say(part, names)).join('\n\n')
  }
  return [
    say('case.broken.head', names),
    say(`case.broken.${fact.reason}`, names),
    say(account.declared ? 'case.broken.mend_declared' : `case.broken.mend_${whose}`, names),
  ].join('\n\n')
}
