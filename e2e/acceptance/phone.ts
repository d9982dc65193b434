/** What a phone does: the command over REST, the dialog over the WebSocket, the answer over REST. */
import { eventually } from '../support/eventually'
import type { Person } from '../support/person'

export interface OpenedDialog {
  url: string
  dialog: { callback_id: string; state: string; elements: { name: string; type: string }[] }
}
export interface Place {
  channel_id: string
  team_id: string
  root_id?: string
}

interface Heard {
  event?: string
  data?: { dialog?: string; post?: string; channel_type?: string }
}

/** What Mattermost says to one person over the WebSocket while `work` goes on. */
async function listening<T>(
  { url, member }: { url: string; member: Person },
  work: (heard: readonly Heard[]) => Promise<T>,
): Promise<T> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/api/v4/websocket`)
  const heard: Heard[] = []
  socket.onmessage = ({ data }) => heard.push(JSON.parse(String(data)))
  await new Promise((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = () => reject(new Error('the WebSocket could not be opened'))
  })
  const { token } = member.session
  socket.send(JSON.stringify({ seq: 1, action: 'authentication_challenge', data: { token } }))
  try {
    await eventually('the WebSocket says hello', () => heard.some(({ event }) => event === 'hello'))
    return await work(heard)
  } finally {
    socket.close()
  }
}

/** Types the command and waits for the dialog Mattermost opens for it. */
export function askForDialog(
  url: string,
  { member, place, command }: { member: Person; place: Place; command: string },
): Promise<OpenedDialog> {
  return listening({ url, member }, async (heard) => {
    await member.json('/api/v4/commands/execute', { body: { ...place, command } })
    const opened = await eventually('the dialog opens', () =>
      heard.find(({ event }) => event === 'open_dialog'),
    )
    return JSON.parse(String(opened.data?.dialog))
  })
}

/** A line in the channel for this person alone, or a direct message. */
function isPrivate({ event, data }: Heard): boolean {
  return event === 'ephemeral_message' || (event === 'posted' && data?.channel_type === 'D')
}

/** The text only this person sees after what they do. */
export function hearPrivately(
  url: string,
  { member, act }: { member: Person; act: () => Promise<unknown> },
): Promise<string> {
  return listening({ url, member }, async (heard) => {
    await act()
    const told = await eventually('a private answer', () => heard.find(isPrivate))
    return (JSON.parse(String(told.data?.post)) as { message: string }).message
  })
}

/** Sends a filled-in dialog; the answer is `{}` or says what is wrong. */
export function submitDialog(
  { url, dialog }: OpenedDialog,
  { member, place, submission }: { member: Person; place: Place; submission: object },
): Promise<{ error?: string; errors?: Record<string, string> }> {
  const { callback_id, state } = dialog
  const body = { ...place, url, callback_id, state, submission, cancelled: false }
  return member.json('/api/v4/actions/dialogs/submit', { body })
}
