import React from 'react'
import type { Post } from '../../mattermost/types'
import { themes } from '../themes'
import { Attachments } from './attachments'
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
      <PostBoundary>
        <Component post={post} isRHS={isRhs} compactDisplay={false} theme={themes[page.theme]} />
      </PostBoundary>
    )
  }
  return (
    <>
      <Markdown text={post.message} />
      <Attachments list={post.props['attachments']} />
    </>
  )
}

/** One post that cannot be drawn must not take the page with it. */
class PostBoundary extends React.Component<{ children: React.ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    if (!this.state.failed) return this.props.children
    return <p className="post__broken">This post could not be drawn.</p>
  }
}
