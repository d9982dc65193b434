/** Keeps a long card from filling the channel, as Mattermost keeps long messages. */
import React, { useLayoutEffect, useRef, useState } from 'react'
import { Text } from '../parts/text'

export function Fold({ children }: { children: React.ReactNode }) {
  const body = useRef<HTMLDivElement>(null)
  const [long, setLong] = useState(false)
  const [open, setOpen] = useState(false)
  // After every drawing: what is inside may have grown.
  useLayoutEffect(() => {
    const { scrollHeight = 0, clientHeight = 0 } = body.current ?? {}
    if (!open) setLong(scrollHeight > clientHeight)
  })
  const folded = long && !open
  return (
    <>
      <div
        ref={body}
        className={`ticketdesk-fold${open ? ' ticketdesk-open' : ''}`}
        data-folded={folded}
      >
        {children}
      </div>
      {long && (
        <button
          type="button"
          className="ticketdesk-link"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <Text id={open ? 'card.show_less' : 'card.show_more'} />
        </button>
      )}
    </>
  )
}
