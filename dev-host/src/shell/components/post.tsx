import React, { useState } from 'react'
import type { Post as PostData, User } from '../../mattermost/types'
import { changePage } from '../state/page'
import { store } from '../store'
import { Avatar, displayName } from './avatar'
import { Icon } from './icons'
import { Menu } from './menu'
import { PostBody } from './post-body'
import { ReactButtons, Reactions } from './reactions'
import { useOurs } from './use-state'

interface Props {
  post: PostData
  isRhs?: boolean
  /** Follows another post of the same person: no picture and name again. */
  follows?: boolean
}

export function Post({ post, isRhs = false, follows = false }: Props) {
  const user = useOurs((state) => state.entities.users.profiles[post.user_id])
  const highlighted = useOurs((state) => state.page.highlighted === post.id)
  const ephemeral = post.type === 'system_ephemeral'
  const classes = ['post', follows && 'post--follows', highlighted && 'post--highlighted']
  return (
    <article
      id={`${isRhs ? 'rhsPost' : 'post'}_${post.id}`}
      className={classes.filter(Boolean).join(' ')}
      ref={(element) => void (highlighted && element?.scrollIntoView({ block: 'center' }))}
    >
      <div className="post__picture">{!follows && <Avatar user={user} />}</div>
      <div className="post__content">
        {!follows && <Heading post={post} user={user} ephemeral={ephemeral} />}
        <PostBody post={post} isRhs={isRhs} />
        <Reactions of={post} />
        {!isRhs && post.reply_count > 0 && <ThreadFooter post={post} />}
      </div>
      {!ephemeral && <Toolbar post={post} isRhs={isRhs} />}
    </article>
  )
}

function Heading({ post, user, ephemeral }: HeadingProps) {
  const time = new Date(post.create_at)
  return (
    <header className="post__header">
      <span className="post__author">{displayName(user)}</span>
      {user?.is_bot && <span className="tag">BOT</span>}
      <time dateTime={time.toISOString()}>
        {time.toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' })}
      </time>
      {post.edit_at > 0 && <span className="post__note">Edited</span>}
      {ephemeral && (
        <span className="post__note">
          <Icon of="eye" size={14} /> Only visible to you
        </span>
      )}
    </header>
  )
}
interface HeadingProps {
  post: PostData
  user: User | undefined
  ephemeral: boolean
}

function openThread(post: PostData) {
  store.dispatch(changePage({ threadId: post.root_id || post.id, highlighted: '' }))
}

function ThreadFooter({ post }: { post: PostData }) {
  const count = post.reply_count
  return (
    <button type="button" className="post__thread" onClick={() => openThread(post)}>
      {count === 1 ? '1 reply' : `${count} replies`}
    </button>
  )
}

function Toolbar({ post, isRhs }: { post: PostData; isRhs: boolean }) {
  const [open, setOpen] = useState(false)
  return (
    <div className={open ? 'post__toolbar post__toolbar--open' : 'post__toolbar'}>
      <ReactButtons to={post} />
      <button
        type="button"
        aria-label="Message actions"
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon of="actions" />
      </button>
      {!isRhs && (
        <button type="button" aria-label="Reply" onClick={() => openThread(post)}>
          <Icon of="reply" />
        </button>
      )}
      {open && <Actions post={post} onClose={() => setOpen(false)} />}
    </div>
  )
}

function Actions({ post, onClose }: { post: PostData; onClose(): void }) {
  const actions = useOurs((state) => state.plugins.menuActions)
  const items = actions
    .filter(({ value }) => value.filter(post.id))
    .map(({ id, value }) => ({ id, text: value.text, run: () => value.action(post.id) }))
  return <Menu label="Message actions" items={items} onClose={onClose} />
}
