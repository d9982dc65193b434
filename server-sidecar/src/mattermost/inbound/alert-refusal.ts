import type { Locale } from '@ticketdesk/contract'
import type { AckRefusal } from '../../domain/alert/policy'
import type { People } from '../../ports/people'
import type { Sentence } from '../../text/sentence'
import { renderUntrustedLine } from '../render/untrusted'

export type AlertRefusal = AckRefusal | { kind: 'not_found' }

/** Why not, for the one who tried, in their language. */
export function createAlertRefusalSentence(needs: {
  people: Pick<People, 'person'>
  sentence: Sentence
}) {
  const { people, sentence } = needs
  return async function refusalSentence(locale: Locale, refused: AlertRefusal): Promise<string> {
    switch (refused.kind) {
      case 'already':
        return already(refused)
      case 'not_in_group':
        return sentence(locale, 'alert.refused.not_in_group', { group: refused.group })
      default:
        return sentence(locale, `alert.refused.${refused.kind}`)
    }

    async function already({ by, pending }: Extract<AlertRefusal, { kind: 'already' }>) {
      const person = 'user' in by ? await people.person(by.user) : undefined
      const name = person ? `@${person.username}` : 'name' in by ? by.name : undefined
      if (!name) return sentence(locale, 'alert.refused.already_there')
      const id = pending ? 'alert.refused.already_pending' : 'alert.refused.already'
      return sentence(locale, id, { name: person ? name : renderUntrustedLine(name, 100) })
    }
  }
}
