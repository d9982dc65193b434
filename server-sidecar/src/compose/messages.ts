/** What upstreams say that is no signal, in the object graph. */
import { createMessageToChat } from '../delivery/message-to-chat'
import { createWantedChannel } from '../delivery/wanted-channel'
import { renderBare } from '../mattermost/render/bare-post'
import { createMessageRenderer } from '../mattermost/render/plain-message'
import type { Chat } from '../ports/chat'
import type { Log } from '../ports/log'
import type { Deliveries } from '../ports/outbox'
import type { People } from '../ports/people'
import type { InTransaction } from '../ports/unit-of-work'

interface Needs {
  chat: Chat
  people: People
  deliveries: Deliveries
  inTransaction: InTransaction
  log: Log
}

export function composeMessages(needs: Needs) {
  return createMessageToChat({
    ...{ ...needs, renderBare, renderMessage: createMessageRenderer(needs.chat) },
    wantedChannel: createWantedChannel(needs.people),
    log: needs.log.room('delivery'),
  })
}
