/**
 * `/ticket` and `/ticket new some title`, caught before they leave the browser. Everything else of
 * the command (`/ticket help`, …) is the server's.
 */
import type { SlashCommandHook } from '../host/registry'
import { deskState, type HostStore } from '../host/store'
import { modalOpened } from '../state/ui'

/** The title after `/ticket new` ('' without one), or undefined when the command is not ours. */
export function matchTicketCommand(message: string): string | undefined {
  // The composer hands over what was typed: any case, and the blank that autocomplete adds.
  const match = /^\/ticket(?:\s+new(?:\s+(.*?))?)?\s*$/is.exec(message)
  return match ? (match[1] ?? '') : undefined
}

/**
 * Opens the modal and answers at once, for the composer is locked until the answer. While our modal
 * cannot be shown the command goes on to the server, which opens a dialog instead.
 */
export function makeSlashCommandHook(store: HostStore): SlashCommandHook {
  return async (message, args) => {
    const prefill = matchTicketCommand(message)
    if (prefill === undefined || !deskState(store.getState()).ui.hosted) return { message, args }
    const { channel_id: channelId, team_id: teamId, root_id: rootId } = args
    store.dispatch(modalOpened({ channelId, teamId: teamId ?? '', rootId: rootId ?? '', prefill }))
    return {}
  }
}
