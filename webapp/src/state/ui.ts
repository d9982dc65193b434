/** What of ours is on the screen: the open modal, and the last thing to be read out. */
import type { AnyAction } from 'redux'

/** Why and where the modal was opened; fixed until it closes, wherever the user looks meanwhile. */
export interface Opening {
  channelId: string
  teamId: string
  /** '' outside threads. */
  rootId: string
  /** Text for the form's prefill field. */
  prefill: string
  /** The message the ticket is made from; then `prefill` is its text and not the user's typing. */
  sourcePostId?: string
}

export interface Notice {
  ticketId: string
  /** Posted, or stored and posted later. */
  posted: boolean
}

export interface UiState {
  opening: Opening | null
  notice: Notice | null
  /** True while our root component is on the page and healthy, so that a modal would be seen. */
  hosted: boolean
}

export const emptyUi: UiState = { opening: null, notice: null, hosted: false }

export const modalOpened = (opening: Opening) =>
  ({ type: 'ticketdesk/modalOpened', opening }) as const
export const modalClosed = (notice: Notice | null = null) =>
  ({ type: 'ticketdesk/modalClosed', notice }) as const
export const hostedChanged = (hosted: boolean) =>
  ({ type: 'ticketdesk/hostedChanged', hosted }) as const

type UiAction =
  | ReturnType<typeof modalOpened>
  | ReturnType<typeof modalClosed>
  | ReturnType<typeof hostedChanged>

export function reduceUi(state: UiState, action: AnyAction): UiState {
  const ours = action as UiAction
  switch (ours.type) {
    case 'ticketdesk/modalOpened':
      return { ...state, opening: ours.opening, notice: null }
    case 'ticketdesk/modalClosed':
      return { ...state, opening: null, notice: ours.notice }
    case 'ticketdesk/hostedChanged':
      return { ...state, hosted: ours.hosted, opening: ours.hosted ? state.opening : null }
    default:
      return state
  }
}
