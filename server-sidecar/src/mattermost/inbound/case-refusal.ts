import type { Locale } from '@ticketdesk/contract'
import type { PostRef } from '../../domain/refs'
import type { Sentence } from '../../text/sentence'
import type { CaseRefusal } from '../../usecases/case-results'
import { renderUntrustedLine } from '../render/untrusted'

export type CaseRefusalSentence = (locale: Locale, refused: CaseRefusal) => string

/** Why not, and what to do, for the one who tried. */
export function createCaseRefusalSentence(needs: {
  sentence: Sentence
  permalink: (post: PostRef) => string
}): CaseRefusalSentence {
  const { sentence, permalink } = needs
  return function refusalSentence(locale, refused) {
    switch (refused.kind) {
      case 'already':
        return refused.post
          ? sentence(locale, 'case.refused.already_at', { link: permalink(refused.post) })
          : sentence(locale, 'case.refused.already')
      case 'unknown_group': {
        const groups = refused.groups.slice(0, 50).map((name) => renderUntrustedLine(name, 64))
        return sentence(locale, 'case.refused.unknown_group', { groups: groups.join(', ') || '–' })
      }
      case 'off':
        return sentence(locale, `case.refused.off.${refused.what}`)
      case 'invalid':
        return sentence(locale, `case.refused.invalid.${refused.field}`)
      case 'trouble': {
        const reason = sentence(locale, `case.reason.${refused.reason}`)
        return sentence(locale, 'case.refused.trouble', { reason })
      }
      default:
        return sentence(locale, `case.refused.${refused.kind}`)
    }
  }
}
