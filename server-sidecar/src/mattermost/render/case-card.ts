/**
 * A vendor's case as a post: complete in Markdown with buttons below, for phones, mail and search,
 * and once more in props for the card in the web app. What the vendor says is untrusted.
 */
import { CASE_POST_TYPE, type CaseAction, type CaseCard, type Locale } from '@ticketdesk/contract'
import type { CaseContext, CasePost, RenderCases } from '../../delivery/case-words'
import { safeUrl } from '../../domain/safe-url'
import type { Sentence } from '../../text/sentence'
import { createCaseNewsRenderer } from './case-news'
import { renderBroken, renderSummary } from './case-notices'
import { renderCaseButton, renderCaseState, type SayCase } from './case-view'
import { cleanText, renderUntrustedLine } from './untrusted'

export interface CaseCardNeeds {
  sentence: Sentence
  /** The language and the clocks of posts. */
  settings: () => { language: Locale; timeZone: string }
  /** Where Mattermost reports clicks to. */
  actionUrl: string
}

/** By rank; a closed case is like any other that is over. */
const COLOURS = { 1: '#d24b4e', 2: '#e07b39', 3: '#f0ad4e', 4: '#5d89ea', closed: '#8d93a5' }
export function createCaseRenderer(needs: CaseCardNeeds): RenderCases {
  const { sentence, settings, actionUrl } = needs
  const sayIn =
    (locale: Locale): SayCase =>
    (id, data) =>
      sentence(locale, id, data)
  return {
    card: (context) => renderCard(context, sayIn(settings().language), actionUrl),
    news: createCaseNewsRenderer({ ...needs, sayIn }),
    summary: (filter, fact) => renderSummary(sayIn(settings().language), filter, fact),
    broken: (fact, about, locale) => renderBroken(sayIn(locale), fact, about),
  }
}

function renderCard(context: CaseContext, say: SayCase, actionUrl: string): CasePost {
  const { follow, supportCase, vendor } = context
  const { state } = supportCase
  const actions = actionsOf(context)
  const title = say('case.title', { vendor: vendor.name, number: state.number })
  return {
    message: renderCaseMessage(context, say),
    type: CASE_POST_TYPE,
    attachments: [
      {
        fallback: cleanText(`${title}: ${state.summary}`).slice(0, 500),
        color: COLOURS[state.isClosed ? 'closed' : (state.rank ?? 4)],
        actions: actions.map((action) =>
          renderCaseButton(say, actionUrl, { action, follow: follow.id }),
        ),
      },
    ],
    card: cardOf(context, actions),
  }
}

/** What may be tried in this state. */
function actionsOf({ follow, supportCase, vendor }: CaseContext): CaseAction[] {
  if (follow.stoppedAt !== undefined) return ['createTicket']
  if (supportCase.lost) return ['stopFollowing', 'createTicket']
  const reply: CaseAction[] = vendor.replies ? ['reply'] : []
  return ['latestComment', ...reply, 'createTicket', 'stopFollowing']
}

/** Where things are, not the whole history. */
export function renderCaseMessage(context: CaseContext, say: SayCase): string {
  const { follow, supportCase, vendor } = context
  const name = renderUntrustedLine(vendor.name, 64)
  const told = say(`case.told.${follow.side}`, { vendor: name })
  const ends = [
    supportCase.lost && say(`case.lost.${supportCase.lost.reason}`, { vendor: name }),
    follow.stoppedAt === undefined ? told : say('case.stopped'),
  ]
  return [
    renderCaseState(supportCase.state, vendor.name, say),
    `*${ends.filter(Boolean).join(' ')}*`,
  ].join('\n\n')
}

function cardOf({ follow, supportCase, vendor }: CaseContext, actions: CaseAction[]): CaseCard {
  const { state, revision, lost } = supportCase
  const link = state.link && safeUrl(state.link)
  const card: { [Key in keyof CaseCard]: CaseCard[Key] | undefined } = {
    version: 1,
    id: follow.id,
    revision,
    vendor: vendor.name,
    number: clean(state.number) ?? '',
    summary: clean(state.summary) ?? '',
    status: clean(state.status) ?? '',
    isClosed: state.isClosed,
    severity: clean(state.severity),
    rank: state.rank,
    owner: clean(state.owner),
    product: clean(state.product),
    productVersion: clean(state.version),
    group: clean(state.groupName ?? state.groupNumber),
    contact: clean(state.contact),
    link: link || undefined,
    openedAt: state.createdAt,
    modifiedAt: state.modifiedAt,
    side: follow.side,
    stopped: follow.stoppedAt !== undefined,
    lost: lost?.reason,
    actions,
  }
  return Object.fromEntries(
    Object.entries(card).filter(([, value]) => value !== undefined),
  ) as unknown as CaseCard
}

/** Props have a limit, and a card has no room for a novel. */
function clean(text: string | undefined): string | undefined {
  return text && cleanText(text.slice(0, 1000)).replace(/\s+/g, ' ').trim().slice(0, 500)
}
