/**
 * A case that moved is told where it is followed: its card says how things are, its thread what came,
 * in order. How far that got is kept beside the follow, so that each line is told once, by whomever.
 */
import type { CaseFollow } from '../domain/case/follow'
import { type CaseNews, type CaseStoryLine, isTold } from '../domain/case/news'
import type { SupportCase } from '../domain/case/support-case'
import type { Fact } from '../domain/facts'
import type { PostRef } from '../domain/refs'
import type { CaseShown } from '../ports/cases'
import { type Chat, type ChatRefusal, isRootGone } from '../ports/chat'
import type { Clock } from '../ports/clock'
import type { Log } from '../ports/log'
import type { Deliveries, Delivery } from '../ports/outbox'
import type { InTransaction } from '../ports/unit-of-work'
import type { HearsPrivate } from '../usecases/hears-private'
import type { Logins } from '../usecases/vendor-logins'
import type { CaseContext, CaseWords, RenderCases } from './case-words'
import type { Deliver } from './deliver'
import { createPublish, type Publish } from './publish'

export interface CaseToChatNeeds {
  chat: Chat
  deliveries: Deliveries
  inTransaction: InTransaction
  logins: Pick<Logins, 'vendorNamed'>
  hearsPrivate: HearsPrivate
  render: RenderCases
  clock: Clock
  log: Log
}

/** Where the vendor is configured no more. */
const COMMENT_LENGTH = 1000

export function createCaseToChat(needs: CaseToChatNeeds): Deliver {
  return async function caseToChat(delivery, signal) {
    const { fact } = delivery
    if (fact.kind !== 'case_changed') return { kind: 'later', reason: 'unknown_fact' }
    const known = await find(needs, fact.followId)
    if (!known) return { kind: 'done' }
    const publish = createPublish({ ...needs, delivery, signal })
    try {
      await show(needs, { ...known, delivery, publish })
      return { kind: 'done' }
    } catch (error) {
      if (!isRootGone(error)) throw error
      // Our card was deleted while we wrote into its thread: the next look finds it gone.
      if (!known.follow.rootId) return { kind: 'later', reason: error.reason, delayMs: 1000 }
      await stop(needs, known.follow)
      return { kind: 'done' }
    }
  }
}

interface Known {
  follow: CaseFollow
  supportCase: SupportCase
  shown: Omit<CaseShown, 'postId'> & { postId?: PostRef }
  lines: CaseStoryLine[]
}
interface Task extends Known {
  delivery: Delivery
  publish: Publish
}

function find(
  { inTransaction }: CaseToChatNeeds,
  id: CaseFollow['id'],
): Promise<Known | undefined> {
  return inTransaction(async ({ cases }) => {
    const follow = await cases.findFollow(id)
    const supportCase = follow && (await cases.find(follow.caseId))
    const shown = await cases.shown(id)
    if (!supportCase || !shown) return undefined
    return {
      follow,
      supportCase,
      shown,
      lines: await cases.newsAfter(follow.caseId, shown.sequence),
    }
  })
}

async function show(needs: CaseToChatNeeds, task: Task): Promise<void> {
  const { follow, lines, shown } = task
  const context = contextOf(needs, task)
  const isStopped = follow.stoppedAt !== undefined
  // Stopped before anybody saw it: nothing to show.
  if (isStopped && shown.postId === undefined) return
  const card = await showCard(needs, task, context)
  let { sequence } = shown
  const vendor = needs.logins.vendorNamed(task.supportCase.vendor)
  const hearsPrivate = await needs.hearsPrivate(vendor, follow.channelId)
  for (const line of lines) {
    const isWanted = !isStopped && isTold(line.news, { side: follow.side, hearsPrivate })
    if (isWanted) await tell(needs, task, { line, context, rootId: follow.rootId ?? card })
    sequence = line.sequence
  }
  await keep(needs, task, { postId: card, sequence })
}

function contextOf({ logins }: CaseToChatNeeds, { follow, supportCase }: Known): CaseContext {
  const { name, commentLength, replies } = logins.vendorNamed(supportCase.vendor) ?? {
    ...{ name: supportCase.vendor, commentLength: COMMENT_LENGTH, replies: false },
  }
  return { follow, supportCase, vendor: { name, commentLength, replies } }
}

/** The card with the newest revision. */
async function showCard(
  needs: CaseToChatNeeds,
  task: Task,
  context: CaseContext,
): Promise<PostRef> {
  const { follow, supportCase, shown, delivery } = task
  const { message, type, card, attachments } = needs.render.card(context)
  const propsOf = (key: string) => ({ attachments, ticketdesk: { delivery: key, case: card } })
  if (shown.postId) {
    const standing = await needs.chat.read(shown.postId)
    const isCurrent = shown.revision === supportCase.revision && follow.stoppedAt === undefined
    if (standing && isCurrent) return shown.postId
    const key = deliveryOf(standing?.props)
    const edited =
      standing && (await needs.chat.edit(shown.postId, { message, props: propsOf(key) }))
    // A card that somebody deleted comes back with news, not to say that nothing comes any more.
    if (edited || follow.stoppedAt !== undefined) return shown.postId
  }
  const deliveryKey = `${delivery.id}/root${shown.postId ? `-${shown.postId}` : ''}`
  const postId = await task.publish({
    channelId: follow.channelId,
    ...(follow.rootId && { rootId: follow.rootId }),
    ...{ message, type, props: propsOf(deliveryKey), deliveryKey },
  })
  await keep(needs, task, { postId, sequence: shown.sequence })
  return postId
}

interface Telling {
  line: CaseStoryLine
  context: CaseContext
  rootId: PostRef
}

/** A line as a reply. A comment has one reply, whatever becomes of it: an edit changes that one. */
async function tell(needs: CaseToChatNeeds, task: Task, telling: Telling): Promise<void> {
  const { inTransaction, chat, render } = needs
  const { news } = telling.line
  const words = (edited: boolean) => render.news(telling.context, news, { edited })
  const comment = commentOf(news)
  if (!comment) return void (await reply(task, telling, words(false)))
  const edited = news.kind === 'comment_edited'
  const { id } = task.follow
  const known = await inTransaction(({ cases }) => cases.commentPost(id, comment.id))
  if (!known) {
    const postId = await reply(task, telling, words(edited))
    return inTransaction(({ cases }) => cases.keepCommentPost(id, comment.id, postId))
  }
  const standing = await chat.read(known)
  const { message, attachments } = words(true)
  const ours = { delivery: deliveryOf(standing?.props) }
  if (standing && edited)
    await chat.edit(known, { message, props: { attachments, ticketdesk: ours } })
}

function commentOf(news: CaseNews) {
  return news.kind === 'comment' || news.kind === 'comment_edited' ? news.comment : undefined
}

function reply(
  { follow, delivery, publish }: Task,
  { line, rootId }: Telling,
  { message, attachments }: CaseWords,
): Promise<PostRef> {
  const deliveryKey = `${delivery.id}/news-${line.sequence}`
  const props = { attachments, ticketdesk: { delivery: deliveryKey } }
  return publish({ channelId: follow.channelId, rootId, message, props, deliveryKey })
}

function deliveryOf(props: Record<string, unknown> | undefined): string {
  return String((props?.['ticketdesk'] as { delivery?: unknown } | undefined)?.delivery ?? '')
}

function keep(
  { inTransaction }: CaseToChatNeeds,
  { follow, supportCase }: Known,
  { postId, sequence }: Pick<CaseShown, 'postId' | 'sequence'>,
): Promise<void> {
  const shown = { postId, sequence, revision: supportCase.revision }
  return inTransaction(({ cases }) => cases.keepShown(follow.id, shown))
}

/** Ends the follow of a case in a place that is gone for good. */
export function createStopWithoutPlace(
  needs: Pick<CaseToChatNeeds, 'inTransaction' | 'clock' | 'log'>,
) {
  return async function stopWithoutPlace(fact: Fact, { reason }: ChatRefusal): Promise<void> {
    if (fact.kind !== 'case_changed' || reason !== 'channel_gone') return
    const follow = await needs.inTransaction(({ cases }) => cases.findFollow(fact.followId))
    if (follow) await stop(needs, follow)
  }
}

async function stop(
  { inTransaction, clock, log }: Pick<CaseToChatNeeds, 'inTransaction' | 'clock' | 'log'>,
  follow: CaseFollow,
): Promise<void> {
  log.warn('a case is followed in a place that is gone', { follow: follow.id })
  await inTransaction(({ cases }) => cases.saveFollow({ ...follow, stoppedAt: clock.now() }))
}
