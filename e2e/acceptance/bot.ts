/** What the bot hears: in a direct message, where it is mentioned, and by emoji under its posts. */
import { eventually } from '../support/eventually'
import type { Post, Ticketdesk } from '../support/person'
import { firstOf, must, type Scene, type Step } from './scene'

export const botStories: Step[] = [
  ['in a direct message the bot does what it is told', direct],
  ['elsewhere a mention is answered in its thread, and code is none', mentioned],
  ['reactions take a ticket and resolve it', reactions],
]

async function direct(scene: Scene) {
  const { anna } = scene.stage
  const body = [anna.userId, firstOf(scene).user_id]
  const { id } = await anna.json<{ id: string }>('/api/v4/channels/direct', { body })
  const question = await anna.say(id, 'ticket list all')
  const answer = await answerTo(scene, question)
  must(answer.message.includes(String(firstOf(scene).props.ticket_id)), answer.message)
}

async function mentioned(scene: Scene) {
  const { anna, open } = scene.stage
  const name = await nameOfBot(scene)
  const silence = await anna.say(open, `it answers to \`@${name} help\``)
  const question = await anna.say(open, `@${name} help`)
  const answer = await answerTo(scene, question)
  must(answer.message.includes('ticket'), answer.message)
  const posts = await anna.posts(open)
  must(!posts.some(({ root_id }) => root_id === silence.id), 'it answered to code')
}

async function reactions(scene: Scene) {
  const { ben, open, team } = scene.stage
  const { id, props } = firstOf(scene)
  const body = { channel_id: open, team_id: team.id, command: `/ticket reopen ${props.ticket_id}` }
  await ben.json('/api/v4/commands/execute', { body })
  await state(scene, 'open')
  const react = (emoji_name: string) =>
    ben.json('/api/v4/reactions', { body: { user_id: ben.userId, post_id: id, emoji_name } })
  await react('raising_hand')
  await state(scene, 'in_progress')
  await react('white_check_mark')
  await state(scene, 'resolved')
}

function state(scene: Scene, wanted: string) {
  const { id } = firstOf(scene)
  return eventually(`the card says ${wanted}`, async () => {
    const { props } = await scene.stage.anna.json<Post>(`/api/v4/posts/${id}`)
    type Card = Ticketdesk & { ticket?: { life?: { state: string } } }
    return (props.ticketdesk as Card | undefined)?.ticket?.life?.state === wanted
  })
}

async function nameOfBot(scene: Scene): Promise<string> {
  const path = `/api/v4/users/${firstOf(scene).user_id}`
  return (await scene.stage.anna.json<{ username: string }>(path)).username
}

/** The bot's, in the thread of the question. */
function answerTo(scene: Scene, { id, channel_id }: Post): Promise<Post> {
  return eventually('the bot answers', async () => {
    const posts = await scene.stage.anna.posts(channel_id)
    return posts.find(
      ({ root_id, user_id }) => root_id === id && user_id === firstOf(scene).user_id,
    )
  })
}
