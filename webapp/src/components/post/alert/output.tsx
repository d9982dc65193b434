/** What the check printed: its beginning, and the rest for who asks. Never formatted. */
import React, { useState } from 'react'
import { Text } from '../../parts/text'

const LINES = 4
const LENGTH = 360

/** The beginning that is always shown; the same text when it is short enough. */
export function beginning(text: string): string {
  const lines = text.split('\n', LINES + 1)
  const few = lines.length > LINES ? lines.slice(0, LINES).join('\n') : text
  const letters = [...few.slice(0, 2 * LENGTH + 2)]
  return letters.length > LENGTH ? letters.slice(0, LENGTH).join('') : few
}

export function Output({ text, continued }: { text: string; continued: boolean }) {
  const [whole, setWhole] = useState(false)
  const short = beginning(text)
  const folds = short !== text
  return (
    <div className="ticketdesk-output">
      <code>{whole || !folds ? text : `${short}…`}</code>
      {folds && (
        <button
          type="button"
          className="ticketdesk-link"
          aria-expanded={whole}
          onClick={() => setWhole(!whole)}
        >
          <Text id={whole ? 'alert.show_less' : 'alert.show_all'} />
        </button>
      )}
      {continued && (
        <em>
          <Text id="card.continued" />
        </em>
      )}
    </div>
  )
}
