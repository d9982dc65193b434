/** The component of case posts; falls back to the post's message, which is complete by itself. */
import React from 'react'
import type { Desk } from '../../../desk'
import type { PostTypeProps } from '../../../host/registry'
import { errorBoundary } from '../../parts/error-boundary'
import { Markdown } from '../markdown'
import { CaseCard } from './case-card'
import { parseCase } from './parse-case'

interface Props extends PostTypeProps {
  desk: Desk
  /** Opens the ticket form, made from a post. */
  createTicket(postId: string): void
}

export function CasePost({ desk, createTicket, post, compactDisplay }: Props) {
  const ErrorBoundary = errorBoundary()
  const { id, message } = (post ?? {}) as { id?: string; message?: unknown }
  const text = typeof message === 'string' ? message : ''
  const card = parseCase(post)
  return (
    <ErrorBoundary where="a case post" fallback={<span className="ticketdesk-plain">{text}</span>}>
      {card ? (
        <CaseCard
          // Another case in the same place begins with nothing under way.
          key={card.id}
          desk={desk}
          card={card}
          postId={id}
          compact={compactDisplay === true}
          onCreateTicket={() => id && createTicket(id)}
        />
      ) : (
        <Markdown text={text} postId={id} />
      )}
    </ErrorBoundary>
  )
}
