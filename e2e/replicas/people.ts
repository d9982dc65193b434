/** People who open tickets on phones, and press the button again when Mattermost says it failed. */
import { WebSocket } from 'ws'
import type { Person } from '../support/person'
import { pause, type Tally } from './senders'

interface Dialog {
  trigger_id: string
  url: string
  dialog: { callback_id: string; state: string }
}
export interface Place {
  channel_id: string
  team_id: string
}
export interface Phone {
  /** Types `/ticket`, fills in the form and sends it, until Mattermost says that it was taken. */
  openTicket(place: Place, problem: string): Promise<void>
  close(): void
}

const DIALOG_MS = 10_000
const PAUSE_MS = 100

export async function openPhone(url: string, person: Person, tally: Tally): Promise<Phone> {
  const { dialogs, socket } = await listen(url, person)

  /** Undefined when Mattermost says that the command failed, or no dialog comes of it. */
  async function ask(place: Place): Promise<Dialog | undefined> {
    tally.requests += 1
    const body = { ...place, command: '/ticket' }
    const answer = await person.request('/api/v4/commands/execute', { body })
    const { trigger_id = '' } = (await answer.json()) as { trigger_id?: string }
    if (!answer.ok) {
      tally.unanswered += 1
      return undefined
    }
    const until = Date.now() + DIALOG_MS
    while (!dialogs.has(trigger_id) && Date.now() < until) await pause(20)
    return dialogs.get(trigger_id)
  }
  async function submit({ url: to, dialog }: Dialog, place: Place, problem: string) {
    tally.requests += 1
    const { callback_id, state } = dialog
    const submission = { cluster: 'prod-cluster', resource: 'web-01', problem }
    const body = { ...place, url: to, callback_id, state, submission, cancelled: false }
    const answer = await person.request('/api/v4/actions/dialogs/submit', { body })
    if (!answer.ok) {
      tally.unanswered += 1
      return false
    }
    const said = await answer.text()
    if (said !== '{}') throw new Error(`the dialog was refused: ${said}`)
    return true
  }
  return {
    async openTicket(place, problem) {
      let dialog = await ask(place)
      for (; !dialog; dialog = await ask(place)) await pause(PAUSE_MS)
      while (!(await submit(dialog, place, problem))) await pause(PAUSE_MS)
    },
    close: () => socket.close(),
  }
}

/** The dialogs that Mattermost opens on this person's screen, by their trigger. */
async function listen(url: string, { session }: Person) {
  const dialogs = new Map<string, Dialog>()
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/api/v4/websocket`)
  const greeted = new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.on('message', (raw) => {
      const { event, data } = JSON.parse(String(raw))
      if (event === 'hello') resolve()
      if (event !== 'open_dialog') return
      const dialog: Dialog = JSON.parse(data.dialog)
      dialogs.set(dialog.trigger_id, dialog)
    })
  })
  await new Promise((resolve) => socket.once('open', resolve))
  const { token } = session
  socket.send(JSON.stringify({ seq: 1, action: 'authentication_challenge', data: { token } }))
  await greeted
  return { dialogs, socket }
}
