/** Our slice of the host's store, `state['plugins-ticketdesk']`. */
import type { AnyAction } from 'redux'
import { emptyForm, type FormState, reduceForm } from './form'
import { emptyUi, reduceUi, type UiState } from './ui'

export interface DeskState {
  ui: UiState
  form: FormState
}
export const emptyState: DeskState = { ui: emptyUi, form: emptyForm }

/** By hand and not by `combineReducers`: one host global less that has to exist. */
export function reduce(state: DeskState = emptyState, action: AnyAction): DeskState {
  const ui = reduceUi(state.ui, action)
  const form = reduceForm(state.form, action)
  return ui === state.ui && form === state.form ? state : { ui, form }
}
