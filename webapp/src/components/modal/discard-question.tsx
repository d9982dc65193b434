/** Asked in place of the buttons when closing would lose something. */
import React, { useEffect, useRef } from 'react'
import { Text } from '../parts/text'

interface Props {
  onKeep(): void
  onDiscard(): void
}

export function DiscardQuestion({ onKeep, onDiscard }: Props) {
  const keep = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    const before = document.activeElement
    keep.current?.focus()
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <div
      role="alertdialog"
      className="ticketdesk-footer ticketdesk-question"
      aria-labelledby="ticketdesk-question"
      aria-describedby="ticketdesk-question-text"
    >
      <div>
        <h2 id="ticketdesk-question">
          <Text id="discard.title" />
        </h2>
        <p id="ticketdesk-question-text">
          <Text id="discard.text" />
        </p>
      </div>
      <button type="button" className="ticketdesk-button ticketdesk-danger" onClick={onDiscard}>
        <Text id="discard.confirm" />
      </button>
      <button
        ref={keep}
        type="button"
        className="ticketdesk-button ticketdesk-primary"
        onClick={onKeep}
      >
        <Text id="discard.keep" />
      </button>
    </div>
  )
}
