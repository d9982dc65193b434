/** What phones send, and what nobody should: without a browser. */
import { randomUUID } from 'node:crypto'
import { aTicket } from '../pages/ticket-modal'
import { comparable, ticketsIn } from '../support/person'
import type { Desk } from './desk'
import { askForDialog, submitDialog } from './phone'
import { firstOf, must, newTicket, type Scene, type Step } from './scene'
import type { Member } from './server'

export const overRest: Step[] = [
  ['the dialog of the phone makes the identical post', fromPhone],
  ['a dialog that was tampered with is refused', forgedDialog],
  ['no ticket in a channel one cannot post in', foreignChannel],
  ['nothing without a session, whatever user id is claimed', noSession],
  ['a session says who somebody is, a header does not', forgedHeader],
]

const ticket = (channelId: string) => ({ requestId: randomUUID(), channelId, values: aTicket })

function onPhone({ stage }: Scene, member: Member) {
  return { member, place: { channel_id: stage.open, team_id: stage.team.id } }
}

async function fromPhone(scene: Scene) {
  const phone = onPhone(scene, scene.stage.anna)
  const opened = await askForDialog(scene.server.url, { ...phone, command: '/ticket' })
  const wrong = await submitDialog(opened, { ...phone, submission: { cluster: 'none' } })
  must(wrong.errors?.['cluster'], 'a wrong submission is not refused by field')
  const answer = await submitDialog(opened, { ...phone, submission: aTicket })
  must(!answer.error && !answer.errors, JSON.stringify(answer))
  const posts = [firstOf(scene), await newTicket(scene)]
  const [web, other] = posts.map((post) => JSON.stringify(comparable(post)))
  must(web === other, `web:   ${web}\nphone: ${other}`)
}

async function forgedDialog(scene: Scene) {
  const phone = onPhone(scene, scene.stage.ben)
  const opened = await askForDialog(scene.server.url, { ...phone, command: '/ticket' })
  const state = `${opened.dialog.state.slice(0, -4)}AAAA`
  const forged = { ...opened, dialog: { ...opened.dialog, state } }
  const submitted = submitDialog(forged, { ...phone, submission: aTicket })
  if (scene.desk.mode === 'standalone') return refusedByStatus(submitted)
  const answer = await submitted
  must(answer.error, `answered ${JSON.stringify(answer)}`)
  return answer.error
}

/** A service may say no with a status; Mattermost then says that its integration failed. */
async function refusedByStatus(submitted: Promise<unknown>) {
  const refusal = await submitted.then(
    () => 'nothing was refused',
    (error: Error) => error.message,
  )
  must(refusal.includes('action_integration'), refusal)
}

async function foreignChannel({ stage, desk }: Scene) {
  const answer = await send(desk, ticket(stage.hidden), await desk.credentials(stage.ben))
  must(answer.status === 403, `answered ${answer.status}`)
  const { error } = (await answer.json()) as { error: { code: string; message: string } }
  must(error.code === 'not_allowed_in_channel', JSON.stringify(error))
  return error.message
}

async function noSession({ desk, stage }: Scene) {
  for (const claim of [{}, { 'Mattermost-User-Id': stage.anna.userId }]) {
    const { status } = await send(desk, ticket(stage.open), claim)
    must(status === 401, `answered ${status}`)
  }
}

async function forgedHeader({ desk, stage }: Scene) {
  const { status } = await send(desk, ticket(stage.hidden), {
    ...(await desk.credentials(stage.ben)),
    'Mattermost-User-Id': stage.anna.userId,
  })
  must(status === 403, `answered ${status}`)
  const posted = ticketsIn(await stage.anna.posts(stage.hidden))
  must(posted.length === 0, 'a ticket was posted in the private channel')
}

function send(desk: Desk, body: object, headers: Record<string, string>): Promise<Response> {
  return fetch(`${desk.url}/api/v1/tickets`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}
