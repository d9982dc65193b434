import type { Actor } from '../../domain/actor'
import type { TicketRefusal } from '../../domain/ticket/policy'
import type { People } from '../../ports/people'
import type { Sentence } from '../../text/sentence'

/** Why a ticket was not moved, for the one who tried, in their language. */
export function createTicketRefusalSentence(needs: {
  people: Pick<People, 'person'>
  sentence: Sentence
}) {
  const { people, sentence } = needs
  return async function refusalSentence(
    { id, locale }: Actor,
    refused: TicketRefusal,
  ): Promise<string> {
    if (refused.kind !== 'taken') return sentence(locale, `ticket.refused.${refused.kind}`)
    if (refused.by === id) return sentence(locale, 'ticket.refused.taken_by_you')
    const name = `@${(await people.person(refused.by))?.username ?? refused.by}`
    return sentence(locale, 'ticket.refused.taken', { name })
  }
}
export type TicketRefusalSentence = ReturnType<typeof createTicketRefusalSentence>
