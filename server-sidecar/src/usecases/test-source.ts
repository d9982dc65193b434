import type { Actor } from '../domain/actor'
import type { MessageId } from '../domain/alert/alert'
import type { PlainMessage } from '../domain/alert/plain-message'
import { isAllowedInternal } from '../domain/allowed-internal'
import type { PostRef } from '../domain/refs'
import { isInternalUrl } from '../domain/safe-url'
import type { Source } from '../domain/source/source'
import type { Clock } from '../ports/clock'
import type { People } from '../ports/people'
import type { InTransaction } from '../ports/unit-of-work'
import { type Upstream, UpstreamTrouble } from '../ports/upstream-client'

export interface TestSourceNeeds {
  inTransaction: InTransaction
  people: Pick<People, 'channel' | 'person'>
  /** How this source is talked back to; undefined for kinds that nobody can talk back to. */
  upstreamOf: (source: Source) => Upstream | undefined
  /** The post of a kept message, if it comes while one can still wait for it. */
  postOf: (id: MessageId) => Promise<PostRef | undefined>
  /** What is posted, in the language of posts. */
  words: (source: Source, username: string) => string
  /** Mattermost's setting "Allow untrusted internal connections to"; undefined when nobody says. */
  allowedInternal: () => Promise<string | undefined>
  clock: Clock
  newId: () => string
}

export type SourceStep =
  | { step: 'channel'; trouble?: 'gone' | 'archived' }
  | { step: 'post'; trouble?: 'late'; post?: PostRef }
  | { step: 'upstream'; trouble?: UpstreamTrouble['reason']; hint?: UpstreamTrouble['hint'] }
  /** Mattermost itself presses the buttons that an upstream puts into messages of its own. */
  | { step: 'buttons'; trouble: 'internal'; host: string }

/** In the order they were taken; it ends with the first that keeps alerts from being seen. */
export type SourceTest = SourceStep[]

/**
 * Walks the way of a source's alerts: into the database, through delivery into its channel, and
 * back to its upstream with a call that changes nothing there. The steps that do not depend on each
 * other are all taken, so that one look shows everything there is to mend.
 */
export function createTestSource(needs: TestSourceNeeds) {
  return async function testSource(actor: Actor, source: Source): Promise<SourceTest> {
    const [way, back] = await Promise.all([walk(needs, actor, source), callBack(needs, source)])
    return [...way, ...back, ...(await lookAtButtons(needs, source))]
  }
}
export type TestSource = ReturnType<typeof createTestSource>

async function walk(needs: TestSourceNeeds, actor: Actor, source: Source): Promise<SourceStep[]> {
  const channel = await needs.people.channel(source.channelId)
  if (!channel) return [{ step: 'channel', trouble: 'gone' }]
  if (channel.archived) return [{ step: 'channel', trouble: 'archived' }]
  const person = await needs.people.person(actor.id)
  const id = await keep(needs, source, person?.username ?? '')
  const post = await needs.postOf(id)
  const posted: SourceStep = post ? { step: 'post', post } : { step: 'post', trouble: 'late' }
  return [{ step: 'channel' }, posted]
}

/** Kept as everything else that comes in, so that it goes the same way out. */
async function keep(needs: TestSourceNeeds, source: Source, username: string): Promise<MessageId> {
  const id = needs.newId() as MessageId
  const message = { ...silence, text: needs.words(source, username) }
  const { id: sourceId, channelId } = source
  await needs.inTransaction(async ({ messages, outbox }) => {
    await messages.insert({ id, sourceId, channelId, message, receivedAt: needs.clock.now() })
    await outbox.add({ kind: 'message_received', messageId: id })
  })
  return id
}

const silence: PlainMessage = {
  text: '',
  attachments: [],
  channel: '',
  username: '',
  iconUrl: '',
  iconEmoji: '',
  type: '',
  props: {},
}

async function callBack({ upstreamOf }: TestSourceNeeds, source: Source): Promise<SourceStep[]> {
  const upstream = source.upstream?.twoWay ? upstreamOf(source) : undefined
  if (!upstream) return []
  try {
    await upstream.check(source)
    return [{ step: 'upstream' }]
  } catch (error) {
    if (!(error instanceof UpstreamTrouble)) throw error
    const { reason, hint } = error
    return [{ step: 'upstream', trouble: reason, ...(hint && { hint }) }]
  }
}

async function lookAtButtons(needs: TestSourceNeeds, { upstream }: Source): Promise<SourceStep[]> {
  if (!upstream || !isInternalUrl(upstream.baseUrl)) return []
  const host = new URL(upstream.baseUrl).hostname
  const allowed = await needs.allowedInternal()
  if (allowed === undefined || isAllowedInternal(host, allowed)) return []
  return [{ step: 'buttons', trouble: 'internal', host }]
}
