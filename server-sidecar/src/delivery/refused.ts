/**
 * What Mattermost refuses, such as a post in an archived channel: one rule for every fact. It is
 * tried for a day, in case somebody mends the cause, and whoever can mend it is told; then it is
 * given up. An outage refuses nothing: that is waited for without end.
 */
import type { Locale } from '@ticketdesk/contract'
import { type Fact, subjectOf } from '../domain/facts'
import { pickLocale } from '../domain/locale'
import { type Chat, ChatRefusal } from '../ports/chat'
import type { Clock } from '../ports/clock'
import type { Log } from '../ports/log'
import type { Deliveries, Delivery } from '../ports/outbox'
import type { People } from '../ports/people'
import { around } from './backoff'
import type { Deliver, Outcome } from './deliver'
import { reasonOf } from './reason'
import type { Sufferer, WhoSuffers } from './who-suffers'

/** The message to a sufferer, in their language. */
export type RenderRefused = (locale: Locale, sufferer: Sufferer, refusal: ChatRefusal) => string

export interface RefusedNeeds {
  chat: Chat
  people: Pick<People, 'person'>
  deliveries: Pick<Deliveries, 'countRefusal'>
  whoSuffers: WhoSuffers
  renderRefused: RenderRefused
  /** What ends with it. */
  onGivenUp?: (fact: Fact, refusal: ChatRefusal) => Promise<void>
  settings: () => { language: Locale }
  clock: Clock
  log: Log
}

const EVERY_MS = 15 * 60_000
/** A day of such tries. */
const MOST_REFUSALS = 96
/** A source whose channel is gone has many alerts, and whoever made it gets one message. */
const TELL_EVERY_MS = 2 * 24 * 60 * 60_000

/** The same deliveries, under that rule. */
export function createOnceRefused(needs: RefusedNeeds): (deliver: Deliver) => Deliver {
  const tellOnce = createTellOnce(needs)

  async function settle(delivery: Delivery, refusal: ChatRefusal): Promise<Outcome> {
    const { deliveries, log } = needs
    const { id, fact } = delivery
    const { reason, answer } = refusal
    const fields = { delivery: id, fact: fact.kind, subject: subjectOf(fact), reason, answer }
    const count = await deliveries.countRefusal(delivery)
    if (count > MOST_REFUSALS) {
      await needs.onGivenUp?.(fact, refusal)
      log.error('a delivery was given up: Mattermost refuses it', fields)
      return { kind: 'done' }
    }
    if (count === 1) log.warn('Mattermost refuses a delivery', fields)
    await tellOnce(fact, refusal)
    return { kind: 'later', reason, delayMs: around(EVERY_MS) }
  }

  return (deliver) => (delivery, signal) =>
    deliver(delivery, signal).catch((error: unknown) => {
      if (!(error instanceof ChatRefusal) || signal.aborted) throw error
      return settle(delivery, error)
    })
}

/** Never rejects: what could not be told is told when the next try is refused. */
function createTellOnce(needs: RefusedNeeds) {
  const { chat, people, settings, clock, log } = needs
  const told = new Map<string, { at: number; telling: Promise<void> }>()

  async function tell(sufferer: Sufferer, refusal: ChatRefusal): Promise<void> {
    const channelId = await chat.directChannel(sufferer.person)
    const deliveryKey = `${sufferer.about}/refused`
    // By another process, or by this one before it was started again.
    if (await chat.findPost(channelId, deliveryKey, clock.now() - TELL_EVERY_MS)) return
    const person = await people.person(sufferer.person)
    const locale = pickLocale(person?.locale ?? '', settings().language)
    const message = needs.renderRefused(locale, sufferer, refusal)
    const props = { ticketdesk: { delivery: deliveryKey } }
    await chat.post({ channelId, message, props, deliveryKey })
  }
  /** The one message there is for all that is refused at the same time. */
  function share(sufferer: Sufferer, refusal: ChatRefusal): Promise<void> {
    const { about } = sufferer
    const known = told.get(about)
    if (known && clock.now() - known.at < TELL_EVERY_MS) return known.telling
    const telling = tell(sufferer, refusal).catch((error: unknown) => {
      told.delete(about)
      throw error
    })
    if (told.size > 10_000) told.clear()
    told.set(about, { at: clock.now(), telling })
    return telling
  }
  return async function tellOnce(fact: Fact, refusal: ChatRefusal): Promise<void> {
    try {
      const sufferer = await needs.whoSuffers(fact)
      if (sufferer) await share(sufferer, refusal)
    } catch (error) {
      const fields = { fact: fact.kind, subject: subjectOf(fact), reason: reasonOf(error) }
      log.warn('nobody could be told of a refusal', fields)
    }
  }
}
