/** Something went wrong as a whole; says why, and offers to try again. */
import React from 'react'
import { Icon } from '../parts/icons'
import { Text } from '../parts/text'

interface Props {
  onRetry?: () => void
  children: React.ReactNode
}

export function Alert({ onRetry, children }: Props) {
  return (
    <div role="alert" className="ticketdesk-alert">
      <Icon of="alert" size={18} />
      <p>{children}</p>
      {onRetry && (
        <button type="button" className="ticketdesk-button ticketdesk-small" onClick={onRetry}>
          <Text id="modal.retry" />
        </button>
      )}
    </div>
  )
}
