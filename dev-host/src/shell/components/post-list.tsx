import React, { useLayoutEffect, useRef } from 'react'
import type { Post as PostData } from '../../mattermost/types'
import { Post } from './post'

const TOGETHER_MS = 5 * 60_000

interface Props {
  posts: PostData[]
  isRhs?: boolean
  children?: React.ReactNode
}

/** Posts in their order, the newest in view; a line where a day begins. */
export function PostList({ posts, isRhs = false, children }: Props) {
  const element = useRef<HTMLDivElement>(null)
  const last = posts.at(-1)?.id
  useLayoutEffect(() => {
    const list = element.current
    if (list) list.scrollTop = list.scrollHeight
  }, [last])
  return (
    <div ref={element} className="post-list" role="log" aria-label="Messages">
      {children}
      {posts.map((post, index) => {
        const before = posts[index - 1]
        return (
          <React.Fragment key={post.id}>
            {!isRhs && dayOf(before) !== dayOf(post) && <DayLine at={post.create_at} />}
            <Post post={post} isRhs={isRhs} follows={belongsTo(before, post)} />
          </React.Fragment>
        )
      })}
    </div>
  )
}

function dayOf(post: PostData | undefined): string {
  return post ? new Date(post.create_at).toDateString() : ''
}

function DayLine({ at }: { at: number }) {
  const day = new Date(at)
  const today = day.toDateString() === new Date().toDateString()
  return (
    <div className="day-line">
      <span>{today ? 'Today' : day.toLocaleDateString([], { dateStyle: 'full' })}</span>
    </div>
  )
}

function belongsTo(before: PostData | undefined, post: PostData): boolean {
  return (
    before !== undefined &&
    before.user_id === post.user_id &&
    before.type === post.type &&
    post.type === '' &&
    post.create_at - before.create_at < TOGETHER_MS &&
    dayOf(before) === dayOf(post)
  )
}
