/** The ticket form as the server last described it, and how the last attempt to fetch it went. */
import type { Form } from '@ticketdesk/contract/form'
import type { AnyAction } from 'redux'
import type { RequestProblem } from '../api/problem'

export interface FormState {
  /** An older copy stays in use while, and after, a newer one fails to arrive. */
  form: Form | null
  problem: RequestProblem | null
}

export const emptyForm: FormState = { form: null, problem: null }

/** Forget the form: another user, another language. */
export const formForgotten = () => ({ type: 'ticketdesk/formForgotten' }) as const
export const formReceived = (form: Form) => ({ type: 'ticketdesk/formReceived', form }) as const
export const formRequested = () => ({ type: 'ticketdesk/formRequested' }) as const
export const formFailed = (problem: RequestProblem) =>
  ({ type: 'ticketdesk/formFailed', problem }) as const

type FormAction =
  | ReturnType<typeof formForgotten>
  | ReturnType<typeof formReceived>
  | ReturnType<typeof formRequested>
  | ReturnType<typeof formFailed>

export function reduceForm(state: FormState, action: AnyAction): FormState {
  const ours = action as FormAction
  switch (ours.type) {
    case 'ticketdesk/formForgotten':
      return emptyForm
    case 'ticketdesk/formReceived':
      return { form: ours.form, problem: null }
    case 'ticketdesk/formRequested':
      return { ...state, problem: null }
    case 'ticketdesk/formFailed':
      return { ...state, problem: ours.problem }
    default:
      return state
  }
}
