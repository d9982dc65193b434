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
  const [values, setValues] = useState<Record<string, Value>>(() => defaults(request))
  const [answer, setAnswer] = useState<Answer>({})
  const place = usePlace()
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector<HTMLElement>('input, textarea, select')?.focus(), [])

  async function submit(event: React.SyntheticEvent) {
    event.preventDefault()
    const missing = dialog.elements.filter(({ name, optional }) => !optional && !values[name])
    if (missing.length > 0) {
      const errors = Object.fromEntries(missing.map(({ name }) => [name, 'This is required.']))
      return setAnswer({ errors })
    }
    try {
      const answered = await post<Answer>('/api/v4/actions/dialogs/submit', {
        ...reference(request),
        ...place,
        // An untouched field is not there at all, as in Mattermost's own clients.
        submission: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')),
        cancelled: false,
      })
      if (answered.error || answered.errors) setAnswer(answered)
      else close()
    } catch (cause) {
      setAnswer({ error: cause instanceof Error ? cause.message : String(cause) })
    }
  }
  async function cancel() {
    close()
    if (!dialog.notify_on_cancel) return
    const cancelled = { ...reference(request), ...place, submission: {}, cancelled: true }
    await post('/api/v4/actions/dialogs/submit', cancelled).catch(() => {})
  }
  return (
    <div className="dialog__backdrop">
      <form ref={form} className="dialog" role="dialog" aria-label={dialog.title} onSubmit={submit}>
        <h2>{dialog.title}</h2>
        <div className="dialog__body">
          {dialog.introduction_text && <Markdown text={dialog.introduction_text} />}
          {dialog.elements.map((element) => (
            <DialogField
              key={element.name}
              element={element}
              value={values[element.name]}
              problem={answer.errors?.[element.name]}
              onChange={(value) => setValues({ ...values, [element.name]: value })}
            />
          ))}
          {answer.error && (
            <p className="dialog__error" role="alert">
              {answer.error}
            </p>
          )}
        </div>
        <footer>
          <button type="button" className="button" onClick={cancel}>
            Cancel
          </button>
          <button type="submit" className="button button--primary">
            {dialog.submit_label || 'Submit'}
          </button>
        </footer>
      </form>
    </div>
  )
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
