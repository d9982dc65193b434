/**
 * The life of one modal: fill in, send, be refused, try again, close. Nothing the user typed is
 * dropped before the server has the ticket or the user says so.
 */
import type { Form, FormValues } from '@ticketdesk/contract/form'
import { checkForm, type FieldProblem } from '@ticketdesk/contract/form-check'
import type { OpenTicketResponse } from '@ticketdesk/contract/tickets'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Answer } from '../../api/exchange'
import type { RequestProblem } from '../../api/problem'
import type { Desk } from '../../desk'
import { type Draft, draftKey } from '../../drafts/drafts'
import { currentUserId } from '../../host/store'
import { modalClosed, type Opening } from '../../state/ui'
import { useMounted } from '../parts/use-mounted'
import { currentValues, enteredAtStart, isDirty, proposedValues, valuesToSend } from './values'

/** A problem of one field; the server's comes with its sentence. */
export type ShownProblem = FieldProblem & { message?: string }

interface State extends Draft {
  problems: Record<string, ShownProblem>
  phase: 'editing' | 'sending' | 'asking'
  failure: RequestProblem | null
  /** The ticket an earlier attempt turned out to have opened, with other text. */
  alreadyOpen: string | null
  restored: boolean
  /** Counts the attempts that were refused for a field, so that the focus can follow. */
  refusals: number
}

export interface Filling extends State {
  change(name: string, value: string | boolean): void
  submit(): void
  /** Closes, or asks first when something would be lost. */
  requestClose(): void
  keepEditing(): void
  discard(): void
  /** Throws the restored draft away and begins with an empty form. */
  startOver(): void
}

interface Needs {
  desk: Desk
  form: Form
  opening: Opening
}

export function useFilling({ desk, form, opening }: Needs): Filling {
  const [key] = useState(() => draftKey(currentUserId(desk.store.getState()), opening))
  const [state, setState] = useState(() => begin({ desk, form, opening }, desk.drafts.load(key)))
  const patch = (change: Partial<State>) => setState((now) => ({ ...now, ...change }))
  const proposed = useMemo(() => proposedValues(form, opening), [form, opening])
  const values = currentValues(form, proposed, state.values)
  const dirty = isDirty(values, proposed)
  useKeptDraft(desk.drafts, key, { state, dirty })
  const send = useSending({ desk, form, opening }, { key, state, patch })

  function close() {
    desk.drafts.remove(key)
    desk.store.dispatch(modalClosed())
  }
  return {
    ...state,
    values,
    change: (name, value) => setState((now) => changed(now, name, value)),
    submit: () => void send(valuesToSend(values)),
    requestClose() {
      if (state.phase === 'sending') return
      if (state.phase === 'asking') patch({ phase: 'editing' })
      else if (dirty) patch({ phase: 'asking' })
      else close()
    },
    keepEditing: () => patch({ phase: 'editing' }),
    discard: close,
    startOver: () => setState({ ...begin({ desk, form, opening }), refusals: state.refusals }),
  }
}

function begin({ desk, form, opening }: Needs, draft?: Draft): State {
  return {
    requestId: draft?.requestId ?? desk.newRequestId(),
    values: enteredAtStart(form, opening, draft?.values),
    ...(draft?.attempted !== undefined && { attempted: draft.attempted }),
    problems: {},
    phase: 'editing',
    failure: null,
    alreadyOpen: null,
    restored: draft !== undefined && Object.keys(draft.values).length > 0,
    refusals: 0,
  }
}

function changed(state: State, name: string, value: string | boolean): State {
  // What is under way must be what is on the screen.
  if (state.phase === 'sending') return state
  const { [name]: _, ...problems } = state.problems
  return { ...state, values: { ...state.values, [name]: value }, problems, phase: 'editing' }
}

function useKeptDraft(
  drafts: Desk['drafts'],
  key: string,
  { state, dirty }: { state: State; dirty: boolean },
) {
  const { requestId, values, attempted } = state
  useEffect(() => {
    if (dirty || attempted !== undefined) {
      drafts.save(key, { requestId, values, ...(attempted !== undefined && { attempted }) })
    } else {
      drafts.remove(key)
    }
  }, [drafts, key, requestId, values, attempted, dirty])
}

interface Draftsman {
  key: string
  state: State
  patch(change: Partial<State>): void
}

function useSending({ desk, form, opening }: Needs, { key, state, patch }: Draftsman) {
  // A ref, for a second click may come before React has drawn the first.
  const sending = useRef(false)
  const mounted = useMounted()

  return async function send(values: FormValues) {
    if (sending.current) return
    const problems = checkForm(form, values)
    if (Object.keys(problems).length > 0) {
      return patch({ problems, failure: null, refusals: state.refusals + 1 })
    }
    sending.current = true
    const text = JSON.stringify(values)
    const attempted = state.attempted ?? text
    patch({ problems: {}, phase: 'sending', failure: null, alreadyOpen: null, attempted })
    const answer = await desk.api.openTicket(requestOf(opening, state.requestId, values))
    sending.current = false
    const opened = answer.ok && (answer.status !== 200 || attempted === text)
    if (opened) desk.drafts.remove(key)
    if (!mounted.current) return
    if (opened) desk.store.dispatch(modalClosed(noticeOf(answer.body)))
    else patch({ phase: 'editing', ...consequence({ desk, form }, state, answer) })
  }
}

function requestOf(
  { channelId, rootId, sourcePostId }: Opening,
  requestId: string,
  values: FormValues,
) {
  return {
    requestId,
    channelId,
    ...(rootId && { rootId }),
    ...(sourcePostId && { sourcePostId }),
    values,
  }
}

function noticeOf({ ticket }: OpenTicketResponse) {
  return { ticketId: ticket.id, posted: ticket.postId !== undefined }
}

/** What an attempt that did not open this ticket changes in the modal. */
function consequence(
  { desk, form }: { desk: Desk; form: Form },
  state: State,
  answer: Answer<OpenTicketResponse>,
): Partial<State> {
  const freshKey = { requestId: desk.newRequestId(), attempted: undefined }
  if (answer.ok) return { ...freshKey, alreadyOpen: answer.body.ticket.id }
  const { error } = answer.problem
  if (error?.code === 'request_id_taken') return { ...freshKey, failure: answer.problem }
  if (error?.code !== 'invalid_form') return { failure: answer.problem }
  // The server knows a newer form than we do, or more about a value than a browser can.
  desk.formKeeper.refresh()
  const problems = error.fields ?? {}
  const placed = Object.keys(problems).filter((name) => form.fields.some((f) => f.name === name))
  return placed.length > 0
    ? { problems, refusals: state.refusals + 1 }
    : { failure: answer.problem }
}
