/** The form itself: fields, what went wrong, and the buttons. */
import type { Form } from '@ticketdesk/contract/form'
import React, { useEffect, useRef } from 'react'
import type { Desk } from '../../desk'
import type { Opening } from '../../state/ui'
import { Text } from '../parts/text'
import { Alert } from './alert'
import { DiscardQuestion } from './discard-question'
import { FieldRow } from './fields/field-row'
import { focusFirstField, focusFirstInvalid } from './focus'
import { failureText, useSentence } from './sentences'
import { type Filling, useFilling } from './use-filling'

interface Props {
  desk: Desk
  form: Form
  opening: Opening
  requestClose: React.MutableRefObject<() => void>
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: markup
export function TicketForm({ desk, form, opening, requestClose }: Props) {
  const filling = useFilling({ desk, form, opening })
  const element = useRef<HTMLFormElement>(null)
  useEffect(() => {
    const before = requestClose.current
    requestClose.current = filling.requestClose
    return () => {
      requestClose.current = before
    }
  })
  useFocus(element, filling, opening.prefill !== '')

  function handleSubmit(event: React.SyntheticEvent) {
    event.preventDefault()
    filling.submit()
  }
  function handleKey(event: React.KeyboardEvent) {
    if (event.defaultPrevented || event.key !== 'Enter') return
    if (event.ctrlKey || event.metaKey) handleSubmit(event)
  }
  return (
    // noValidate: the browser's own bubbles would speak before, and otherwise than, our sentences.
    <form
      ref={element}
      className="ticketdesk-form"
      noValidate
      onSubmit={handleSubmit}
      onKeyDown={handleKey}
    >
      <div className="ticketdesk-body">
        {form.introduction && <p className="ticketdesk-introduction">{form.introduction}</p>}
        {filling.restored && (
          <Restored
            onStartOver={() => {
              filling.startOver()
              if (element.current) focusFirstField(element.current, false)
            }}
          />
        )}
        {form.fields.map((field) => (
          <FieldRow
            key={field.name}
            field={field}
            value={filling.values[field.name] ?? ''}
            problem={filling.problems[field.name]}
            onChange={(value) => filling.change(field.name, value)}
            directory={desk.directory}
            place={opening}
          />
        ))}
      </div>
      <Outcome filling={filling} />
      {filling.phase === 'asking' ? (
        <DiscardQuestion onKeep={filling.keepEditing} onDiscard={filling.discard} />
      ) : (
        <Buttons filling={filling} />
      )}
    </form>
  )
}

function useFocus(element: React.RefObject<HTMLFormElement>, filling: Filling, prefilled: boolean) {
  const preferEmpty = useRef(prefilled || filling.restored).current
  useEffect(() => {
    if (element.current) focusFirstField(element.current, preferEmpty)
  }, [element, preferEmpty])
  useEffect(() => {
    if (filling.refusals > 0 && element.current) focusFirstInvalid(element.current)
  }, [element, filling.refusals])
}

function Restored({ onStartOver }: { onStartOver(): void }) {
  return (
    <p className="ticketdesk-restored" role="status">
      <Text id="modal.restored" />{' '}
      <button type="button" className="ticketdesk-link" onClick={onStartOver}>
        <Text id="modal.start_over" />
      </button>
    </p>
  )
}

const SUBMIT_ID = 'ticketdesk-submit'

function Outcome({ filling }: { filling: Filling }) {
  const say = useSentence()
  if (filling.alreadyOpen) {
    return <Alert>{say('modal.already_open', { id: filling.alreadyOpen })}</Alert>
  }
  if (!filling.failure) return null
  function retry() {
    // The alert goes away with its button; the focus must not go with them.
    document.getElementById(SUBMIT_ID)?.focus()
    filling.submit()
  }
  return <Alert onRetry={retry}>{failureText(say, filling.failure)}</Alert>
}

function Buttons({ filling }: { filling: Filling }) {
  const sending = filling.phase === 'sending'
  // aria-disabled, not disabled: a disabled button would lose the focus it has.
  return (
    <div className="ticketdesk-footer">
      <button
        type="button"
        className="ticketdesk-button"
        aria-disabled={sending}
        onClick={filling.requestClose}
      >
        <Text id="modal.cancel" />
      </button>
      <button
        id={SUBMIT_ID}
        type="submit"
        className="ticketdesk-button ticketdesk-primary"
        aria-disabled={sending}
      >
        {sending && <span className="ticketdesk-spinner" />}
        <Text id={sending ? 'modal.sending' : 'modal.submit'} />
      </button>
    </div>
  )
}
