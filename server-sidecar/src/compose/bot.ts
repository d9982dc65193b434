/** The bot in the object graph: what it hears, what it does about it, and the button below. */
import { type Locale, routes } from '@ticketdesk/contract'
import { createErrandToChat } from '../delivery/errand-to-chat'
import { createTryAgain } from '../delivery/try-again'
import type { PostRef, UserRef } from '../domain/refs'
import { interaction } from '../http/routes/interactions'
import type { MattermostApi } from '../mattermost/api'
import type { Heard } from '../mattermost/heard'
import { type BotNeeds, createBot } from '../mattermost/inbound/bot'
import { createBotButtons, createBotClickReader } from '../mattermost/inbound/bot-button'
import { createBotEars } from '../mattermost/inbound/bot-ears'
import { actsOf, type ReactionSettings } from '../mattermost/inbound/bot-reaction'
import type { Command } from '../mattermost/inbound/command'
import { createSignedStates } from '../mattermost/inbound/signed-state'
import type { Chat } from '../ports/chat'
import type { Clock } from '../ports/clock'
import type { Log } from '../ports/log'
import type { Deliveries } from '../ports/outbox'
import type { People } from '../ports/people'
import type { InTransaction } from '../ports/unit-of-work'
import type { Sentence } from '../text/sentence'
import { createHearErrand } from '../usecases/hear-errand'
import type { OwnerOfPost } from '../usecases/own-post'

export interface BotGraphNeeds
  extends Pick<BotNeeds, 'acknowledge' | 'alertRefusal' | 'moveTicket' | 'ticketRefusal'> {
  api: MattermostApi
  botId: () => string
  chat: Chat
  people: People
  deliveries: Deliveries
  inTransaction: InTransaction
  ownerOfPost: OwnerOfPost
  commands: readonly Command[]
  settings: () => ReactionSettings
  localeOf: (userId: UserRef) => Promise<Locale>
  signingKey: () => Promise<Buffer>
  clock: Clock
  sentence: Sentence
  /** Something was kept that is to be delivered. */
  wake: () => void
  log: Log
}

export function composeBot(needs: BotGraphNeeds) {
  const { chat, botId, inTransaction, settings, wake } = needs
  const log = needs.log.room('mattermost')
  const shared = {
    ...{ ...needs, log, maxMessageLength: chat.maxMessageLength },
    states: createSignedStates({ ...needs, purpose: 'ticketdesk bot button' }),
  }
  const carryOut = createBot({ ...shared, buttons: createBotButtons(shared) })
  const listen = createBotEars(needs)
  const hearing = createHearErrand(needs)
  const tryAgain = createTryAgain({ what: 'hearing a message', log })

  async function take(heard: Heard): Promise<void> {
    const errand = heard.kind === 'message' ? await listen(heard) : undefined
    if (errand && (await hearing.words(errand))) wake()
    if (heard.kind !== 'reaction' || heard.userId === botId()) return
    const { postId, userId, emoji, createAt: at } = heard
    const acts = actsOf(heard, settings())
    if (acts.length === 0) return
    const id = `reaction:${postId}:${userId}:${emoji}:${at}`
    const reaction = { id, postId: postId as PostRef, by: userId as UserRef, at, acts }
    if (await hearing.reaction(reaction)) wake()
  }

  return {
    hear: (heard: Heard) => tryAgain.run(() => take(heard)),
    lastHeardAt: () => inTransaction(({ inbox }) => inbox.lastAt()),
    deliver: createErrandToChat({ ...needs, carryOut, log: needs.log.room('delivery') }),
    interactions: [interaction(routes.botAction, createBotClickReader(shared))],
    close: tryAgain.close,
  }
}
