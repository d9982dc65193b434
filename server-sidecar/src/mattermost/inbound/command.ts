/** Commands: the same words behind a slash, in a direct message, or after a mention of the bot. */
import type { MessageId } from '../../text/sentence'

/** What Mattermost says about a typed command; empty texts where it has nothing to say. */
export interface CommandCall {
  userId: string
  channelId: string
  rootId: string
  triggerId: string
  /** As typed, from the slash on. */
  command: string
  /**
   * Read in a message, which no dialog can be opened for, and which may be read again after an
   * accident: nothing is done then that must not be done twice.
   */
  isHeard?: boolean
}

export interface CommandAnswer {
  /** Empty when a dialog was opened, or when it waits for a click. */
  text: string
  /** `private`: it holds what only the caller may know. */
  audience: 'public' | 'private'
  /**
   * A heard command that needs a click of the same person, which calls it again: a form to open, or
   * something to be done once.
   */
  waitsFor?: 'form' | 'go'
}

export interface Command {
  /** The word behind the slash, in lower case. */
  trigger: string
  /** What it can do, in lines. */
  help: MessageId
  /** Never rejects. */
  answer(call: CommandCall): Promise<CommandAnswer>
}

/** The command a text names, behind a slash or not. */
export function findCommand(commands: readonly Command[], text: string): Command | undefined {
  const word = /^\s*\/?(\S*)/.exec(text)?.[1]?.toLowerCase()
  return commands.find(({ trigger }) => trigger === word)
}

/** Anybody may read it. */
export function openly(text: string): CommandAnswer {
  return { text, audience: 'public' }
}
/** For the caller alone. */
export function privately(text: string): CommandAnswer {
  return { text, audience: 'private' }
}
export const dialogOpened = privately('')

export function waitFor(click: 'form' | 'go'): CommandAnswer {
  return { ...openly(''), waitsFor: click }
}
