/** What can be done about an alert. The server decides who may; this only asks. */
import type { AlertAction, AlertCard } from '@ticketdesk/contract/post-props'
import React, { useRef, useState } from 'react'
import { Text } from '../../parts/text'
import type { AlertActing } from './acting'
import { CommentForm } from './comment-form'

interface Props {
  card: AlertCard
  acting: AlertActing
  /** Makes ids unlike those of the same card elsewhere on the page. */
  place: string
  onCreateTicket(): void
}

export function Buttons({ card, acting, place, onCreateTicket }: Props) {
  const [writing, setWriting] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const busy = acting.underWay !== null
  const offersComment = card.actions.includes('acknowledgeWithComment')

  function closeForm() {
    setWriting(false)
    opener.current?.focus()
  }
  const does: Record<AlertAction, () => void> = {
    acknowledge: () => acting.act('acknowledge'),
    acknowledgeWithComment: () => setWriting(!writing),
    unacknowledge: () => acting.act('unacknowledge'),
    retry: () => acting.act('retry'),
    createTicket: onCreateTicket,
  }
  if (card.actions.length === 0) return null
  return (
    <>
      <div className="ticketdesk-buttons">
        {card.actions.map((action) => (
          <button
            key={action}
            ref={action === 'acknowledgeWithComment' ? opener : undefined}
            type="button"
            className={`ticketdesk-button ticketdesk-small ${emphasis(action)}`}
            // Not disabled: a disabled button would lose the focus it has.
            aria-disabled={busy && action !== 'createTicket'}
            aria-expanded={action === 'acknowledgeWithComment' ? writing : undefined}
            onClick={() => (busy && action !== 'createTicket' ? undefined : does[action]())}
          >
            <Text id={`alert.act.${action}`} />
          </button>
        ))}
      </div>
      {writing && offersComment && !busy && (
        <CommentForm
          id={`ticketdesk-${card.id}-${place}`}
          onCancel={closeForm}
          onSubmit={(more) => {
            closeForm()
            acting.act('acknowledge', more)
          }}
        />
      )}
    </>
  )
}

function emphasis(action: AlertAction): string {
  return action === 'acknowledge' || action === 'retry' ? 'ticketdesk-primary' : ''
}
