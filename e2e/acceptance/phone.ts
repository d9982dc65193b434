/** What a phone does: the command over REST, the dialog over the WebSocket, the answer over REST. */
import { eventually } from '../support/eventually'
import type { Member } from './server'

export interface OpenedDialog {
  url: string
  dialog: { callback_id: string; state: string; elements: { name: string; type: string }[] }
}
export interface Place {
  channel_id: string
  team_id: string
  root_id?: string
}

/** Types the command and waits for the dialog Mattermost opens for it. */
export async function askForDialog(
  url: string,
  { member, place, command }: { member: Member; place: Place; command: string },
): Promise<OpenedDialog> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/api/v4/websocket`)
  const heard: { event?: string; data?: { dialog?: string } }[] = []
  socket.onmessage = ({ data }) => heard.push(JSON.parse(String(data)))
  await new Promise((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = () => reject(new Error('the WebSocket could not be opened'))
  })
  const { token } = member.session
  socket.send(JSON.stringify({ seq: 1, action: 'authentication_challenge', data: { token } }))
  try {
    await eventually('the WebSocket says hello', () => heard.some(({ event }) => event === 'hello'))
    await member.json('/api/v4/commands/execute', { body: { ...place, command } })
    const opened = await eventually('the dialog opens', () =>
      heard.find(({ event }) => event === 'open_dialog'),
    )
    return JSON.parse(String(opened.data?.dialog))
  } finally {
    socket.close()
  }
}

/** Sends a filled-in dialog; the answer is `{}` or says what is wrong. */
export function submitDialog(
  { url, dialog }: OpenedDialog,
  { member, place, submission }: { member: Member; place: Place; submission: object },
): Promise<{ error?: string; errors?: Record<string, string> }> {
  const { callback_id, state } = dialog
  const body = { ...place, url, callback_id, state, submission, cancelled: false }
  return member.json('/api/v4/actions/dialogs/submit', { body })
}
