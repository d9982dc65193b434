/** The component of our post type; falls back to the post's message, which is complete by itself. */
import React from 'react'
import { useSelector } from 'react-redux'
import type { Desk } from '../../desk'
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

interface TicketPostProps extends PostTypeProps {
  desk: Desk
}

export function TicketPost({ desk, post, compactDisplay }: TicketPostProps) {
  const ErrorBoundary = errorBoundary()
  const shown = (post ?? {}) as ShownPost
  const text = typeof shown.message === 'string' ? shown.message : ''
  return (
    <ErrorBoundary
      where="a ticket post"
      fallback={<span className="ticketdesk-plain">{text}</span>}
    >
      <CardOrText desk={desk} post={shown} text={text} compact={compactDisplay === true} />
    </ErrorBoundary>
  )
}

interface Props {
  desk: Desk
  post: ShownPost
  text: string
  compact: boolean
}

/** A card only from a bot: of a person's post, everything but the author could be made up. */
function CardOrText({ desk, post, text, compact }: Props) {
  const { id, user_id: author = '' } = post
  const byBot = useSelector((state: HostState) => userById(state, author)?.is_bot === true)
  const card = byBot ? parseCard(post) : undefined
  if (!card) return <Markdown text={text} postId={id} />
  // Another ticket in the same place begins with nothing under way.
  return <TicketCard key={card.id} desk={desk} card={card} postId={id} compact={compact} />
}
