/** Buttons and menus as a post carries them. */
import { sealCookie } from './action-cookies'
import { newId } from './ids'
import type { Post, Props } from './types'

export interface PostAction {
  id: string
  name: string
  type?: string
  style?: string
  disabled?: boolean
  options?: { text: string; value: string }[] | null
  default_option?: string
  /** Of an ephemeral post's: see `action-cookies.ts`. */
  cookie?: string
  integration?: { url?: string; context?: Props } | null
}

/** Every action has an id, so that it can be clicked. */
export function withActionIds(props: Props): Props {
  return mapActions(props, (action) => ({ ...action, id: action.id || newId() }))
}

/** A post as clients may see it. */
export function withoutIntegrations(post: Post): Post {
  const props = mapActions(post.props, ({ integration: _, ...action }) => action)
  return { ...post, props }
}

/** An ephemeral post as its reader may see it: each button carries, sealed, where it leads. */
export function withCookies(post: Post): Post {
  const place = { postId: post.id, channelId: post.channel_id, rootId: post.root_id || post.id }
  const props = mapActions(post.props, ({ integration, ...action }) => {
    const { url = '', context } = integration ?? {}
    const cookie = { ...place, type: action.type ?? '', url, context: context ?? {} }
    return { ...action, cookie: sealCookie(cookie) }
  })
  return { ...post, props }
}

function mapActions(props: Props, change: (action: PostAction) => PostAction): Props {
  if (!Array.isArray(props['attachments'])) return props
  const attachments = props['attachments'].map((attachment: { actions?: PostAction[] | null }) =>
    Array.isArray(attachment?.actions)
      ? { ...attachment, actions: attachment.actions.map(change) }
      : attachment,
  )
  return { ...props, attachments }
}

export function findAction({ props }: Post, id: string): PostAction | undefined {
  const attachments = Array.isArray(props['attachments']) ? props['attachments'] : []
  return attachments
    .flatMap((attachment: { actions?: PostAction[] | null }) => attachment?.actions ?? [])
    .find((action: PostAction) => action.id === id)
}
