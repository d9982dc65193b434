/** "Acknowledge with comment…": a line of words and an end, in the card itself. */
import type { AlertActionRequest } from '@ticketdesk/contract/alerts'
import React, { useEffect, useRef, useState } from 'react'
import { useIntl } from 'react-intl'
import { useSentence } from '../../modal/sentences'
import { Text } from '../../parts/text'
import { durationText } from './moment'

interface Props {
  /** Makes the ids of the fields unlike those of other cards. */
  id: string
  onSubmit(more: Pick<AlertActionRequest, 'comment' | 'expiresIn'>): void
  onCancel(): void
}

const LONGEST = 500
const HOUR = 3_600_000
const ENDS = [HOUR, 4 * HOUR, 8 * HOUR, 24 * HOUR, 7 * 24 * HOUR]

export function CommentForm({ id, onSubmit, onCancel }: Props) {
  const intl = useIntl()
  const say = useSentence()
  const [comment, setComment] = useState('')
  const [end, setEnd] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])

  function handleSubmit(event: React.SyntheticEvent) {
    event.preventDefault()
    const words = comment.trim()
    onSubmit({ ...(words && { comment: words }), ...(end && { expiresIn: Number(end) }) })
  }
  function handleKey(event: React.KeyboardEvent) {
    // Mattermost moves the focus into its composer on letters that reach the document.
    if (event.key !== 'F6') event.stopPropagation()
    if (event.key === 'Escape' && !event.nativeEvent.isComposing) onCancel()
  }
  return (
    <form className="ticketdesk-comment" onSubmit={handleSubmit} onKeyDown={handleKey}>
      <label htmlFor={`${id}-comment`}>
        <Text id="alert.comment.label" />
      </label>
      <input
        ref={field}
        id={`${id}-comment`}
        type="text"
        autoComplete="off"
        maxLength={LONGEST}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
      />
      <label htmlFor={`${id}-end`}>
        <Text id="alert.comment.end" />
      </label>
      <select id={`${id}-end`} value={end} onChange={(event) => setEnd(event.target.value)}>
        <option value="">{say('alert.comment.never')}</option>
        {ENDS.map((length) => (
          <option key={length} value={length}>
            {durationText(intl, length, 'long')}
          </option>
        ))}
      </select>
      <div className="ticketdesk-buttons">
        <button type="submit" className="ticketdesk-button ticketdesk-small ticketdesk-primary">
          <Text id="alert.act.acknowledge" />
        </button>
        <button type="button" className="ticketdesk-button ticketdesk-small" onClick={onCancel}>
          <Text id="modal.cancel" />
        </button>
      </div>
    </form>
  )
}
