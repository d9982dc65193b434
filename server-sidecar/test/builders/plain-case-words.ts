import { CASE_POST_TYPE } from '@ticketdesk/contract'
import type { RenderCases } from '../../src/delivery/case-words'
import type { CaseNews } from '../../src/domain/case/news'

/** Cases in the plainest words, for tests of what is told and not of how. */
export const plainCaseWords: RenderCases = {
  card({ follow, supportCase, vendor }) {
    const { state, revision, lost } = supportCase
    const { number, summary, status, isClosed } = state
    const marks = [lost && `lost: ${lost.reason}`, follow.stoppedAt !== undefined && 'stopped']
    return {
      message: [`case ${number}: ${summary}`, status, ...marks.filter(Boolean)].join(' | '),
      type: CASE_POST_TYPE,
      attachments: [],
      card: {
        ...{ version: 1, id: follow.id, revision, vendor: vendor.name, number, summary, status },
        ...{ isClosed, side: follow.side, stopped: follow.stoppedAt !== undefined, actions: [] },
      },
    }
  },
  news: (_context, news, { edited }) => ({
    message: `${textOf(news)}${edited ? ' (edited)' : ''}`,
    attachments: [],
  }),
  summary: (_filter, { cases, total }) => ({
    message: `${total} new: ${cases.map(({ number }) => number).join()}`,
    attachments: [],
  }),
  broken(fact, { account, supportCase, whose }, locale) {
    const what = fact.kind === 'case_lost' ? supportCase?.state.number : account.name
    return `${fact.kind} ${what} ${fact.reason} ${whose} ${locale}`
  },
}

function textOf(news: CaseNews): string {
  if ('comment' in news) return `${news.comment.author}: ${news.comment.body}`
  if (news.kind === 'attachment') return `attached ${news.attachment.name}`
  if ('status' in news) return `${news.kind}: ${news.status}`
  return `${news.kind}: ${news.from ?? '–'} → ${news.to ?? '–'}`
}
