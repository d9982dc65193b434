import React, { useEffect, useRef, useState } from 'react'
import type { DialogRequest } from '../../mattermost/types'
import { post } from '../api'
import { changePage } from '../state/page'
import { store } from '../store'
import { DialogField, type Value } from './dialog-field'
import { Markdown } from './markdown'
import { useOurs } from './use-state'

interface Answer {
  error?: string
  errors?: Record<string, string>
}

/** The dialog a slash command's server side opened: what people on phones fill in. */
export function InteractiveDialog({ request }: { request: DialogRequest }) {
  const { dialog } = request
  const { values, answer, change, submit, cancel } = useSubmission(request)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector<HTMLElement>('input, textarea, select')?.focus(), [])

  function handleSubmit(event: React.SyntheticEvent) {
    event.preventDefault()
    void submit()
  }
  return (
    <div className="dialog__backdrop">
      <form
        ref={form}
        className="dialog"
        role="dialog"
        aria-label={dialog.title}
        onSubmit={handleSubmit}
      >
        <h2>{dialog.title}</h2>
        <div className="dialog__body">
          {dialog.introduction_text && <Markdown text={dialog.introduction_text} />}
          {dialog.elements.map((element) => (
            <DialogField
              key={element.name}
              element={element}
              value={values[element.name]}
              problem={answer.errors?.[element.name]}
              onChange={(value) => change(element.name, value)}
            />
          ))}
          {answer.error && (
            <p className="dialog__error" role="alert">
              {answer.error}
            </p>
          )}
        </div>
        <Buttons submitLabel={dialog.submit_label} onCancel={cancel} />
      </form>
    </div>
  )
}

function Buttons({ submitLabel, onCancel }: { submitLabel: string; onCancel(): void }) {
  return (
    <footer>
      <button type="button" className="button" onClick={onCancel}>
        Cancel
      </button>
      <button type="submit" className="button button--primary">
        {submitLabel || 'Submit'}
      </button>
    </footer>
  )
}

/** What was filled in, and what the plugin says to it. */
function useSubmission(request: DialogRequest) {
  const { dialog } = request
  const [values, setValues] = useState<Record<string, Value>>(() => defaults(request))
  const [answer, setAnswer] = useState<Answer>({})
  const place = usePlace()
  const send = (submission: object, cancelled: boolean) =>
    post<Answer>('/api/v4/actions/dialogs/submit', {
      ...reference(request),
      ...place,
      submission,
      cancelled,
    })

  async function submit() {
    const missing = dialog.elements.filter(({ name, optional }) => !optional && !values[name])
    if (missing.length > 0) {
      const errors = Object.fromEntries(missing.map(({ name }) => [name, 'This is required.']))
      return setAnswer({ errors })
    }
    try {
      // An untouched field is not there at all, as in Mattermost's own clients.
      const filled = Object.entries(values).filter(([, value]) => value !== '')
      const answered = await send(Object.fromEntries(filled), false)
      if (answered.error || answered.errors) setAnswer(answered)
      else close()
    } catch (cause) {
      setAnswer({ error: cause instanceof Error ? cause.message : String(cause) })
    }
  }
  function cancel() {
    close()
    if (dialog.notify_on_cancel) void send({}, true).catch(() => {})
  }
  const change = (name: string, value: Value) => setValues({ ...values, [name]: value })
  return { values, answer, change, submit, cancel }
}

function usePlace() {
  const channel_id = useOurs((state) => state.entities.channels.currentChannelId)
  const team_id = useOurs((state) => state.entities.teams.currentTeamId)
  return { channel_id, team_id }
}

function close() {
  store.dispatch(changePage({ dialog: null }))
}

function reference({ url, dialog: { callback_id, state } }: DialogRequest) {
  return { url, callback_id, state }
}

function defaults({ dialog }: DialogRequest): Record<string, Value> {
  return Object.fromEntries(
    dialog.elements.map(({ name, type, default: value }) => [
      name,
      type === 'bool' ? value === 'true' : (value ?? ''),
    ]),
  )
}
