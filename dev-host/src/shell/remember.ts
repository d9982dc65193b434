import type { Page } from './state/page'

const KEY = 'stand-in.page'

/** Theme and view survive a reload; nothing else of the page does. */
export const rememberedPage = {
  keep({ theme, view }: Page): void {
    localStorage.setItem(KEY, JSON.stringify({ theme, view }))
  },
  read(): Partial<Page> {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}')
  },
}
