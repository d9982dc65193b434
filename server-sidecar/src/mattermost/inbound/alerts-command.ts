/** `/alerts`: the sources of alerts, for those who administer them. */
import { type Locale, routes } from '@ticketdesk/contract'
import type { Actor } from '../../domain/actor'
import { botMissing, Refusal, refusal } from '../../domain/errors'
import type { ChannelRef, PostRef, UserRef } from '../../domain/refs'
import type { Source } from '../../domain/source/source'
import type { Log } from '../../ports/log'
import { errorSentence, type Sentence } from '../../text/sentence'
import type { ManageSources } from '../../usecases/manage-sources'
import type { SourceTest } from '../../usecases/test-source'
import type { Dialog, MattermostApi } from '../api'
import { SOURCE_VERBS, type SourceVerb, TRIGGER } from '../render/alerts-command'
import { cutLine, escapeLine } from '../render/markdown'
import type { SourceAnswers } from '../render/source-answers'
import {
  renderAddDialog,
  renderEditDialog,
  renderRemoveDialog,
  type Say,
} from '../render/source-dialog'
import {
  type Command,
  type CommandAnswer,
  type CommandCall,
  dialogOpened,
  openly,
  privately,
  waitFor,
} from './command'
import type { SourceIntent, SourceStates } from './source-state'

export interface AlertsCommandNeeds {
  api: Pick<MattermostApi, 'openInteractiveDialog' | 'missingBot'>
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
type Answer = Promise<CommandAnswer>

export function createAlertsCommand(needs: AlertsCommandNeeds): Command {
  const { localeOf, sentence, log } = needs

  const answer: Command['answer'] = async (call) => {
    const locale = await localeOf(call.userId as UserRef)
    const say: Say = (id, data) => sentence(locale, id, data)
    const { verb, name, unknown } = parseCommand(call.command)
    if (!verb) {
      const help = say('alerts_command.help')
      if (unknown === '') return openly(help)
      return openly(`${say('alerts_command.unknown', { command: unknown })}\n\n${help}`)
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
      return openly(errorSentence(sentence, locale, refused))
    }
  }
  return { trigger: TRIGGER, help: 'alerts_command.help', answer }
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
  if (isStranger) return privately(say('sources.refused.not_allowed'))
  if (verb === 'list') return privately(await needs.answers.list(actor, own))
  if (name === '') return privately(say('alerts_command.name_missing', { verb }))
  const source = own.find((one) => isCalled(one, name))
  if (!source) {
    return privately(say('sources.refused.not_found', { name: escapeLine(cutLine(name, 64)[0]) }))
  }
  return handleOne(needs, asked, { verb, source })
}

async function handleOne(
  needs: AlertsCommandNeeds,
  asked: Asked,
  { verb, source }: { verb: Exclude<SourceVerb, 'add' | 'list'>; source: Source },
): Answer {
  const { actor, call, say } = asked
  if (verb === 'test') {
    if (call.isHeard) return waitFor('go')
    return privately(needs.answers.tested(actor, source, await needs.test(actor, source)))
  }
  if (source.declared) return privately(say('sources.refused.declared'))
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
  if (!(await needs.sources.mayAdd(actor, channelId))) {
    // It knows nobody's rights where it is not.
    const bot = await needs.api.missingBot(channelId)
    if (bot !== undefined) throw botMissing(bot)
    return privately(say('sources.refused.not_allowed'))
  }
  return openDialog(needs, asked, {
    intent: 'add',
    sourceId: '' as Source['id'],
    render: (state) => renderAddDialog(state, channelId, say),
  })
}

async function rotate(
  { sources, answers }: AlertsCommandNeeds,
  { actor, call, say }: Asked,
  source: Source,
): Answer {
  if (call.isHeard) return waitFor('go')
  const rotated = await sources.rotate(actor, source.id)
  if (!rotated.refused) return privately(answers.rotated(actor, rotated))
  return privately(say('sources.refused.not_found', { name: escapeLine(source.name) }))
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
  if (call.isHeard) return waitFor('form')
  const { intent, sourceId, render } = wanted
  const rootId = call.rootId === '' ? undefined : (call.rootId as PostRef)
  const where = { channelId: channelOf(call), rootId }
  const state = await states.sign(actor.id, { intent, sourceId, ...where })
  const request = { triggerId: call.triggerId, url: routes.sourceDialog, dialog: render(state) }
  await api.openInteractiveDialog(request).catch((error: unknown) => {
    log.error('the dialog could not be opened', { reason: String(error) })
    throw refusal('mattermost_unavailable')
  })
  return dialogOpened
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
