import React, { useEffect, useRef } from 'react'

interface Item {
  id: string
  text: React.ReactNode
  run(): void
}
interface Props {
  label: string
  items: Item[]
  onClose(): void
}

/** A small menu with the keys a menu has: arrows, Enter, Escape. Closes when the focus leaves. */
export function Menu({ label, items, onClose }: Props) {
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const before = document.activeElement
    element.current?.querySelector('button')?.focus()
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])

  function handleKey(event: React.KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.key === 'Escape') onClose()
    if (!step) return
    event.preventDefault()
    const buttons = [...(element.current?.querySelectorAll('button') ?? [])]
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement)
    buttons[(at + step + buttons.length) % buttons.length]?.focus()
  }
  function handleBlur(event: React.FocusEvent) {
    if (!element.current?.contains(event.relatedTarget as Node | null)) onClose()
  }
  return (
    <div
      ref={element}
      className="menu"
      role="menu"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={handleKey}
      onBlur={handleBlur}
    >
      {items.map((item) => (
        <button
          key={item.id}
          type="button"
          role="menuitem"
          onClick={() => {
            item.run()
            onClose()
          }}
        >
          {item.text}
        </button>
      ))}
      {items.length === 0 && <p className="menu__empty">No actions from plugins here.</p>}
    </div>
  )
}
