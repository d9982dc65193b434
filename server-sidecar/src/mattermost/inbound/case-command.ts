/** `/case`: vendors' support cases, followed from chat. */
import { Refusal, refusal } from '../../domain/errors'
import type { ChannelRef, PostRef, UserRef } from '../../domain/refs'
import { errorSentence } from '../../text/sentence'
import type { Place } from '../../usecases/case-results'
import { CASE_TRIGGER, CASE_VERBS, type CaseVerb } from '../render/case-command'
import type { SayCase } from '../render/case-view'
import { renderUntrustedLine } from '../render/untrusted'
import { handleAccount } from './case-account'
import { type CaseAsked, type CaseCommandNeeds, refuse } from './case-asked'
import { handleFilter } from './case-filter'
import { sideOf } from './case-filter-words'
import {
  type Command,
  type CommandAnswer,
  type CommandCall,
  dialogOpened,
  openly,
  privately,
  waitFor,
} from './command'

type Answer = Promise<CommandAnswer>

export function createCaseCommand(needs: CaseCommandNeeds): Command {
  const { localeOf, sentence, log } = needs

  const answer: Command['answer'] = async (call) => {
    const locale = await localeOf(call.userId as UserRef)
    const say: SayCase = (id, data) => sentence(locale, id, data)
    const { word, rest } = parseCommand(call.command)
    const verb = CASE_VERBS.find((known) => known === word)
    if (!verb) {
      const help = say('case_command.help')
      if (word === 'help') return openly(help)
      const command = renderUntrustedLine(word, 40)
      return openly(`${say('case_command.unknown', { command })}\n\n${help}`)
    }
    const actor = { id: call.userId as UserRef, locale }
    try {
      return await handle(needs, verb, { actor, call, place: placeOf(call), rest, say })
    } catch (error) {
      const refused = error instanceof Refusal ? error : refusal('internal')
      if (refused !== error) log.error('/case failed', { verb, reason: String(error) })
      return openly(errorSentence(sentence, locale, refused))
    }
  }
  return { trigger: CASE_TRIGGER, help: 'case_command.help', answer }
}

function handle(needs: CaseCommandNeeds, verb: CaseVerb, asked: CaseAsked): Answer {
  switch (verb) {
    case 'track':
      return track(needs, asked)
    case 'list':
      return list(needs, asked)
    case 'filter':
      return handleFilter(needs, asked)
    case 'account':
      return handleAccount(needs, asked)
    default:
      return aboutOne(needs, verb, asked)
  }
}

/** `04000001 both Red Hat`: the number or link, whose comments, and through which login. */
async function track(needs: CaseCommandNeeds, asked: CaseAsked): Answer {
  const { actor, place, say } = asked
  const [, number = '', after = ''] = /^(\S*)\s*(.*)$/s.exec(asked.rest) ?? []
  if (number === '') return openly(say('case_command.number_missing', { verb: 'track' }))
  const [, word = '', others = ''] = /^(\S*)\s*(.*)$/s.exec(after) ?? []
  const side = sideOf(word)
  const account = (side ? others : after).trim()
  const wanted = { number, ...(side && { side }), ...(account && { account }) }
  const tracked = await needs.followCases.track(actor, place, wanted)
  if (tracked.refused) return refuse(needs, asked, tracked.refused)
  const { state, vendor } = tracked.supportCase
  const title = needs.answers.title(actor, vendor, state)
  return openly(
    say('case_command.tracked', { title, summary: renderUntrustedLine(state.summary, 200) }),
  )
}

async function list(needs: CaseCommandNeeds, asked: CaseAsked): Answer {
  const { actor, place } = asked
  const found = await needs.followCases.list(actor, place.channelId)
  if (found.refused) return refuse(needs, asked, found.refused)
  return privately(needs.answers.list(actor, found))
}

async function aboutOne(
  needs: CaseCommandNeeds,
  verb: 'show' | 'latest' | 'untrack' | 'reply',
  asked: CaseAsked,
): Answer {
  const number = asked.rest.trim() || (await numberOfThread(needs, asked))
  if (number === undefined) return openly(asked.say('case_command.number_missing', { verb }))
  switch (verb) {
    case 'show':
      return show(needs, asked, number)
    case 'latest':
      return latest(needs, asked, number)
    case 'untrack':
      return untrack(needs, asked, number)
    case 'reply':
      return reply(needs, asked, number)
  }
}

/** In the thread of a case, nobody has to say which. */
async function numberOfThread(
  { followCases, ownerOfPost }: CaseCommandNeeds,
  { actor, place }: CaseAsked,
): Promise<string | undefined> {
  const { channelId, rootId } = place
  if (rootId === undefined) return undefined
  const found = await followCases.list(actor, channelId)
  if (found.refused) return undefined
  const own = await ownerOfPost(rootId)
  const here = found.cases.filter(({ follow }) => follow.rootId === rootId || follow.id === own?.id)
  return here.length === 1 ? here[0]?.supportCase.state.number : undefined
}

async function show(needs: CaseCommandNeeds, asked: CaseAsked, number: string): Answer {
  const shown = await needs.followCases.show(asked.actor, asked.place, number)
  if (shown.refused) return refuse(needs, asked, shown.refused)
  return privately(needs.answers.shown(asked.actor, shown))
}

async function latest(needs: CaseCommandNeeds, asked: CaseAsked, typed: string): Answer {
  const { actor, place } = asked
  const [number = '', word = ''] = typed.split(/\s+/)
  const side = sideOf(word)
  const found = await needs.followCases.latest(actor, place, { number, ...(side && { side }) })
  if (found.refused) return refuse(needs, asked, found.refused)
  return privately(needs.answers.latest(actor, found))
}

async function untrack(needs: CaseCommandNeeds, asked: CaseAsked, number: string): Answer {
  const { actor, place, say } = asked
  const ended = await needs.followCases.untrack(actor, place, { number })
  if (ended.refused) return refuse(needs, asked, ended.refused)
  const { vendor, state } = ended.supportCase
  return openly(say('case_command.untracked', { title: needs.answers.title(actor, vendor, state) }))
}

async function reply(needs: CaseCommandNeeds, asked: CaseAsked, number: string): Answer {
  const { actor, place, call } = asked
  const may = await needs.replyToCase.ask(actor, place, { number })
  if (may.refused) return refuse(needs, asked, may.refused)
  if (call.isHeard) return waitFor('form')
  await needs.dialogs.reply(actor, { place, triggerId: call.triggerId }, may)
  return dialogOpened
}

function placeOf({ channelId, rootId }: CommandCall): Place {
  return {
    channelId: channelId as ChannelRef,
    ...(rootId !== '' && { rootId: rootId as PostRef }),
  }
}

/** Capitals do not matter; nothing but the word asks for help. */
function parseCommand(command: string): { word: string; rest: string } {
  const [, typed = '', rest = ''] = /^\S+\s*(\S*)\s*(.*)$/s.exec(command.trim()) ?? []
  return { word: typed.toLowerCase() || 'help', rest: rest.trim() }
}
