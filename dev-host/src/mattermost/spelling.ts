/**
 * The two spellings of one thing: Go's field names on the plugin wire (`ChannelId`, `ImageURL`),
 * JSON's on REST and in the browser (`channel_id`, `image_url`). Names follow Mattermost's json tags.
 */
import type { Post } from './types'

type Fields = Record<string, unknown>

/** `CreateAt` → `create_at`, `IconURL` → `icon_url`. */
export function snakeName(name: string): string {
  if (name === 'Timestamp') return 'ts'
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
}

/** `create_at` → `CreateAt`, `icon_url` → `IconURL`. */
export function goName(name: string): string {
  return name
    .split('_')
    .map((word) => (word === 'url' ? 'URL' : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('')
}

/**
 * Every key at every depth, but for the context of a button: its keys are the plugin's own. Not for
 * other values with keys of their own meaning, such as props.
 */
export function toSnake(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toSnake)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const snake = snakeName(name)
      return [snake, snake === 'context' ? inner : toSnake(inner)]
    }),
  )
}

/** The keys of one object, values untouched. */
export function toGo(value: object): Fields {
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [goName(name), inner]))
}

/** A post from the plugin: only the fields it set, so that the world fills in the rest. */
export function postFromWire(wire: object): Partial<Post> {
  const post: Fields = {}
  for (const [name, value] of Object.entries(wire)) {
    const known = POST_FIELDS.get(name)
    if (known && value !== undefined && value !== null) post[known] = value
  }
  const props = { ...(post['props'] as Fields | undefined) }
  if (Array.isArray(props['attachments'])) props['attachments'] = toSnake(props['attachments'])
  return { ...post, props }
}

const POST_FIELDS = new Map(
  [
    'id',
    'create_at',
    'is_pinned',
    'user_id',
    'channel_id',
    'root_id',
    'message',
    'type',
    'props',
    'hashtags',
    'file_ids',
    'pending_post_id',
  ].map((name) => [goName(name), name]),
)

/** What a plugin is handed of a post: no metadata, and no thread numbers it could rely on. */
export function postToWire(post: Post): Fields {
  const { metadata: _, has_reactions: HasReactions = false, ...rest } = post
  return { ...toGo(rest), HasReactions }
}
