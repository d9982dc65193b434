/** What people are told about cases, filters and logins, each in their language. */
import type { Actor } from '../../domain/actor'
import type { CaseFilter, CaseFollow } from '../../domain/case/follow'
import type { CaseComment, CaseState } from '../../domain/case/support-case'
import type { PostRef } from '../../domain/refs'
import type { Sentence } from '../../text/sentence'
import type { AccountStatus, FollowedCase } from '../../usecases/case-results'
import { renderCommentHead } from './case-news'
import { renderFilter } from './case-notices'
import { renderComment, renderWholeComment } from './case-text'
import { renderCaseState, type SayCase, titleOfCase } from './case-view'
import { renderMoment } from './moments'
import { renderUntrustedLine, renderUntrustedLink } from './untrusted'

export interface CaseAnswersNeeds {
  sentence: Sentence
  settings: () => { timeZone: string }
  permalink: (post: PostRef) => string
}

/** Characters of the newest comment; all of it stands in the portal. */
const LATEST_LENGTH = 1500
/** A private answer holds so many lines. */
const MOST_LINES = 60

export function createCaseAnswers(needs: CaseAnswersNeeds) {
  const sayTo =
    ({ locale }: Actor): SayCase =>
    (id, data) =>
      needs.sentence(locale, id, data)
  const moment = ({ locale }: Actor, at: number) =>
    renderMoment(at, locale, needs.settings().timeZone)

  const comments = createCommentAnswers(needs, sayTo)

  return {
    ...comments,
    title: (actor: Actor, vendor: string, state: CaseState) =>
      titleOfCase(sayTo(actor), vendor, state),
    filter: (actor: Actor, filter: CaseFilter) => renderFilter(sayTo(actor), filter),
    shown(actor: Actor, of: { state: CaseState; vendor: string; follow?: CaseFollow }): string {
      const say = sayTo(actor)
      const number = renderUntrustedLine(of.state.number, 40)
      const vendor = renderUntrustedLine(of.vendor, 64)
      const told = of.follow
        ? say(`case.told.${of.follow.side}`, { vendor })
        : say('case_command.not_followed_yet', { number })
      return `${renderCaseState(of.state, of.vendor, say)}\n\n*${told}*`
    },
    list: (actor: Actor, of: { cases: FollowedCase[]; filters: CaseFilter[] }) =>
      renderList(needs, sayTo(actor), of),
    filters: (actor: Actor, filters: readonly CaseFilter[]) => renderFilters(sayTo(actor), filters),
    accounts: (actor: Actor, accounts: readonly AccountStatus[]) =>
      renderAccounts(sayTo(actor), accounts, (at) => moment(actor, at)),
  }
}
export type CaseAnswers = ReturnType<typeof createCaseAnswers>

function createCommentAnswers({ settings }: CaseAnswersNeeds, sayTo: (actor: Actor) => SayCase) {
  function headOf(actor: Actor, of: { vendor: string; comment: CaseComment }): string {
    return renderCommentHead(of.comment, {
      ...{ say: sayTo(actor), locale: actor.locale, timeZone: settings().timeZone },
      ...{ vendor: of.vendor, edited: false },
    })
  }
  return {
    /** A comment whole, in messages of which each fits. */
    comment(
      actor: Actor,
      of: { vendor: string; state: CaseState; comment: CaseComment },
    ): string[] {
      const { texts, isCut } = renderWholeComment(of.comment.body)
      const [first = '', ...more] = texts
      const { link } = of.state
      const rest = isCut && link ? [renderUntrustedLink(sayTo(actor)('case.open'), link)] : []
      return [`${headOf(actor, of)}\n${first}`, ...more, ...rest]
    },
    /** The newest comment under the name of its case. */
    latest(actor: Actor, of: { vendor: string; state: CaseState; comment?: CaseComment }): string {
      const say = sayTo(actor)
      const { vendor, state, comment } = of
      const title = titleOfCase(say, vendor, state)
      if (!comment) return say('case_command.latest_none', { title })
      const { text, isCut } = renderComment(comment.body, LATEST_LENGTH)
      const said = [`**${title}**`, '', headOf(actor, { vendor, comment }), text]
      const link = isCut && state.link && renderUntrustedLink(say('case.open'), state.link)
      return [...said, ...(link ? ['', link] : [])].join('\n')
    },
  }
}

function renderList(
  { permalink }: CaseAnswersNeeds,
  say: SayCase,
  { cases, filters }: { cases: FollowedCase[]; filters: CaseFilter[] },
): string {
  const lines = cases.slice(0, MOST_LINES).map(({ supportCase: { state }, post }) => {
    const name = post
      ? renderUntrustedLink(state.number, permalink(post))
      : renderUntrustedLine(state.number, 40)
    const marks = [state.status, state.severity].filter((one) => one !== undefined)
    const said = marks.map((one) => renderUntrustedLine(one, 60)).join(', ')
    return `- ${name} ${renderUntrustedLine(state.summary, 120)} (${said})`
  })
  const more = cases.length - lines.length
  if (more > 0) lines.push(`- ${say('case_command.list_more', { count: more })}`)
  const blocks = [
    cases.length > 0
      ? `**${say('case_command.list_title')}**\n\n${lines.join('\n')}`
      : say('case_command.list_none'),
    filters.length > 0 && renderFilters(say, filters),
  ]
  return blocks.filter(Boolean).join('\n\n')
}

/** By the numbers that remove them. */
function renderFilters(say: SayCase, filters: readonly CaseFilter[]): string {
  const lines = filters.map((filter, index) => {
    const cap = say('case_command.filter_cap', { cap: filter.cap })
    return `${index + 1}. ${renderFilter(say, filter)} · ${filter.side} · ${cap}`
  })
  return `**${say('case_command.filters_title')}**\n\n${lines.join('\n')}`
}

function renderAccounts(
  say: SayCase,
  accounts: readonly AccountStatus[],
  moment: (at: number) => string,
): string {
  const lines = accounts.map(({ account, broken, answeredAt, cases }) => {
    const parts = [
      `**${renderUntrustedLine(account.name, 64)}**`,
      `${renderUntrustedLine(account.vendor, 64)}, ${say(`case_dialog.way.${account.way}`)}`,
      say(account.owner ? 'case_command.account_own' : 'case_command.account_team'),
      account.declared && say('case_command.account_declared'),
      say('case_command.account_cases', { count: cases }),
      broken
        ? say('case_command.account_broken', {
            ...{ time: moment(broken.since) },
            reason: say(`case.broken.${broken.reason}`, {
              vendor: renderUntrustedLine(account.vendor, 64),
            }),
          })
        : answeredAt !== undefined &&
          say('case_command.account_answered', { time: moment(answeredAt) }),
    ]
    return `- ${parts.filter(Boolean).join(' · ')}`
  })
  const head =
    lines.length > 0
      ? `**${say('case_command.account_title')}**\n\n${lines.join('\n')}`
      : say('case_command.account_none')
  return `${head}\n\n${say('case_command.account_usage')}`
}
