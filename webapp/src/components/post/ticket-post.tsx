/** The component of our post type; falls back to the post's message, which is complete by itself. */
import React from 'react'
import { useSelector } from 'react-redux'
import type { PostTypeProps } from '../../host/registry'
import { type HostState, userById } from '../../host/store'
import { errorBoundary } from '../parts/error-boundary'
import { Markdown } from './markdown'
import { parseCard } from './parse-card'
import { TicketCard } from './ticket-card'

interface ShownPost {
  id?: string
  user_id?: string
  message?: unknown
}

export function TicketPost({ post, compactDisplay }: PostTypeProps) {
  const ErrorBoundary = errorBoundary()
  const shown = (post ?? {}) as ShownPost
  const text = typeof shown.message === 'string' ? shown.message : ''
  return (
    <ErrorBoundary
      where="a ticket post"
      fallback={<span className="ticketdesk-plain">{text}</span>}
    >
      <CardOrText post={shown} text={text} compact={compactDisplay === true} />
    </ErrorBoundary>
  )
}

interface Props {
  post: ShownPost
  text: string
  compact: boolean
}

/** A card only from a bot: of a person's post, everything but the author could be made up. */
function CardOrText({ post, text, compact }: Props) {
  const { id, user_id: author = '' } = post
  const byBot = useSelector((state: HostState) => userById(state, author)?.is_bot === true)
  const card = byBot ? parseCard(post) : undefined
  if (!card) return <Markdown text={text} postId={id} />
  return <TicketCard card={card} postId={id} compact={compact} />
}
