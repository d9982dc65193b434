/** The page's WebSocket: what happens in the world, as it happens; it comes back when it breaks. */
import type { DialogRequest, Post, Reaction, User } from '../mattermost/types'
import { get } from './api'
import { loadWorld } from './load-world'
import { hearEvent, loadPlugin, removePlugin } from './registry'
import { store } from './store'

interface Message {
  event?: string
  data: Record<string, unknown>
}

const RECONNECT_MS = 500

export function openLive(reload: () => void, again = false): void {
  const socket = new WebSocket(`ws://${location.host}/api/v4/websocket`)
  socket.onmessage = ({ data }) => handle(JSON.parse(data), again ? reload : () => {})
  socket.onclose = () => setTimeout(() => openLive(reload, true), RECONNECT_MS)
}

function handle(message: Message, reload: () => void): void {
  const { event = '', data } = message
  switch (event) {
    case 'hello':
      reload()
      document.body.dataset['live'] = 'yes'
      break
    case 'posted':
    case 'post_edited':
    case 'post_deleted':
    case 'ephemeral_message': {
      const post: Post = JSON.parse(String(data['post']))
      store.dispatch({ type: 'POSTS_RECEIVED', posts: [post] })
      break
    }
    case 'reaction_added':
    case 'reaction_removed': {
      const { post_id }: Reaction = JSON.parse(String(data['reaction']))
      void get<Post>(`/api/v4/posts/${post_id}`).then((post) =>
        store.dispatch({ type: 'POSTS_RECEIVED', posts: [post] }),
      )
      break
    }
    case 'direct_added':
    case 'channel_created':
    case 'user_added':
    case 'user_removed':
      void loadWorld()
      break
    case 'open_dialog': {
      const dialog: DialogRequest = JSON.parse(String(data['dialog']))
      store.dispatch({ type: 'RECEIVED_DIALOG', data: dialog })
      break
    }
    case 'user_updated':
      store.dispatch({ type: 'USER_RECEIVED', user: data['user'] as User })
      break
    case 'plugin_enabled':
      void loadPlugin(data['manifest'] as Parameters<typeof loadPlugin>[0])
      break
    case 'plugin_disabled':
      removePlugin((data['manifest'] as { id: string }).id)
      break
  }
  hearEvent({ event, data })
}
