/**
 * The buttons that the bot's account has posted lately, by us or by what was there before: with
 * anything but letters and digits in its id a button can be seen and not be pressed (Mattermost's
 * route for clicks is `/posts/{post_id}/actions/{action_id:[A-Za-z0-9]+}`).
 */
import type { Ask } from './ask'
import { type Finding, ok, warn } from './finding'
import type { Seen } from './mattermost'

interface Post {
  user_id: string
  props?: { attachments?: { actions?: { id?: string }[] | null }[] | null } | null
}

const CHANNELS = 30
const POSTS = 30
const PRESSABLE = /^[A-Za-z0-9]+$/

export async function lookAtButtons(ask: Ask, { bot, teams }: Seen): Promise<Finding> {
  const ids: string[] = []
  for (const channel of await channelsOf(ask, teams)) {
    const { json } = await ask(`/channels/${channel}/posts?page=0&per_page=${POSTS}`)
    const posts = Object.values((json?.posts ?? {}) as Record<string, Post>)
    ids.push(...posts.filter(({ user_id }) => user_id === bot?.id).flatMap(idsIn))
  }
  const broken = [...new Set(ids.filter((id) => !PRESSABLE.test(id)))]
  if (broken.length === 0) {
    return ok('button ids', `${ids.length} on recent posts, all of them can be pressed`)
  }
  const names = broken.slice(0, 5).map((id) => JSON.stringify(id.slice(0, 40)))
  const remedy = 'they were posted by something else, and nobody can press them; new posts are fine'
  return warn('button ids', `with other signs than letters and digits: ${names.join(', ')}`, remedy)
}

async function channelsOf(ask: Ask, teams: Seen['teams']): Promise<string[]> {
  const found = new Set<string>()
  for (const { id } of teams) {
    const { json } = await ask(`/users/me/teams/${id}/channels`)
    for (const channel of Array.isArray(json) ? (json as { id: string }[]) : []) {
      found.add(channel.id)
    }
  }
  return [...found].slice(0, CHANNELS)
}

function idsIn({ props }: Post): string[] {
  const actions = (props?.attachments ?? []).flatMap(({ actions }) => actions ?? [])
  return actions.flatMap(({ id }) => (id ? [id] : []))
}
