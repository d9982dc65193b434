/** Whom it concerns that something cannot be posted: who can mend it, or must know of it. */
import type { Fact } from '../domain/facts'
import type { ChannelRef, UserRef } from '../domain/refs'
import type { Source } from '../domain/source/source'
import type { People } from '../ports/people'
import type { InTransaction, Rooms } from '../ports/unit-of-work'

export interface Sufferer {
  person: UserRef
  /** The same for all that one message is enough for. */
  about: string
  kind: 'ticket' | 'source' | 'case'
  /** What the sentence names; `channel` as it stands in its address. */
  names: Record<string, string>
}
/** Undefined when nobody is known, or nothing is missing. */
export type WhoSuffers = (fact: Fact) => Promise<Sufferer | undefined>

interface Needs {
  inTransaction: InTransaction
  people: Pick<People, 'channel'>
}

/**
 * The author of a ticket, who made the source of an alert, who follows a case. A ticket that was only
 * moved is where people look for it.
 */
export function createWhoSuffers({ inTransaction, people }: Needs): WhoSuffers {
  return async function whoSuffers(fact) {
    const found = await inTransaction((rooms) => find(rooms, fact))
    if (!found) return undefined
    const { channelId, ...sufferer } = found
    const channel = (await people.channel(channelId))?.name ?? channelId
    return { ...sufferer, names: { ...sufferer.names, channel } }
  }
}

type Found = Sufferer & { channelId: ChannelRef }

async function find(rooms: Rooms, fact: Fact): Promise<Found | undefined> {
  switch (fact.kind) {
    case 'ticket_opened': {
      const ticket = await rooms.tickets.find(fact.ticketId)
      if (!ticket) return undefined
      const { id, authorId: person, channelId } = ticket
      return { kind: 'ticket', person, about: id, channelId, names: { id } }
    }
    case 'alert_changed':
      return ofSource(rooms, await rooms.alerts.find(fact.alertId))
    case 'message_received':
      return ofSource(rooms, await rooms.messages.find(fact.messageId))
    case 'case_changed': {
      const follow = await rooms.cases.findFollow(fact.followId)
      const supportCase = follow && (await rooms.cases.find(follow.caseId))
      if (!supportCase || !follow.by) return undefined
      const { id, by: person, channelId } = follow
      const names = { vendor: supportCase.vendor, number: supportCase.state.number }
      return { kind: 'case', person, about: id, channelId, names }
    }
    default:
      return undefined
  }
}

async function ofSource(
  { sources }: Rooms,
  received: { sourceId: Source['id']; channelId: ChannelRef } | undefined,
): Promise<Found | undefined> {
  const source = received && (await sources.find(received.sourceId))
  if (!received || !source?.createdBy) return undefined
  const { id, name, createdBy: person } = source
  const { channelId } = received
  return { kind: 'source', person, about: `${id}/${channelId}`, channelId, names: { name } }
}
