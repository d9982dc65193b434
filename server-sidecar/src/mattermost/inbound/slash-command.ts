/** `/ticket`, typed where our web app is not: phones, and browsers without plugins. */
import { type Form, type Locale, routes } from '@ticketdesk/contract'
import { Refusal, refusal } from '../../domain/errors'
import type { ChannelRef, PostRef, UserRef } from '../../domain/refs'
import type { Log } from '../../ports/log'
import { errorSentence, type MessageId, type Sentence } from '../../text/sentence'
import type { MattermostApi, SlashCommand } from '../api'
import { fitsDialog, renderDialog } from '../render/dialog'
import type { DialogStates } from './dialog-state'

export const TRIGGER = 'ticket'
/** Mattermost puts its own address in front of a plugin's path. */
const DIALOG_URL = `/plugins/ticketdesk${routes.ticketDialog}`

/** What Mattermost says about a typed command; empty texts where it has nothing to say. */
export interface CommandCall {
  userId: string
  channelId: string
  rootId: string
  triggerId: string
  /** As typed, from the slash on. */
  command: string
}

export interface SlashCommandNeeds {
  api: Pick<MattermostApi, 'openInteractiveDialog'>
  states: DialogStates
  form: (locale: Locale) => Form
  localeOf: (userId: UserRef) => Promise<Locale>
  /** Rejects while the database is away: nobody should fill in a form for nothing. */
  check: () => Promise<void>
  newRequestId: () => string
  sentence: Sentence
  log: Log
}

/** Answers with the text only the caller sees; empty when a dialog was opened. Never rejects. */
export function createSlashCommand(needs: SlashCommandNeeds) {
  const { localeOf, sentence, log } = needs

  return async function handleCommand(call: CommandCall): Promise<string> {
    const locale = await localeOf(call.userId as UserRef)
    const { verb, rest } = parseCommand(call.command)
    if (verb === 'help') return sentence(locale, 'command.help')
    if (verb !== 'new') {
      const unknown = sentence(locale, 'command.unknown', { command: verb.slice(0, 40) })
      return `${unknown}\n\n${sentence(locale, 'command.help')}`
    }
    try {
      await openDialog(needs, { call, locale, prefill: rest })
      return ''
    } catch (error) {
      const refused = error instanceof Refusal ? error : refusal('mattermost_unavailable')
      if (refused !== error) log.error('the dialog could not be opened', { reason: String(error) })
      return errorSentence(sentence, locale, refused.code)
    }
  }
}

async function openDialog(
  needs: SlashCommandNeeds,
  { call, locale, prefill }: { call: CommandCall; locale: Locale; prefill: string },
): Promise<void> {
  await needs.check()
  const state = await needs.states.sign({
    userId: call.userId as UserRef,
    channelId: call.channelId as ChannelRef,
    ...(call.rootId !== '' && { rootId: call.rootId as PostRef }),
    requestId: needs.newRequestId(),
  })
  const say = (id: MessageId) => needs.sentence(locale, id)
  const dialog = renderDialog(withPrefill(needs.form(locale), prefill), {
    state,
    texts: {
      title: say('dialog.title'),
      submit: say('dialog.submit'),
      dateHelp: say('dialog.date_help'),
    },
  })
  await needs.api.openInteractiveDialog({ triggerId: call.triggerId, url: DIALOG_URL, dialog })
}

/** `/ticket` and `/ticket new …` are one; capitals and line ends do not matter. */
function parseCommand(command: string): { verb: string; rest: string } {
  const [, verb = '', rest = ''] = /^\S+\s*(\S*)\s*(.*)$/s.exec(command.trim()) ?? []
  return { verb: verb.toLowerCase() || 'new', rest }
}

function withPrefill(form: Form, text: string): Form {
  if (text === '') return form
  // Said for what it is: the form would fit, the text does not.
  if (!fitsDialog(text)) throw refusal('text_not_for_dialog')
  return {
    ...form,
    fields: form.fields.map((field) =>
      field.name === form.prefill ? { ...field, default: text } : field,
    ),
  }
}

/** What Mattermost suggests while somebody types. */
export function renderSlashCommand(
  say: (id: MessageId) => string,
  iconData: string | undefined,
): SlashCommand {
  return {
    trigger: TRIGGER,
    displayName: 'Ticket Desk',
    description: say('command.description'),
    hint: say('command.hint'),
    autocomplete: {
      trigger: TRIGGER,
      hint: say('command.hint'),
      helpText: say('command.description'),
      subCommands: [
        {
          trigger: 'new',
          hint: say('command.new_hint'),
          helpText: say('command.new_help'),
        },
        { trigger: 'help', helpText: say('command.help_help') },
      ],
    },
    ...(iconData && { iconData }),
  }
}
