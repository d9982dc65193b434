/** The life of tickets in the object graph: how they are shown, moved, listed and found. */
import { type Locale, routes } from '@ticketdesk/contract'
import { createTicketMoved } from '../delivery/ticket-moved'
import { createNoteMove } from '../delivery/ticket-of-alert'
import { interaction } from '../http/routes/interactions'
import { createActOnTicket, createTicketClickReader } from '../mattermost/inbound/ticket-action'
import { createTicketCommands } from '../mattermost/inbound/ticket-commands'
import { createTicketRefusalSentence } from '../mattermost/inbound/ticket-refusal'
import { createTicketRenderer } from '../mattermost/render/ticket-card'
import {
  createTicketLifeRenderer,
  createTicketStepRenderer,
} from '../mattermost/render/ticket-life'
import { createTicketAnswers } from '../mattermost/render/ticket-list'
import type { Chat } from '../ports/chat'
import type { Clock } from '../ports/clock'
import type { Log } from '../ports/log'
import type { Meter } from '../ports/meter'
import type { Deliveries } from '../ports/outbox'
import type { People } from '../ports/people'
import type { InTransaction } from '../ports/unit-of-work'
import type { Sentence } from '../text/sentence'
import { countMoved } from '../usecases/counted'
import { createFindTicket } from '../usecases/find-ticket'
import { createListTickets } from '../usecases/list-tickets'
import { createMoveTicket } from '../usecases/move-ticket'
import type { OwnerOfPost } from '../usecases/own-post'

export interface TicketsNeeds {
  chat: Chat
  people: People
  deliveries: Deliveries
  inTransaction: InTransaction
  ownerOfPost: OwnerOfPost
  clock: Clock
  settings: () => { language: Locale; timeZone: string }
  sentence: Sentence
  /** Something was kept that is to be delivered. */
  wake: () => void
  meter: Meter
  log: Log
}

export function composeTickets(needs: TicketsNeeds) {
  const { chat, sentence, settings, log } = needs
  const say = (id: 'yes' | 'no' | 'source' | 'continues' | 'continued') =>
    sentence(settings().language, `card.${id}`)
  const renderLife = createTicketLifeRenderer(needs)
  const renderStep = createTicketStepRenderer(needs)
  const moveTicket = countMoved(createMoveTicket(needs), needs.meter)
  const listTickets = createListTickets(needs)
  const acting = {
    ...{ moveTicket, sentence, onChanged: needs.wake, log: log.room('mattermost') },
    refusalSentence: createTicketRefusalSentence(needs),
  }
  return {
    moveTicket,
    refusalSentence: acting.refusalSentence,
    renderTicket: createTicketRenderer({
      ...{ people: needs.people, renderLife, permalink: chat.permalink },
      maxMessageLength: chat.maxMessageLength,
      texts: () => ({
        yes: say('yes'),
        no: say('no'),
        source: say('source'),
        continues: say('continues'),
        continued: say('continued'),
      }),
    }),
    delivers: {
      ticket_moved: createTicketMoved({
        ...{ ...needs, renderLife, renderStep, log: log.room('delivery') },
        noteMove: createNoteMove(needs),
      }),
    },
    commands: createTicketCommands({
      ...{ ...needs, ...acting, listTickets },
      findTicket: createFindTicket({ ...needs, listTickets }),
      answers: createTicketAnswers({ ...needs, renderStep, permalink: chat.permalink }),
    }),
    actOnTicket: createActOnTicket(acting),
    interactions: [interaction(routes.ticketAction, createTicketClickReader(acting))],
  }
}
