/** `/alerts`: the sources of alerts, for those who administer them. */
import { type Locale, routes } from '@ticketdesk/contract'
import type { Actor } from '../../domain/actor'
import { Refusal, refusal } from '../../domain/errors'
import type { ChannelRef, PostRef, UserRef } from '../../domain/refs'
import type { Source } from '../../domain/source/source'
import type { Log } from '../../ports/log'
import { errorSentence, type Sentence } from '../../text/sentence'
import type { ManageSources } from '../../usecases/manage-sources'
import type { SourceTest } from '../../usecases/test-source'
import type { Dialog, MattermostApi } from '../api'
import { SOURCE_VERBS, type SourceVerb } from '../render/alerts-command'
import { cutLine, escapeLine } from '../render/markdown'
import type { SourceAnswers } from '../render/source-answers'
import {
  renderAddDialog,
  renderEditDialog,
  renderRemoveDialog,
  type Say,
} from '../render/source-dialog'
import type { CommandCall } from './slash-command'
import type { SourceIntent, SourceStates } from './source-state'

/** Mattermost puts its own address in front of a plugin's path. */
export const SOURCE_DIALOG_URL = `/plugins/ticketdesk${routes.sourceDialog}`

export interface AlertsCommandNeeds {
  api: Pick<MattermostApi, 'openInteractiveDialog'>
  states: SourceStates
  sources: Pick<ManageSources, 'list' | 'rotate' | 'mayAdd'>
  test: (actor: Actor, source: Source) => Promise<SourceTest>
  answers: SourceAnswers
  localeOf: (userId: UserRef) => Promise<Locale>
  sentence: Sentence
  log: Log
}

interface Asked {
  actor: Actor
  call: CommandCall
  say: Say
}
/** A sentence for the caller; empty when a dialog was opened instead. */
type Answer = Promise<string>

export function isAlertsCommand({ command }: CommandCall): boolean {
  return /^\s*\/alerts(?!\S)/i.test(command)
}

/** Answers with the text only the caller sees; empty when a dialog was opened. Never rejects. */
export function createAlertsCommand(needs: AlertsCommandNeeds) {
  const { localeOf, sentence, log } = needs

  return async function handleCommand(call: CommandCall): Promise<string> {
    const locale = await localeOf(call.userId as UserRef)
    const say: Say = (id, data) => sentence(locale, id, data)
    const { verb, name, unknown } = parseCommand(call.command)
    if (!verb) {
      const help = say('alerts_command.help')
      return unknown === ''
        ? help
        : `${say('alerts_command.unknown', { command: unknown })}\n\n${help}`
    }
    try {
      return await handle(
        needs,
        { actor: { id: call.userId as UserRef, locale }, call, say },
        {
          verb,
          name,
        },
      )
    } catch (error) {
      const refused = error instanceof Refusal ? error : refusal('internal')
      if (refused !== error) log.error('/alerts failed', { verb, reason: String(error) })
      return errorSentence(sentence, locale, refused.code)
    }
  }
}

async function handle(
  needs: AlertsCommandNeeds,
  asked: Asked,
  { verb, name }: { verb: SourceVerb; name: string },
): Answer {
  const { actor, call, say } = asked
  if (verb === 'add') return add(needs, asked)
  const own = await needs.sources.list(actor)
  // Who manages none is told so; whether there are any is no business of theirs.
  const isStranger = own.length === 0 && !(await needs.sources.mayAdd(actor, channelOf(call)))
  if (isStranger) return say('sources.refused.not_allowed')
  if (verb === 'list') return needs.answers.list(actor, own)
  if (name === '') return say('alerts_command.name_missing', { verb })
  const source = own.find((one) => isCalled(one, name))
  if (!source) return say('sources.refused.not_found', { name: escapeLine(cutLine(name, 64)[0]) })
  return handleOne(needs, asked, { verb, source })
}

async function handleOne(
  needs: AlertsCommandNeeds,
  asked: Asked,
  { verb, source }: { verb: Exclude<SourceVerb, 'add' | 'list'>; source: Source },
): Answer {
  const { actor, say } = asked
  if (verb === 'test') return needs.answers.tested(actor, source, await needs.test(actor, source))
  if (source.declared) return say('sources.refused.declared')
  if (verb === 'rotate') return rotate(needs, asked, source)
  const render = verb === 'edit' ? renderEditDialog : renderRemoveDialog
  return openDialog(needs, asked, {
    intent: verb,
    sourceId: source.id,
    render: (state) => render(state, source, say),
  })
}

async function add(needs: AlertsCommandNeeds, asked: Asked): Answer {
  const { actor, call, say } = asked
  const channelId = channelOf(call)
  if (!(await needs.sources.mayAdd(actor, channelId))) return say('sources.refused.not_allowed')
  return openDialog(needs, asked, {
    intent: 'add',
    sourceId: '' as Source['id'],
    render: (state) => renderAddDialog(state, channelId, say),
  })
}

async function rotate({ sources, answers }: AlertsCommandNeeds, asked: Asked, source: Source) {
  const { actor, say } = asked
  const rotated = await sources.rotate(actor, source.id)
  if (!rotated.refused) return answers.rotated(actor, rotated)
  return say('sources.refused.not_found', { name: escapeLine(source.name) })
}

async function openDialog(
  { api, states, log }: AlertsCommandNeeds,
  { actor, call }: Asked,
  wanted: {
    intent: SourceIntent
    sourceId: Source['id']
    render: (state: string) => Dialog
  },
): Answer {
  const { intent, sourceId, render } = wanted
  const rootId = call.rootId === '' ? undefined : (call.rootId as PostRef)
  const where = { channelId: channelOf(call), rootId }
  const state = await states.sign(actor.id, { intent, sourceId, ...where })
  const request = { triggerId: call.triggerId, url: SOURCE_DIALOG_URL, dialog: render(state) }
  await api.openInteractiveDialog(request).catch((error: unknown) => {
    log.error('the dialog could not be opened', { reason: String(error) })
    throw refusal('mattermost_unavailable')
  })
  return ''
}

function channelOf(call: CommandCall): ChannelRef {
  return call.channelId as ChannelRef
}

function isCalled({ name }: Source, wanted: string): boolean {
  const plain = (text: string) => text.normalize('NFKC').toLowerCase()
  return plain(name) === plain(wanted)
}

/** `/alerts source edit My monitoring`: what follows the verb is the name, quotes are allowed. */
function parseCommand(command: string): { verb?: SourceVerb; name: string; unknown: string } {
  const [, noun = '', typed = '', rest = ''] =
    /^\S+\s*(\S*)\s*(\S*)\s*(.*)$/s.exec(command.trim()) ?? []
  const word = noun.toLowerCase()
  if (word === '' || word === 'help') return { name: '', unknown: '' }
  const verb = SOURCE_VERBS.find((known) => known === (typed.toLowerCase() || 'list'))
  if ((word === 'source' || word === 'sources') && verb) {
    return { verb, name: rest.trim().replace(/^(["'“„«])(.*)["'”“»]$/s, '$2'), unknown: '' }
  }
  const unknown = word.startsWith('source') ? `${noun} ${typed}` : noun
  return { name: '', unknown: escapeLine(cutLine(unknown, 40)[0]) }
}
