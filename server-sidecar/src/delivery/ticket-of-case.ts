/** A case's thread hears of the ticket that was made from it. */
import type { Locale } from '@ticketdesk/contract'
import type { PostRef } from '../domain/refs'
import type { Ticket } from '../domain/ticket/ticket'
import { type Chat, ChatRefusal } from '../ports/chat'
import type { Delivery } from '../ports/outbox'
import type { InTransaction } from '../ports/unit-of-work'
import type { OwnerOfPost } from '../usecases/own-post'
import type { Publish } from './publish'

export interface LinkCaseNeeds {
  inTransaction: InTransaction
  ownerOfPost: OwnerOfPost
  chat: Pick<Chat, 'permalink'>
  sentence: (locale: Locale, id: 'case.ticket_opened', data: Record<string, string>) => string
  settings: () => { language: Locale }
}

/** Once for each delivery; a thread that is gone needs no word. */
export function createLinkCase({
  inTransaction,
  ownerOfPost,
  chat,
  sentence,
  settings,
}: LinkCaseNeeds) {
  return async function linkCase(
    { id, sourcePostId }: Ticket,
    post: PostRef,
    { delivery, publish }: { delivery: Delivery; publish: Publish },
  ): Promise<void> {
    if (!sourcePostId) return
    const owner = await ownerOfPost(sourcePostId)
    if (owner?.kind !== 'case') return
    const follow = await inTransaction(({ cases }) => cases.findFollow(owner.id))
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
