/** How a Mattermost with React 18 or 19 starts its page. */
import type { ReactElement } from 'react'
import { createRoot } from 'react-dom/client'

export function mount(element: ReactElement, into: Element): void {
  createRoot(into).render(element)
}
