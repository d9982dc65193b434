/** From the composer to the world: commands go past the plugins first, then to the server. */
import type { Post } from '../mattermost/types'
import { post } from './api'
import { store } from './store'
import type { CommandArgs } from './types'

/** Resolves when nothing is left to do; rejects with the sentence to show under the composer. */
export async function send(text: string, args: CommandArgs): Promise<void> {
  if (!text.startsWith('/')) {
    const sent = await post<Post>('/api/v4/posts', { ...args, message: text })
    store.dispatch({ type: 'POSTS_RECEIVED', posts: [sent] })
    return
  }
  const command = await askPlugins(text, args)
  if (!command) return
  const run = { ...command.args, command: command.message }
  asked(await post<Asked>('/api/v4/commands/execute', run))
}

/** What was asked may have a dialog for an answer. */
export interface Asked {
  trigger_id?: string
}
export function asked({ trigger_id: data }: Asked): void {
  if (data) store.dispatch({ type: 'RECEIVED_DIALOG_TRIGGER_ID', data })
}

interface Sendable {
  message: string
  args: CommandArgs
}

/** Undefined: a plugin took the command. Phones run no plugin code. */
async function askPlugins(message: string, args: CommandArgs): Promise<Sendable | undefined> {
  const { page, plugins } = store.getState()
  let command: Sendable = { message, args }
  if (page.view === 'phone') return command
  for (const { value: hook } of plugins.slashHooks) {
    const answer = await hook(command.message, command.args)
    if (answer?.error) throw new Error(answer.error.message)
    if (answer && Object.keys(answer).length === 0) return undefined
    if (answer?.message && answer.args) command = { message: answer.message, args: answer.args }
  }
  return command
}
