/** How a Mattermost with React 17 starts its page. */
import type { ReactElement } from 'react'
import ReactDOM from 'react-dom'

export function mount(element: ReactElement, into: Element): void {
  ReactDOM.render(element, into)
}
