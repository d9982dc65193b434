/**
 * Attachments between their two spellings: JSON's, in which we write posts, and Go's, in which they
 * travel as the structs Mattermost knows (`model.SlackAttachment`, `model.PostAction`).
 */
import { manifest } from '@ticketdesk/contract/manifest'

/** Mattermost calls a plugin below its own address. */
export function pluginPath(path: string): string {
  return `/plugins/${manifest.id}${path}`
}

type Fields = Readonly<Record<string, unknown>>

/** Props for the wire; everything but attachments is JSON there too. Our own paths get the plugin's. */
export function writeProps(props: Fields): Fields {
  const { attachments } = props
  return Array.isArray(attachments) ? { ...props, attachments: attachments.map(goNames) } : props
}

function goNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(goNames)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      goName(name),
      // The context of a button is ours: it comes back as it was given.
      name === 'context' ? inner : name === 'url' ? addressOf(inner) : goNames(inner),
    ]),
  )
}

function addressOf(url: unknown): unknown {
  return typeof url === 'string' && url.startsWith('/') ? pluginPath(url) : url
}

/** `title_link` → `TitleLink`, `image_url` → `ImageURL`. */
function goName(name: string): string {
  if (name === 'ts') return 'Timestamp'
  return name
    .split('_')
    .map((word) => (word === 'url' ? 'URL' : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('')
}
