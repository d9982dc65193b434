/** Slash commands of plugins: the registered ones, and what a prefix suggests. */
import { AppError } from './errors'
import { toSnake } from './spelling'

export interface AutocompleteData {
  trigger: string
  hint: string
  help_text: string
  role_id: string
  arguments: AutocompleteArgument[] | null
  sub_commands: AutocompleteData[] | null
}
export interface AutocompleteArgument {
  name: string
  help_text: string
  type: string
  required: boolean
  data: { hint?: string; possible_arguments?: { item: string; hint: string; help_text: string }[] }
}
export interface Command {
  trigger: string
  auto_complete: boolean
  auto_complete_desc: string
  auto_complete_hint: string
  display_name: string
  description: string
  autocomplete_data: AutocompleteData | null
  autocomplete_icon_data: string
}

/** What a suggestion is made of; commands that are not a plugin's have no more. */
export type Suggestable = Pick<
  Command,
  'trigger' | 'auto_complete' | 'auto_complete_desc' | 'auto_complete_hint'
> &
  Partial<Pick<Command, 'autocomplete_data' | 'autocomplete_icon_data'>>

/** Mattermost's own spelling of a suggestion. */
export interface Suggestion {
  Complete: string
  Suggestion: string
  Hint: string
  Description: string
  IconData: string
}

export interface Commands {
  /** The command in the wire's spelling; a trigger replaces its earlier command. */
  register(command: object): void
  unregister(trigger: string): void
  clear(): void
  all(): Command[]
  has(line: string): boolean
  /** Throws AppError 404 when nobody registered the trigger of this line. */
  find(line: string): Command
  /** What may follow what has been typed, slash included; `more` are not a plugin's. */
  suggest(input: string, more?: Suggestable[]): Suggestion[]
}

export function createCommands(): Commands {
  const commands = new Map<string, Command>()
  const get = (line: string) => commands.get(line.slice(1).split(/\s/)[0]?.toLowerCase() ?? '')
  return {
    register(wire) {
      const command = toSnake(wire) as Command
      const trigger = command.trigger.toLowerCase()
      commands.set(trigger, { ...command, trigger })
    },
    unregister: (trigger) => void commands.delete(trigger.toLowerCase()),
    clear: () => commands.clear(),
    all: () => [...commands.values()],
    has: (line) => get(line) !== undefined,
    find(line) {
      const command = get(line)
      if (!command) throw new AppError('api.command.execute_command.not_found.app_error', 404)
      return command
    },
    suggest: (input, more = []) =>
      [...commands.values(), ...more].flatMap((command) => suggestFor(command, input)),
  }
}

function suggestFor(command: Suggestable, input: string): Suggestion[] {
  if (!command.auto_complete || !input.startsWith('/')) return []
  const icon = command.autocomplete_icon_data ?? ''
  const node: AutocompleteData = command.autocomplete_data ?? {
    trigger: command.trigger,
    hint: command.auto_complete_hint,
    help_text: command.auto_complete_desc,
    role_id: '',
    arguments: null,
    sub_commands: null,
  }
  return suggestNode(node, { typed: '', rest: input.slice(1), icon })
}

interface Place {
  /** Everything before the word in question, ending in a blank. */
  typed: string
  rest: string
  icon: string
}

/** Walks down the words that are complete; suggests for the last, unfinished one. */
function suggestNode(node: AutocompleteData, { typed, rest, icon }: Place): Suggestion[] {
  const [word = '', ...more] = rest.split(' ')
  if (more.length === 0) {
    return node.trigger.startsWith(word.toLowerCase()) ? [suggestionOf(node, typed, icon)] : []
  }
  if (word.toLowerCase() !== node.trigger) return []
  const below = { typed: `${typed}${word} `, rest: more.join(' '), icon }
  if (node.sub_commands?.length) {
    return node.sub_commands.flatMap((inner) => suggestNode(inner, below))
  }
  return (node.arguments ?? []).slice(0, 1).map((argument) => ({
    Complete: below.typed + below.rest,
    Suggestion: '',
    Hint: argument.data?.hint ?? '',
    Description: argument.help_text,
    IconData: icon,
  }))
}

function suggestionOf(node: AutocompleteData, typed: string, icon: string): Suggestion {
  return {
    Complete: typed + node.trigger,
    Suggestion: node.trigger,
    Hint: node.hint,
    Description: node.help_text,
    IconData: icon,
  }
}
