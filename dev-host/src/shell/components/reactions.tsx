import React from 'react'
import { EMOJI } from '../../mattermost/emoji'
import type { Post, Reaction } from '../../mattermost/types'
import { post, remove } from '../api'
import { store } from '../store'
import { useOurs } from './use-state'

/** What is at hand without a picker. */
const AT_HAND = ['eyes', 'white_check_mark', 'raising_hand']

function reactionsOf({ metadata }: Post): Reaction[] {
  const { reactions } = metadata
  return Array.isArray(reactions) ? reactions : []
}

function toggle(message: Post, emoji_name: string): void {
  const { currentUserId: user_id } = store.getState().entities.users
  const given = reactionsOf(message).some(
    (one) => one.user_id === user_id && one.emoji_name === emoji_name,
  )
  const path = `/api/v4/users/me/posts/${message.id}/reactions/${encodeURIComponent(emoji_name)}`
  void (given
    ? remove(path)
    : post('/api/v4/reactions', { user_id, post_id: message.id, emoji_name }))
}

/** Who reacted how, under a post; a click joins in, or takes it back. */
export function Reactions({ of }: { of: Post }) {
  const me = useOurs((state) => state.entities.users.currentUserId)
  const given = reactionsOf(of)
  const names = [...new Set(given.map(({ emoji_name }) => emoji_name))]
  if (names.length === 0) return null
  return (
    <div className="reactions">
      {names.map((name) => {
        const same = given.filter(({ emoji_name }) => emoji_name === name)
        return (
          <button
            key={name}
            type="button"
            aria-label={`${name}: ${same.length}`}
            aria-pressed={same.some(({ user_id }) => user_id === me)}
            onClick={() => toggle(of, name)}
          >
            {EMOJI.get(name) ?? `:${name}:`} {same.length}
          </button>
        )
      })}
    </div>
  )
}

/** For the toolbar of a post. */
export function ReactButtons({ to }: { to: Post }) {
  return (
    <>
      {AT_HAND.map((name) => (
        <button
          key={name}
          type="button"
          className="post__react"
          aria-label={`React with ${name}`}
          onClick={() => toggle(to, name)}
        >
          {EMOJI.get(name)}
        </button>
      ))}
    </>
  )
}
