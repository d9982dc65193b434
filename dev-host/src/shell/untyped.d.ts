// Libraries a Mattermost lends to plugins; here they are only passed on, so no types are needed.
declare module 'react-bootstrap'
declare module 'react-router-dom'
declare module 'luxon'
declare module 'react-dom/client' {
  export function createRoot(element: Element): { render(node: unknown): void }
}
/** esbuild puts the entry of the chosen React here. */
declare module '#mount' {
  import type { ReactElement } from 'react'
  export function mount(element: ReactElement, into: Element): void
}
/** Set by esbuild: which React this page is built with. */
declare const HOST_REACT: string
