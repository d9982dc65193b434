/** The component of alert posts; falls back to the post's message, which is complete by itself. */
import React from 'react'
import type { Desk } from '../../../desk'
import type { PostTypeProps } from '../../../host/registry'
import { errorBoundary } from '../../parts/error-boundary'
import { Markdown } from '../markdown'
import { AlertCard } from './alert-card'
import { parseAlert } from './parse-alert'

interface Props extends PostTypeProps {
  desk: Desk
  /** Opens the ticket form, made from a post. */
  createTicket(postId: string): void
}

export function AlertPost({ desk, createTicket, post, compactDisplay, isRHS }: Props) {
  const ErrorBoundary = errorBoundary()
  const { id, message } = (post ?? {}) as { id?: string; message?: unknown }
  const text = typeof message === 'string' ? message : ''
  const card = parseAlert(post)
  return (
    <ErrorBoundary
      where="an alert post"
      fallback={<span className="ticketdesk-plain">{text}</span>}
    >
      {card ? (
        <AlertCard
          // Another alert in the same place begins with nothing under way.
          key={card.id}
          desk={desk}
          card={card}
          postId={id}
          compact={compactDisplay === true}
          place={isRHS === true ? 'thread' : 'channel'}
          onCreateTicket={() => id && createTicket(id)}
        />
      ) : (
        <Markdown text={text} postId={id} />
      )}
    </ErrorBoundary>
  )
}
