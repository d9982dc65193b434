import React from 'react'
import type { Post } from '../../mattermost/types'
import { themes } from '../themes'
import { Attachments } from './attachments'
import { Boundary } from './boundary'
import { Markdown } from './markdown'
import { useOurs } from './use-state'

interface Props {
  post: Post
  isRhs: boolean
}

/**
 * A plugin's component for the post's type, and then nothing else of the post, as in Mattermost's web
 * app. Phones run no plugin code and show message and attachments.
 */
export function PostBody({ post, isRhs }: Props) {
  const page = useOurs((state) => state.page)
  const postTypes = useOurs((state) => state.plugins.postTypes)
  const own = page.view === 'web' ? postTypes[String(post.props['type'] ?? post.type)] : undefined
  if (own) {
    const Component = own.value
    return (
      <Boundary instead={<p className="post__broken">This post could not be drawn.</p>}>
        <Component post={post} isRHS={isRhs} compactDisplay={false} theme={themes[page.theme]} />
      </Boundary>
    )
  }
  return (
    <>
      <Markdown text={post.message} />
      <Attachments list={post.props['attachments']} postId={post.id} />
    </>
  )
}
