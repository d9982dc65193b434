/**
 * The button below an answer: a form cannot be opened without a click, and what must happen once
 * waits for one. Its context is kept by Mattermost's server, but anybody can write a post with a
 * button of their own; so it is signed, and of use to one person only.
 */
import { createHash } from 'node:crypto'
import { routes } from '@ticketdesk/contract'
import * as z from 'zod'
import type { Actor } from '../../domain/actor'
import type { Errand } from '../../domain/errand'
import { Refusal, refusal } from '../../domain/errors'
import type { ChannelRef, PostRef, UserRef } from '../../domain/refs'
import type { Clock } from '../../ports/clock'
import type { Log } from '../../ports/log'
import type { People } from '../../ports/people'
import type { InTransaction } from '../../ports/unit-of-work'
import { errorSentence, type Sentence } from '../../text/sentence'
import type { User } from '../api'
import { type ClickAnswer, privateAnswer } from './click'
import { type Command, type CommandAnswer, type CommandCall, findCommand } from './command'
import type { SignedStates } from './signed-state'

type Call = Pick<CommandCall, 'userId' | 'channelId' | 'rootId' | 'command'>
type WaitsFor = NonNullable<CommandAnswer['waitsFor']>

export interface BotButtonNeeds {
  states: SignedStates
  commands: readonly Command[]
  people: Pick<People, 'person'>
  inTransaction: InTransaction
  clock: Clock
  sentence: Sentence
  log: Log
}

export interface BotButtons {
  render(
    asked: { asker: User; actor: Actor },
    wanted: { call: Call; waitsFor: WaitsFor },
  ): Promise<{ message: string; attachments: object[] }>
}

/** Mattermost's `PostActionIntegrationRequest`, the part we use. Who clicked comes from the door. */
export const botClickSchema = z.object({
  trigger_id: z.string().default(''),
  context: z.object({
    asker: z.string(),
    channel: z.string(),
    root: z.string(),
    command: z.string(),
    waits: z.enum(['form', 'go']),
    mark: z.string(),
  }),
})
export type BotClick = z.infer<typeof botClickSchema>

interface BotClickAnswer extends ClickAnswer {
  /** What the post becomes. */
  update?: { message: string; props: object }
}

export function createBotButtons({
  states,
  sentence,
}: Pick<BotButtonNeeds, 'states' | 'sentence'>): BotButtons {
  return {
    async render({ asker, actor }, { call, waitsFor }) {
      const { userId, channelId: channel, rootId: root, command } = call
      const said = { channel, root, command, waits: waitsFor }
      const context = { ...said, asker: userId, mark: await states.sign(actor.id, digest(said)) }
      const say = (id: 'form' | 'form_button' | 'go' | 'go_button') =>
        sentence(actor.locale, `bot.${id}`, { name: asker.username })
      const integration = { url: routes.botAction, context }
      const name = say(`${waitsFor}_button`)
      const action = { id: waitsFor, type: 'button', style: 'primary', name, integration }
      return { message: say(waitsFor), attachments: [{ fallback: name, actions: [action] }] }
    },
  }
}

/** A command may be longer than what a signature carries. */
function digest({ channel, root, command, waits }: Omit<BotClick['context'], 'asker' | 'mark'>) {
  const text = JSON.stringify([channel, root, command, waits])
  return [createHash('sha256').update(text).digest('base64url')]
}

/** Never rejects: a click shows only what is in the answer. */
export function createBotClickReader(needs: BotButtonNeeds) {
  async function handle(actor: Actor, click: BotClick): Promise<BotClickAnswer> {
    try {
      return await press(needs, actor, click)
    } catch (error) {
      return refuse(actor, error)
    }
  }
  function refuse({ locale }: Actor, error: unknown): ClickAnswer {
    const refused = error instanceof Refusal ? error : refusal('internal')
    if (refused !== error) needs.log.error('a button failed', { reason: String(error) })
    // The sentences of these two send people to a slash command.
    const isOver = refused.code === 'dialog_state_invalid' || refused.code === 'dialog_expired'
    if (isOver) return privateAnswer(needs.sentence(locale, 'bot.button_over'))
    return privateAnswer(errorSentence(needs.sentence, locale, refused))
  }
  return { schema: botClickSchema, handle, refuse }
}

async function press(
  needs: BotButtonNeeds,
  actor: Actor,
  { context, trigger_id: triggerId }: BotClick,
): Promise<BotClickAnswer> {
  const { states, sentence } = needs
  const { asker, channel: channelId, root: rootId, command, waits, mark } = context
  if (asker !== actor.id) {
    const name = (await needs.people.person(asker as UserRef))?.username ?? '?'
    return privateAnswer(sentence(actor.locale, 'bot.not_yours', { name }))
  }
  const [signed] = await states.open(mark, actor.id)
  const known = findCommand(needs.commands, command)
  if (signed !== digest(context)[0] || !known) throw refusal('dialog_state_invalid')
  if (waits === 'go' && !(await isFirst(needs, actor, context))) {
    return privateAnswer(sentence(actor.locale, 'bot.button_over'))
  }
  const { text } = await known.answer({ userId: actor.id, channelId, rootId, triggerId, command })
  return {
    ...(text !== '' && privateAnswer(text)),
    ...(waits === 'go' && {
      update: { message: sentence(actor.locale, 'bot.gone'), props: {} },
    }),
  }
}

/** Whichever node the second click reaches. */
function isFirst(
  { inTransaction, clock }: BotButtonNeeds,
  { id }: Actor,
  { channel, root, mark }: BotClick['context'],
): Promise<boolean> {
  const click: Errand = {
    id: `click:${mark}`,
    by: id,
    channelId: channel as ChannelRef,
    threadId: root as PostRef,
    at: clock.now(),
    wish: { kind: 'words', text: '', isDirect: false, isReply: false },
  }
  return inTransaction(({ inbox }) => inbox.take(click))
}
