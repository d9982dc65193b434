/** A case's thread hears of the ticket that was made from it. */
import type { Locale } from '@ticketdesk/contract'
import type { PostRef } from '../domain/refs'
import type { Ticket } from '../domain/ticket/ticket'
import { type Chat, ChatRefusal } from '../ports/chat'
import type { Delivery } from '../ports/outbox'
import type { InTransaction } from '../ports/unit-of-work'
import type { Publish } from './publish'

export interface LinkCaseNeeds {
  inTransaction: InTransaction
  chat: Pick<Chat, 'permalink'>
  sentence: (locale: Locale, id: 'case.ticket_opened', data: Record<string, string>) => string
  settings: () => { language: Locale }
}

/** Once for each delivery; a thread that is gone needs no word. */
export function createLinkCase({ inTransaction, chat, sentence, settings }: LinkCaseNeeds) {
  return async function linkCase(
    { id, sourcePostId }: Ticket,
    post: PostRef,
    { delivery, publish }: { delivery: Delivery; publish: Publish },
  ): Promise<void> {
    const follow =
      sourcePostId && (await inTransaction(({ cases }) => cases.findFollowByPost(sourcePostId)))
    if (!follow) return
    const deliveryKey = `${delivery.id}/case`
    const link = chat.permalink(post)
    await publish({
      channelId: follow.channelId,
      rootId: follow.rootId ?? sourcePostId,
      message: sentence(settings().language, 'case.ticket_opened', { ticket: id, link }),
      props: { ticketdesk: { delivery: deliveryKey } },
      deliveryKey,
    }).catch((error: unknown) => {
      if (!(error instanceof ChatRefusal)) throw error
    })
  }
}
export type LinkCase = ReturnType<typeof createLinkCase>
