/** What is refused, in the object graph. */
import { createOnceRefused, type RefusedNeeds } from '../delivery/refused'
import { createWhoSuffers } from '../delivery/who-suffers'
import { createRefusedRenderer } from '../mattermost/render/refused'
import type { People } from '../ports/people'
import type { InTransaction } from '../ports/unit-of-work'
import type { Sentence } from '../text/sentence'

interface Needs extends Omit<RefusedNeeds, 'whoSuffers' | 'renderRefused'> {
  people: People
  inTransaction: InTransaction
  sentence: Sentence
}

export function composeOnceRefused(needs: Needs) {
  return createOnceRefused({
    ...needs,
    whoSuffers: createWhoSuffers(needs),
    renderRefused: createRefusedRenderer(needs),
    log: needs.log.room('delivery'),
  })
}
