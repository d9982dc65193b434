/** What all words about cases are made of. */
import type { CaseAction } from '@ticketdesk/contract'
import type { CaseState } from '../../domain/case/support-case'
import type { MessageData, MessageId } from '../../text/sentence'
import { renderUntrustedLine, renderUntrustedLink } from './untrusted'

export type SayCase = (id: MessageId, data?: MessageData) => string

/** By rank; a closed case is like any other that is over. */
const SIGNS = {
  1: ':red_circle:',
  2: ':large_orange_circle:',
  3: ':large_yellow_circle:',
  4: ':large_blue_circle:',
  closed: ':white_check_mark:',
}

/** `Red Hat case 04000001`, for sentences in Markdown. */
export function titleOfCase(say: SayCase, vendor: string, { number }: CaseState): string {
  const names = { vendor: renderUntrustedLine(vendor, 64), number: renderUntrustedLine(number, 40) }
  return say('case.title', names)
}

/** A case as it is, followed or not. */
export function renderCaseState(state: CaseState, vendor: string, say: SayCase): string {
  const sign = SIGNS[state.isClosed ? 'closed' : (state.rank ?? 4)]
  const line = (text: string | undefined) => text && renderUntrustedLine(text, 200)
  const product = [state.product, state.version].filter(Boolean).join(' ')
  const field = (id: MessageId, text: string | undefined) =>
    text ? `**${say(id)}:** ${line(text)}` : ''
  const rows = [
    [
      field('case.field.status', state.status),
      field('case.field.severity', state.severity),
      field('case.field.owner', state.owner),
    ],
    [
      field('case.field.product', product),
      field('case.field.group', state.groupName ?? state.groupNumber),
      field('case.field.contact', state.contact),
    ],
  ]
  const link = state.link ? renderUntrustedLink(say('case.open'), state.link) : ''
  return [
    `#### ${sign} ${titleOfCase(say, vendor, state)}: ${renderUntrustedLine(state.summary, 300)}`,
    [...rows.map((row) => row.filter(Boolean).join(' · ')), link].filter(Boolean).join('\n'),
  ].join('\n\n')
}

/** Phones take letters and digits for an id only. */
export function renderCaseButton(
  say: SayCase,
  url: string,
  context: { action: CaseAction; follow: string; comment?: string },
): object {
  const { action } = context
  const name = say(`case.button.${action}`)
  return { id: action, type: 'button', name, integration: { url, context } }
}
