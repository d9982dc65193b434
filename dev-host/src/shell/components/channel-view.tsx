import React, { useMemo } from 'react'
import type { Channel, Post } from '../../mattermost/types'
import { changePage } from '../state/page'
import { store } from '../store'
import { Composer } from './composer'
import { Icon } from './icons'
import { PostList } from './post-list'
import { useOurs } from './use-state'

function inOrder(posts: Record<string, Post>, wanted: (post: Post) => boolean): Post[] {
  return Object.values(posts)
    .filter(wanted)
    .sort((one, other) => one.create_at - other.create_at)
}

/** The middle of the page: one channel. */
export function ChannelView() {
  const { currentChannelId, channels } = useOurs((state) => state.entities.channels)
  const posts = useOurs((state) => state.entities.posts.posts)
  const channel = channels[currentChannelId]
  const shown = useMemo(
    () => inOrder(posts, (post) => post.channel_id === currentChannelId && post.root_id === ''),
    [posts, currentChannelId],
  )
  if (!channel) return <main className="channel" />
  return (
    <main className="channel">
      <header className="channel__header">
        <button
          type="button"
          className="channel__menu"
          aria-label="Channels"
          onClick={() => store.dispatch(changePage({ sidebarOpen: true }))}
        >
          <Icon of="menu" />
        </button>
        <ChannelSign channel={channel} />
        <h1>{channel.display_name}</h1>
        <p>{channel.header}</p>
      </header>
      <PostList posts={shown}>
        <div className="channel__intro">
          <h2>{channel.display_name}</h2>
          <p>{channel.purpose || `This is the beginning of ${channel.display_name}.`}</p>
        </div>
      </PostList>
      <Composer
        key={channel.id}
        id="post_textbox"
        channelId={channel.id}
        rootId=""
        placeholder={`Write to ${channel.display_name}`}
      />
    </main>
  )
}

export function ChannelSign({ channel }: { channel: Channel }) {
  if (channel.type === 'D') return <Icon of="reply" />
  return <Icon of={channel.type === 'P' ? 'lock' : 'globe'} />
}

/** Beside it: one thread. */
export function ThreadPanel() {
  const threadId = useOurs((state) => state.page.threadId)
  const posts = useOurs((state) => state.entities.posts.posts)
  const root = posts[threadId]
  const shown = useMemo(
    () => inOrder(posts, (post) => post.id === threadId || post.root_id === threadId),
    [posts, threadId],
  )
  if (!root) return null
  return (
    <aside className="thread" aria-label="Thread">
      <header className="channel__header">
        <h2>Thread</h2>
        <button
          type="button"
          aria-label="Close thread"
          onClick={() => store.dispatch(changePage({ threadId: '' }))}
        >
          <Icon of="close" />
        </button>
      </header>
      <PostList posts={shown} isRhs />
      <Composer
        key={threadId}
        id="reply_textbox"
        channelId={root.channel_id}
        rootId={threadId}
        placeholder="Reply to this thread…"
      />
    </aside>
  )
}
