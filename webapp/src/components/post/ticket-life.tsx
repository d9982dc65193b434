/** Where a ticket stands, who has it, and what can be done about it. */
import type { TicketAction, TicketCardLife } from '@ticketdesk/contract/post-props'
import React from 'react'
import { Icon } from '../parts/icons'
import { Text } from '../parts/text'
import { Markdown } from './markdown'
import type { Acting } from './use-acting'

interface StandingProps {
  life: TicketCardLife
  /** Something was asked, and the card does not show it yet. */
  busy: boolean
  postId: string | undefined
}

/** Empty while nobody has it: it stays on the page, so that what comes is read out. */
export function AssigneeLine({ life, busy, postId }: StandingProps) {
  const { assigneeId, assigneeName } = life
  const name = assigneeName || assigneeId
  const who = name && <Markdown key="who" text={`@${name}`} postId={postId} singleline />
  return (
    <div role="status" className="ticketdesk-ack">
      {busy ? (
        <>
          <span className="ticketdesk-spinner" />
          <Text id="acting.under_way" />
        </>
      ) : (
        who && (
          <>
            <Icon of="hand" size={16} />
            <span>
              <Text id="ticket.assigned_to" values={{ who }} />
            </span>
          </>
        )
      )}
    </div>
  )
}

/** The server decides who may; this only asks. */
export function TicketButtons({
  actions,
  acting,
}: {
  actions: readonly TicketAction[]
  acting: Acting<TicketAction>
}) {
  const busy = acting.underWay !== null
  if (actions.length === 0) return null
  return (
    <div className="ticketdesk-buttons">
      {actions.map((action) => (
        <button
          key={action}
          type="button"
          className={`ticketdesk-button ticketdesk-small ${action === 'take' ? 'ticketdesk-primary' : ''}`}
          // Not disabled: a disabled button would lose the focus it has.
          aria-disabled={busy}
          onClick={() => acting.act(action)}
        >
          <Text id={`ticket.act.${action}`} />
        </button>
      ))}
    </div>
  )
}
