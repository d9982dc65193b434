/** `/ticket`: a new one where our web app is not, and what can be done with those there are. */
import type { Locale } from '@ticketdesk/contract'
import { Refusal, refusal } from '../../domain/errors'
import type { ChannelRef, PostRef, UserRef } from '../../domain/refs'
import type { Log } from '../../ports/log'
import { errorSentence, type MessageId, type Sentence } from '../../text/sentence'
import type { SlashCommand } from '../api'
import { renderUntrustedLine } from '../render/untrusted'
import {
  type Command,
  type CommandAnswer,
  type CommandCall,
  dialogOpened,
  openly,
  waitFor,
} from './command'
import { TICKET_VERBS, type TicketCommands, type TicketVerb } from './ticket-commands'
import type { OpenTicketDialog } from './ticket-dialog'

export const TRIGGER = 'ticket'

export interface SlashCommandNeeds {
  openTicketDialog: OpenTicketDialog
  tickets: TicketCommands
  localeOf: (userId: UserRef) => Promise<Locale>
  sentence: Sentence
  log: Log
}

export function createSlashCommand(needs: SlashCommandNeeds): Command {
  const { tickets, localeOf, sentence, log } = needs

  const answer: Command['answer'] = async (call) => {
    const locale = await localeOf(call.userId as UserRef)
    const { verb, rest } = parseCommand(call.command)
    const help = sentence(locale, 'command.help')
    if (verb === 'help') return openly(help)
    if (verb === 'new') return call.isHeard ? waitFor('form') : openForm(call, rest, locale)
    const known = TICKET_VERBS.find((one) => one === verb)
    try {
      const actor = { id: call.userId as UserRef, locale }
      const said = known && (await tickets(known, { actor, call, rest }))
      if (said) return said
    } catch (error) {
      return refuse(error, refusal('internal'), locale)
    }
    const command = renderUntrustedLine(known ? `${verb} ${rest}` : verb, 40)
    return openly(`${sentence(locale, 'command.unknown', { command })}\n\n${help}`)
  }

  async function openForm(call: CommandCall, prefill: string, locale: Locale) {
    try {
      await needs.openTicketDialog({
        userId: call.userId as UserRef,
        channelId: call.channelId as ChannelRef,
        ...(call.rootId !== '' && { rootId: call.rootId as PostRef }),
        ...{ triggerId: call.triggerId, locale, prefill },
      })
      return dialogOpened
    } catch (error) {
      return refuse(error, refusal('mattermost_unavailable'), locale)
    }
  }

  function refuse(error: unknown, otherwise: Refusal, locale: Locale): CommandAnswer {
    const refused = error instanceof Refusal ? error : otherwise
    if (refused !== error) log.error('/ticket failed', { reason: String(error) })
    return openly(errorSentence(sentence, locale, refused))
  }
  return { trigger: TRIGGER, help: 'command.help', answer }
}

/** `/ticket` and `/ticket new …` are one; capitals and line ends do not matter. */
function parseCommand(command: string): { verb: string; rest: string } {
  const [, verb = '', rest = ''] = /^\S+\s*(\S*)\s*(.*)$/s.exec(command.trim()) ?? []
  return { verb: verb.toLowerCase() || 'new', rest }
}

const HINTS: Partial<Record<TicketVerb, string>> = { list: '[mine|open|resolved|all]' }

function hintOf(verb: TicketVerb): MessageId {
  if (verb === 'search' || verb === 'assign') return `command.${verb}_hint`
  return 'command.id_hint'
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
        { trigger: 'new', hint: say('command.new_hint'), helpText: say('command.new_help') },
        ...TICKET_VERBS.map((trigger) => ({
          trigger,
          hint: HINTS[trigger] ?? say(hintOf(trigger)),
          helpText: say(`command.${trigger}_help`),
        })),
        { trigger: 'help', helpText: say('command.help_help') },
      ],
    },
    ...(iconData && { iconData }),
  }
}
