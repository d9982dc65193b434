import type { OutgoingPost } from '../../ports/chat'
import { splitText } from './split-text'

interface Words {
  pretext?: string
  title?: string
  title_link?: string
  text?: string
  fields?: { title: string; value: string }[]
  footer?: string
}

/** Who speaks; everything else in the props may be what was refused. */
const KEPT = ['from_webhook', 'override_username']

/**
 * The words of a post and of its attachments and nothing else, for a Mattermost that refuses the
 * whole. None when there are no words. What is given was made harmless before.
 */
export function renderBare(post: OutgoingPost, maxMessageLength: number): OutgoingPost[] {
  const attachments = (post.props['attachments'] ?? []) as Words[]
  const words = [post.message, ...attachments.map(wordsOf)].filter((text) => text.trim() !== '')
  if (words.length === 0) return []
  const props = Object.fromEntries(
    Object.entries(post.props).filter(([name]) => KEPT.includes(name)),
  )
  return splitText(words.join('\n\n'), maxMessageLength).map((message, index) => {
    const deliveryKey = `${post.deliveryKey}-bare-${index}`
    const { channelId } = post
    return {
      ...{ channelId, message, deliveryKey },
      props: { ...props, ticketdesk: { delivery: deliveryKey } },
    }
  })
}

function wordsOf({ pretext, title, title_link, text, fields = [], footer }: Words): string {
  const heading = title && title_link ? `[${title}](${title_link})` : title
  const lines = fields.map((field) => `${field.title}: ${field.value}`)
  return [pretext, heading, text, ...lines, footer].filter(Boolean).join('\n')
}
