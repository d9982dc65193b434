/** What becomes of a ticket: by the buttons phones press, by words, and only by those who may. */
import { eventually } from '../support/eventually'
import type { Post, Ticketdesk } from '../support/person'
import { firstOf, must, type Scene, type Step } from './scene'
import type { Member } from './server'

export const ticketLife: Step[] = [
  ['/ticket and its parts are suggested to people who administer nothing', suggestions],
  ['a button takes the ticket, its post says so, and its thread', takenByButton],
  ['a command resolves it, and a list links to it', resolvedByWords],
  ['somebody who cannot read its channel does not hear of it', strangers],
]

async function suggestions({ stage, desk }: Scene) {
  const typed = desk.mode === 'plugin' ? '/ticket re' : '/tick'
  const query = new URLSearchParams({ team_id: stage.team.id, user_input: typed })
  const path = `/api/v4/teams/${stage.team.id}/commands/autocomplete_suggestions?${query}`
  const found = await stage.ben.json<{ Complete: string }[]>(path)
  const words = found.map(({ Complete }) => Complete)
  // The parts of a command are a plugin's privilege.
  const parts = ['ticket release', 'ticket resolve', 'ticket reopen']
  const wanted = desk.mode === 'plugin' ? parts : ['ticket']
  for (const word of wanted) {
    must(words.includes(word), `only ${words.join(', ') || 'nothing'}`)
  }
}

async function takenByButton(scene: Scene) {
  const { stage } = scene
  const { id, message } = firstOf(scene)
  const answer = await stage.ben.request(`/api/v4/posts/${id}/actions/take`, { body: {} })
  must(answer.ok, `answered ${answer.status}: ${await answer.text()}`)
  const post = await eventually('the post says who has it', async () => {
    const shown = await stage.anna.json<Post>(`/api/v4/posts/${id}`)
    return lifeOf(shown)?.state === 'in_progress' && shown
  })
  must(lifeOf(post)?.assigneeName === stage.ben.username, JSON.stringify(lifeOf(post)))
  must(post.message === message, 'its words have changed')
  must(post.props['from_bot'] === 'true', 'the post has lost the mark of a bot')
  await told(scene, `@${stage.ben.username} takes it.`)
}

async function resolvedByWords(scene: Scene) {
  const { stage } = scene
  const id = String(firstOf(scene).props.ticket_id)
  const text = await type(scene, stage.ben, `/ticket resolve ${id.toLowerCase()}`)
  must(text.includes('Resolved'), text)
  await told(scene, 'has resolved it for')
  const list = await type(scene, stage.anna, '/ticket list resolved')
  must(list.includes(`[${id}](`) && list.includes(firstOf(scene).id), list)
}

/** Whoever is in the team may read its open channels: a ticket of the hidden one is wanted. */
async function strangers(scene: Scene) {
  const { stage, server, desk } = scene
  const body = {
    requestId: `hidden-${stage.team.name}`,
    channelId: stage.hidden,
    values: { cluster: 'prod-cluster', resource: 'web-07', problem: 'Nobody else’s business' },
  }
  const answer = await fetch(`${desk.url}/api/v1/tickets`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(await desk.credentials(stage.anna)) },
    body: JSON.stringify(body),
  })
  must(answer.ok, `answered ${answer.status}`)
  const { ticket } = (await answer.json()) as { ticket: { id: string } }
  const list = await type(scene, stage.ben, '/ticket search business')
  must(!list.includes(ticket.id), list)
  const shown = await type(scene, stage.ben, `/ticket show ${ticket.id}`)
  must(/no such ticket/.test(shown), shown)
  const taken = await type(scene, stage.ben, `/ticket take ${ticket.id}`)
  must(taken === shown, `${server.url} tells more: ${taken}`)
}

async function type({ stage }: Scene, member: Member, command: string): Promise<string> {
  const body = { channel_id: stage.open, team_id: stage.team.id, command }
  const { text } = await member.json<{ text: string }>('/api/v4/commands/execute', { body })
  return text
}

/** In the thread of the ticket; its lines are known from then on. */
async function told(scene: Scene, words: string): Promise<void> {
  const { stage, known } = scene
  const { id: rootId } = firstOf(scene)
  await eventually('it is told in the thread', async () => {
    const posts = await stage.anna.posts(stage.open)
    const lines = posts.filter(({ root_id }) => root_id === rootId)
    for (const { id } of lines) known.add(id)
    return lines.filter(({ message }) => message.includes(words)).length === 1
  })
}

function lifeOf({ props }: Post) {
  type Life = { state: string; assigneeName?: string }
  return (props.ticketdesk as (Ticketdesk & { ticket?: { life?: Life } }) | undefined)?.ticket?.life
}
