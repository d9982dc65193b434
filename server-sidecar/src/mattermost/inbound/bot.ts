/** What the bot does with words and reactions, and what it answers. */
import type { Locale } from '@ticketdesk/contract'
import type { CarryOut, Reply } from '../../delivery/errand-to-chat'
import type { Actor } from '../../domain/actor'
import type { AckRefusal } from '../../domain/alert/policy'
import type { Errand, Wish } from '../../domain/errand'
import type { UserRef } from '../../domain/refs'
import type { InTransaction } from '../../ports/unit-of-work'
import { nearestWord } from '../../text/nearest-word'
import type { Sentence } from '../../text/sentence'
import type { AckResult, AckWish } from '../../usecases/acknowledge-alert'
import type { MoveTicket } from '../../usecases/move-ticket'
import { type MattermostApi, MattermostError, type User } from '../api'
import { splitText } from '../render/split-text'
import { renderUntrustedLine } from '../render/untrusted'
import type { AlertRefusal } from './alert-refusal'
import type { BotButtons } from './bot-button'
import { type Command, type CommandAnswer, findCommand } from './command'
import type { TicketRefusalSentence } from './ticket-refusal'

export interface BotNeeds {
  api: Pick<MattermostApi, 'getUser'>
  botId: () => string
  commands: readonly Command[]
  buttons: BotButtons
  acknowledge: (actor: Actor, wish: AckWish) => Promise<AckResult>
  alertRefusal: (locale: Locale, refused: AlertRefusal) => Promise<string>
  moveTicket: MoveTicket
  ticketRefusal: TicketRefusalSentence
  inTransaction: InTransaction
  localeOf: (userId: UserRef) => Promise<Locale>
  maxMessageLength: number
  sentence: Sentence
}

type Said = Extract<Wish, { kind: 'words' }>
interface Task<W = Wish> {
  errand: Errand & { wish: W }
  actor: Actor
  asker: User
  isRepeat: boolean
}

/** Words for help, whatever language somebody thinks in. */
const HELP = /^\/?(?:help|hilfe|aide|помощь|\?)[.,!?]*(?!\S)(?:\s+(\S+))?/iu
/** Who writes a few lines in a row needs one answer. */
const HELP_EVERY_MS = 10 * 60_000

/** Rejects when it could not ask what it had to: then it is tried again. */
export function createBot(needs: BotNeeds): CarryOut {
  return async function carryOut(errand, { isRepeat }) {
    const asker = await find(needs, errand.by)
    // Two bots that answer each other never end.
    if (!asker || asker.isBot) return undefined
    const actor = { id: errand.by, locale: await needs.localeOf(errand.by) }
    const task = { actor, asker, isRepeat }
    const { wish } = errand
    switch (wish.kind) {
      case 'words':
        return answerWords(needs, { ...task, errand: { ...errand, wish } })
      case 'acknowledge':
        return acknowledge(needs, { ...task, errand: { ...errand, wish } })
      default:
        return move(needs, { ...task, errand: { ...errand, wish } })
    }
  }
}

async function find({ api }: BotNeeds, id: UserRef): Promise<User | undefined> {
  try {
    return await api.getUser(id)
  } catch (error) {
    if (error instanceof MattermostError && error.status === 404) return undefined
    throw error
  }
}

async function acknowledge(
  needs: BotNeeds,
  { actor, errand }: Task<Extract<Wish, { kind: 'acknowledge' }>>,
): Promise<Reply> {
  const { alertId, postId } = errand.wish
  const { refused } = await needs.acknowledge(actor, { alertId, postId })
  if (!refused || (refused.kind === 'already' && isOwn(refused, actor))) return undefined
  return { kind: 'told', text: await needs.alertRefusal(actor.locale, refused) }
}

function isOwn({ by }: Extract<AckRefusal, { kind: 'already' }>, { id }: Actor): boolean {
  return 'user' in by && by.user === id
}

/** Another emoji of the same meaning, or the same errand once more, changes nothing and is no mistake. */
async function move(
  needs: BotNeeds,
  { actor, errand, isRepeat }: Task<Extract<Wish, { kind: 'take' | 'resolve' }>>,
): Promise<Reply> {
  const { kind: event, ticketId, postId } = errand.wish
  const { refused } = await needs.moveTicket(actor, { event, ticketId, postId })
  if (!refused) return undefined
  if (refused.kind === 'taken' && refused.by === actor.id) return undefined
  if (refused.kind === 'resolved' && event === 'resolve' && isRepeat) return undefined
  return { kind: 'told', text: await needs.ticketRefusal(actor, refused) }
}

async function answerWords(needs: BotNeeds, task: Task<Said>): Promise<Reply> {
  const { text } = task.errand.wish
  const help = HELP.exec(text)
  if (help || text === '') return posts(needs, renderHelp(needs, task, help?.[1]))
  const command = findCommand(needs.commands, text)
  if (!command) return guess(needs, task)
  const { actor, errand } = task
  const call = {
    userId: actor.id,
    channelId: errand.channelId,
    rootId: errand.wish.isReply ? errand.threadId : '',
    command: `/${text.replace(/^\//, '')}`,
  }
  const answer = await command.answer({ ...call, triggerId: '', isHeard: true })
  if (!answer.waitsFor) return reply(needs, task, answer)
  const button = await needs.buttons.render(task, { call, waitsFor: answer.waitsFor })
  return { kind: 'posts', messages: [button.message], attachments: button.attachments }
}

function reply(needs: BotNeeds, { errand }: Task<Said>, { text, audience }: CommandAnswer): Reply {
  if (text === '') return undefined
  const isForAll = audience === 'public' || errand.wish.isDirect
  return isForAll ? posts(needs, text) : { kind: 'told', text }
}

function posts({ maxMessageLength }: BotNeeds, text: string): Reply {
  return { kind: 'posts', messages: splitText(text, maxMessageLength) }
}

function renderHelp(
  { commands, sentence }: BotNeeds,
  { actor: { locale } }: Task<Said>,
  about: string | undefined,
): string {
  const one = about && findCommand(commands, about)
  if (one) return sentence(locale, one.help)
  const helps = commands.map(({ help }) => sentence(locale, help))
  return [sentence(locale, 'bot.help'), ...helps, sentence(locale, 'bot.reactions')].join('\n\n')
}

/** Not a command: perhaps a slip, perhaps somebody talks about us. */
async function guess(needs: BotNeeds, { errand, actor }: Task<Said>): Promise<Reply> {
  const { sentence, commands } = needs
  const word = /^\/?(\S*)/.exec(errand.wish.text)?.[1] ?? ''
  const meant = nearestWord(word, ['help', ...commands.map(({ trigger }) => trigger)])
  if (meant) {
    const data = { word: renderUntrustedLine(word, 40), command: meant }
    return posts(needs, sentence(actor.locale, 'bot.unknown', data))
  }
  const isNew = await needs.inTransaction(({ inbox }) =>
    inbox.giveHelp(errand, errand.at - HELP_EVERY_MS),
  )
  if (!isNew) return undefined
  const name = (await needs.api.getUser(needs.botId())).username
  return posts(needs, sentence(actor.locale, 'bot.hello', { name }))
}
