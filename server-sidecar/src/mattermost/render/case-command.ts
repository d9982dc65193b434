import type { MessageId } from '../../text/sentence'
import type { SlashCommand } from '../api'

export const CASE_TRIGGER = 'case'
export const CASE_VERBS = [
  'track',
  'list',
  'show',
  'latest',
  'untrack',
  'filter',
  'reply',
  'account',
] as const
export type CaseVerb = (typeof CASE_VERBS)[number]

export const ACCOUNT_VERBS = ['list', 'add', 'check', 'remove'] as const
export const FILTER_VERBS = ['list', 'add', 'remove'] as const

/** What Mattermost suggests while somebody types. */
export function renderCaseCommand(
  say: (id: MessageId) => string,
  iconData: string | undefined,
): SlashCommand {
  const number = say('case_command.number_hint')
  const hints: Record<CaseVerb, string | undefined> = {
    track: `${number} [associate|customer|both]`,
    list: undefined,
    show: number,
    latest: number,
    untrack: number,
    filter: `[${FILTER_VERBS.join('|')}]`,
    reply: number,
    account: `[${ACCOUNT_VERBS.join('|')}]`,
  }
  return {
    trigger: CASE_TRIGGER,
    displayName: 'Ticket Desk',
    description: say('case_command.description'),
    hint: say('case_command.hint'),
    autocomplete: {
      trigger: CASE_TRIGGER,
      hint: say('case_command.hint'),
      helpText: say('case_command.description'),
      subCommands: [
        ...CASE_VERBS.map((trigger) => {
          const hint = hints[trigger]
          return { trigger, ...(hint && { hint }), helpText: say(`case_command.${trigger}_help`) }
        }),
        { trigger: 'help', helpText: say('case_command.help_help') },
      ],
    },
    ...(iconData && { iconData }),
  }
}
