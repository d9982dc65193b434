/** Emoji under posts: one of a kind from each person, told to the channel. */
import { EMOJI } from './emoji'
import { AppError } from './errors'
import { getPost } from './posts'
import type { Reaction } from './types'
import type { World } from './world'

export type NewReaction = Pick<Reaction, 'user_id' | 'post_id' | 'emoji_name'>

/** Again: the first one stays. Throws AppError for a post that is gone or in an archived channel. */
export function addReaction(world: World, wanted: NewReaction): Reaction {
  const post = getPost(world, wanted.post_id)
  if (!EMOJI.has(wanted.emoji_name)) throw new AppError('app.emoji.get_by_name.no_result', 404)
  if (world.channels.get(post.channel_id)?.delete_at) {
    throw new AppError('api.reaction.save.archived_channel.app_error', 403)
  }
  const now = world.tick()
  const kept = world.reactions.get(post.id) ?? []
  const same = kept.find((one) => isSame(one, wanted))
  const reaction = same ?? {
    ...{ ...wanted, channel_id: post.channel_id },
    ...{ create_at: now, update_at: now, delete_at: 0 },
  }
  if (!same) change(world, post.id, [...kept, reaction])
  publish(world, 'reaction_added', reaction)
  return reaction
}

/** Nothing happens when there is none. */
export function removeReaction(world: World, wanted: NewReaction): void {
  const { channel_id } = getPost(world, wanted.post_id)
  const kept = world.reactions.get(wanted.post_id) ?? []
  change(
    world,
    wanted.post_id,
    kept.filter((one) => !isSame(one, wanted)),
  )
  const now = world.tick()
  const times = { create_at: now, update_at: now, delete_at: now }
  publish(world, 'reaction_removed', { ...wanted, channel_id, ...times })
}

export function reactionsOf(world: World, postId: string): Reaction[] {
  return world.reactions.get(postId) ?? []
}

function isSame(one: NewReaction, other: NewReaction): boolean {
  return one.user_id === other.user_id && one.emoji_name === other.emoji_name
}

function change(world: World, postId: string, reactions: Reaction[]): void {
  world.reactions.set(postId, reactions)
  world.posts.set(postId, { ...getPost(world, postId), update_at: world.tick() })
}

function publish(
  world: World,
  event: 'reaction_added' | 'reaction_removed',
  reaction: Reaction,
): void {
  world.events.publish({
    event,
    data: { reaction: JSON.stringify(reaction) },
    broadcast: { channel_id: reaction.channel_id },
  })
}
