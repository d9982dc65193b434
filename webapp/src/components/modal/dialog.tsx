/**
 * The shell of a modal dialog: portal, backdrop, focus, keys. Not Bootstrap's, which the host would
 * lend: that one loses the first focus, lets Tab out, and does not give the focus back.
 */
import React, { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import type { Theme } from '../../host/registry'
import { colorScheme } from './color-scheme'
import { focusComposer, keepFocusIn, stepFocus } from './focus'

interface Props {
  titleId: string
  describedBy: string
  /** '' outside threads: which composer gets the focus back. */
  rootId: string
  theme: Theme | undefined
  busy: boolean
  /** Esc, or a click beside the dialog. */
  onCloseRequest(): void
  children: React.ReactNode
}

export function Dialog(props: Props) {
  const [host] = useState(() => document.createElement('div'))
  const dialog = useRef<HTMLDivElement>(null)
  useMountedHost(host, dialog, props.rootId)
  // A button that goes away takes the focus with it, to where no key would reach the dialog.
  useEffect(() => {
    if (document.activeElement === document.body) dialog.current?.focus()
  })

  function handleKey(event: React.KeyboardEvent) {
    if (event.nativeEvent.isComposing || event.defaultPrevented) return
    if (event.key === 'Escape') {
      event.preventDefault()
      props.onCloseRequest()
    } else if (event.key === 'Tab' && dialog.current) {
      if (stepFocus(dialog.current, event.shiftKey)) event.preventDefault()
    }
  }
  // On press, not on release: a selection dragged out of a field must not count as a click beside.
  function handlePress(event: React.MouseEvent) {
    if (event.target !== event.currentTarget) return
    event.preventDefault()
    props.onCloseRequest()
  }
  return createPortal(
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut; the keyboard has Esc and Close
    <div className="ticketdesk-backdrop" role="presentation" onMouseDown={handlePress}>
      <div
        ref={dialog}
        className="ticketdesk-dialog a11y__modal"
        style={{ colorScheme: colorScheme(props.theme) }}
        role="dialog"
        aria-modal="true"
        aria-labelledby={props.titleId}
        aria-describedby={props.describedBy}
        aria-busy={props.busy}
        tabIndex={-1}
        onKeyDown={handleKey}
      >
        {props.children}
      </div>
    </div>,
    host,
  )
}

function useMountedHost(
  host: HTMLElement,
  dialog: React.RefObject<HTMLDivElement>,
  rootId: string,
) {
  useLayoutEffect(() => {
    document.body.append(host)
    const before = document.activeElement
    dialog.current?.focus()
    // Mattermost moves the focus into its composer on any letter that reaches the document while a
    // button or a list has the focus. F6 is how its users walk between regions.
    const keepKey = (event: KeyboardEvent) => event.key !== 'F6' && event.stopPropagation()
    host.addEventListener('keydown', keepKey)
    const release = dialog.current ? keepFocusIn(dialog.current) : () => {}
    return () => {
      release()
      host.remove()
      focusComposer(rootId, before)
    }
  }, [host, dialog, rootId])
}
