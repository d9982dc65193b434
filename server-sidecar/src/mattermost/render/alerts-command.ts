import type { MessageId } from '../../text/sentence'
import type { SlashCommand } from '../api'

export const SOURCE_VERBS = ['add', 'list', 'edit', 'test', 'rotate', 'remove'] as const
export type SourceVerb = (typeof SOURCE_VERBS)[number]

export const TRIGGER = 'alerts'

/** What Mattermost suggests while somebody types. */
export function renderAlertsCommand(
  say: (id: MessageId) => string,
  iconData: string | undefined,
): SlashCommand {
  const hint = say('alerts_command.name_hint')
  return {
    trigger: TRIGGER,
    displayName: 'Ticket Desk',
    description: say('alerts_command.description'),
    hint: say('alerts_command.hint'),
    autocomplete: {
      trigger: TRIGGER,
      hint: say('alerts_command.hint'),
      helpText: say('alerts_command.description'),
      subCommands: [
        {
          trigger: 'source',
          hint: '[add|list|edit|test|rotate|remove]',
          helpText: say('alerts_command.source_help'),
          subCommands: SOURCE_VERBS.map((trigger) => ({
            trigger,
            ...(trigger !== 'add' && trigger !== 'list' && { hint }),
            helpText: say(`alerts_command.${trigger}_help`),
          })),
        },
        { trigger: 'help', helpText: say('alerts_command.help_help') },
      ],
    },
    ...(iconData && { iconData }),
  }
}
