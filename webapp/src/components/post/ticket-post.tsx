/** The component of our post type; falls back to the post's message, which is complete by itself. */
import React from 'react'
import type { PostTypeProps } from '../../host/registry'
import { errorBoundary } from '../parts/error-boundary'
import { Markdown } from './markdown'
import { parseCard } from './parse-card'
import { TicketCard } from './ticket-card'

export function TicketPost({ post, compactDisplay }: PostTypeProps) {
  const ErrorBoundary = errorBoundary()
  const { id, message } = (post ?? {}) as { id?: string; message?: unknown }
  const text = typeof message === 'string' ? message : ''
  const card = parseCard(post)
  return (
    <ErrorBoundary
      where="a ticket post"
      fallback={<span className="ticketdesk-plain">{text}</span>}
    >
      {card ? (
        <TicketCard card={card} postId={id} compact={compactDisplay === true} />
      ) : (
        <Markdown text={text} postId={id} />
      )}
    </ErrorBoundary>
  )
}
