/** What only this page knows: how it looks, and what is open on it. */
import type { DialogRequest } from '../../mattermost/types'
import type { ThemeName } from '../themes'

export type View = 'web' | 'phone'

export interface Page {
  theme: ThemeName
  view: View
  /** Root post of the thread beside the channel; '' when closed. */
  threadId: string
  dialog: DialogRequest | null
  /** The one that came last; shown once the page knows that it was asked for here. */
  arrived: DialogRequest | null
  /** Of what was done last on this page. */
  triggerId: string
  /** A post to be scrolled to, from a permalink. */
  highlighted: string
  sidebarOpen: boolean
}

/** The names of the last two are Mattermost's, whose plugins dispatch the second. */
export type PageAction =
  | { type: 'PAGE_CHANGED'; change: Partial<Page> }
  | { type: 'RECEIVED_DIALOG'; data: DialogRequest }
  | { type: 'RECEIVED_DIALOG_TRIGGER_ID'; data: string }

const initial: Page = {
  theme: 'light',
  view: 'web',
  threadId: '',
  dialog: null,
  arrived: null,
  triggerId: '',
  highlighted: '',
  sidebarOpen: false,
}

export function page(state: Page = initial, raw: { type: string } = { type: '' }): Page {
  const action = raw as PageAction
  switch (action.type) {
    case 'PAGE_CHANGED':
      return { ...state, ...action.change }
    case 'RECEIVED_DIALOG':
      return shown({ ...state, arrived: action.data })
    case 'RECEIVED_DIALOG_TRIGGER_ID':
      return shown({ ...state, triggerId: action.data })
    default:
      return state
  }
}

/** Other pages of the same person hear of the dialog, too. */
function shown(state: Page): Page {
  const { arrived, triggerId } = state
  return arrived?.trigger_id === triggerId ? { ...state, dialog: arrived, arrived: null } : state
}

export function changePage(change: Partial<Page>): PageAction {
  return { type: 'PAGE_CHANGED', change }
}
