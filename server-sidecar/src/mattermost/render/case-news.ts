/** What happens to a case, as short replies in its thread. */
import type { Locale } from '@ticketdesk/contract'
import type { CaseContext, CaseWords, RenderCases } from '../../delivery/case-words'
import type { CaseNews } from '../../domain/case/news'
import type { CaseComment } from '../../domain/case/support-case'
import type { CaseCardNeeds } from './case-card'
import { renderComment } from './case-text'
import { renderCaseButton, type SayCase } from './case-view'
import { renderMoment } from './moments'
import { renderUntrustedLine, renderUntrustedLink } from './untrusted'

export interface CaseNewsNeeds extends CaseCardNeeds {
  sayIn: (locale: Locale) => SayCase
}

export function createCaseNewsRenderer(needs: CaseNewsNeeds): RenderCases['news'] {
  return function news(context, line, { edited }) {
    const say = needs.sayIn(needs.settings().language)
    if ('comment' in line) return renderCommentNews(needs, context, { line, edited })
    return { message: textOf(line, say), attachments: [] }
  }
}

function textOf(news: Exclude<CaseNews, { comment: CaseComment }>, say: SayCase): string {
  const line = (text: string | undefined) =>
    text ? renderUntrustedLine(text, 200) : say('case.none')
  switch (news.kind) {
    case 'attachment': {
      const { name, author } = news.attachment
      return author
        ? say('case.news.attachment_by', { name: line(name), author: line(author) })
        : say('case.news.attachment', { name: line(name) })
    }
    case 'closed':
    case 'reopened':
      return say(`case.news.${news.kind}`, { status: line(news.status) })
    default:
      return say(`case.news.${news.kind}`, { from: line(news.from), to: line(news.to) })
  }
}

function renderCommentNews(
  needs: CaseNewsNeeds,
  { vendor, follow, supportCase }: CaseContext,
  { line, edited }: { line: Extract<CaseNews, { comment: CaseComment }>; edited: boolean },
): CaseWords {
  const { settings, sayIn, actionUrl } = needs
  const { language: locale, timeZone } = settings()
  const say = sayIn(locale)
  const { comment } = line
  const { text, isCut } = renderComment(comment.body, vendor.commentLength)
  const head = renderCommentHead(comment, { say, locale, timeZone, vendor: vendor.name, edited })
  const { link } = supportCase.state
  const button = { action: 'showAll', follow: follow.id, comment: comment.id } as const
  return {
    message: [
      head,
      text,
      ...(isCut && link ? ['', renderUntrustedLink(say('case.open'), link)] : []),
    ].join('\n'),
    attachments: isCut ? [{ actions: [renderCaseButton(say, actionUrl, button)] }] : [],
  }
}

export interface CommentHead {
  say: SayCase
  locale: string
  timeZone: string
  vendor: string
  edited: boolean
}

/** `**Max Redhatter** · Red Hat · 17 Jun 2026, 10:41 · edited` */
export function renderCommentHead(comment: CaseComment, about: CommentHead): string {
  const { say, locale, timeZone, vendor, edited } = about
  const at = comment.publishedAt ?? comment.createdAt
  const author = comment.author ? renderUntrustedLine(comment.author, 100) : say('case.somebody')
  const parts = [
    `**${author}**`,
    comment.side === 'associate' && renderUntrustedLine(vendor, 64),
    (comment.side === 'customer' || comment.side === 'system') && say(`case.side.${comment.side}`),
    at !== undefined && renderMoment(at, locale, timeZone),
    !comment.isPublic && say('case.private'),
    edited && `*${say('case.edited')}*`,
  ]
  return parts.filter(Boolean).join(' · ')
}
