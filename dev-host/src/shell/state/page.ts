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
  /** A post to be scrolled to, from a permalink. */
  highlighted: string
  sidebarOpen: boolean
}

export type PageAction = { type: 'PAGE_CHANGED'; change: Partial<Page> }

const initial: Page = {
  theme: 'light',
  view: 'web',
  threadId: '',
  dialog: null,
  highlighted: '',
  sidebarOpen: false,
}

export function page(state: Page = initial, raw: { type: string } = { type: '' }): Page {
  const action = raw as PageAction
  return action.type === 'PAGE_CHANGED' ? { ...state, ...action.change } : state
}

export function changePage(change: Partial<Page>): PageAction {
  return { type: 'PAGE_CHANGED', change }
}
