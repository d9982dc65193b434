/** Who is meant by a message: names behind an at sign, outside code, as Mattermost reads them. */
import type { Channel, Post } from './types'
import type { World } from './world'

const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g
const NAME = /(?:^|[^\w@])@([a-z0-9][a-z0-9._-]*)/gi
const EVERYBODY = new Set(['channel', 'all', 'here'])

/** User ids; in a direct message the other one is always meant. */
export function mentionedIn(world: World, channel: Channel, post: Post): string[] {
  const members = [...(world.members.get(channel.id)?.keys() ?? [])]
  const others = members.filter((id) => id !== post.user_id)
  if (channel.type === 'D') return others
  const names = namesIn(post.message)
  if (names.some((name) => EVERYBODY.has(name))) return others
  return others.filter((id) => names.includes(world.users.get(id)?.username ?? ''))
}

/** The user names and ids of team members in a text, in the order they stand there. */
export function teamMembersIn(world: World, text: string, teamId: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const name of namesIn(text)) {
    for (const id of world.teamMembers.get(teamId)?.keys() ?? []) {
      if (world.users.get(id)?.username === name) found.set(name, id)
    }
  }
  return found
}

/** The names and ids of public channels behind a tilde. */
export function publicChannelsIn(world: World, text: string, teamId: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const [, name = ''] of text.matchAll(/(?:^|\s)~([a-z0-9_-]+)/g)) {
    for (const channel of world.channels.values()) {
      const { name: slug, team_id, type, id } = channel
      if (slug === name && team_id === teamId && type === 'O') found.set(name, id)
    }
  }
  return found
}

/** In lower case; a full stop or dash at the end is no part of a name. */
function namesIn(message: string): string[] {
  const matches = message.replace(CODE, ' ').matchAll(NAME)
  return [...matches].map(([, name = '']) => name.toLowerCase().replace(/[._-]+$/, ''))
}
