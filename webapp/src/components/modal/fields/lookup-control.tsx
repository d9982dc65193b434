/**
 * A person or a channel, found by typing: the combobox pattern of the ARIA practices with a list.
 * The value is the id once something is chosen; until then it is what was typed, so that a draft
 * keeps it and the rules of the form refuse it by name.
 */
import React, { useEffect, useRef, useState } from 'react'
import type { Entry } from '../../../api/directory'
import { useSentence } from '../sentences'
import { ariaOf, type ControlProps, labelId } from './control'
import { type Suggestions, useEntry, useSuggestions } from './use-lookup'

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one element with all its ARIA
export function LookupControl(props: ControlProps) {
  const { id, field, directory, place } = props
  const kind = field.type === 'channel' ? 'channel' : 'user'
  const say = useSentence()
  const value = String(props.value)
  const { entry, setEntry } = useEntry(directory, kind, value)
  const { suggestions, search, close } = useSuggestions({ directory, kind, place })
  const [active, setActive] = useState(0)
  const { entries } = suggestions
  const open = suggestions.state === 'open' && entries.length > 0

  function choose(chosen: Entry) {
    setEntry(chosen)
    props.onChange(chosen.id)
    close()
  }
  function type(text: string) {
    setActive(0)
    props.onChange(text)
    search(text)
  }
  function handleKey(event: React.KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!open || event.nativeEvent.isComposing) return
    if (step) setActive((active + step + entries.length) % entries.length)
    else if (event.key === 'Enter' && entries[active]) choose(entries[active])
    else if (event.key === 'Escape') close()
    else return
    // For the form and the dialog around it this key is used up: Esc closes the list, not them.
    event.preventDefault()
  }
  return (
    <div className="ticketdesk-lookup">
      <input
        id={id}
        className="ticketdesk-control"
        type="text"
        role="combobox"
        autoComplete="off"
        spellCheck={false}
        aria-autocomplete="list"
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-activedescendant={open ? `${id}-${active}` : undefined}
        placeholder={
          field.placeholder || say(kind === 'user' ? 'field.find_user' : 'field.find_channel')
        }
        value={entry?.label ?? value}
        onChange={(event) => type(event.target.value)}
        onKeyDown={handleKey}
        onBlur={close}
        {...ariaOf(props)}
      />
      {open && (
        <List
          id={id}
          labelledBy={labelId(field.name)}
          entries={entries}
          active={active}
          onChoose={choose}
        />
      )}
      <Status suggestions={suggestions} />
    </div>
  )
}

interface ListProps {
  id: string
  labelledBy: string
  entries: Entry[]
  active: number
  onChoose(entry: Entry): void
}

function List({ id, labelledBy, entries, active, onChoose }: ListProps) {
  const list = useRef<HTMLDivElement>(null)
  // The list hangs out of a scrolling form: first the whole of it into sight, then the choice.
  // (In braces, both: newer browsers return a promise, which React would take for a clean-up.)
  useEffect(() => {
    list.current?.scrollIntoView?.({ block: 'nearest' })
  }, [])
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView?.({ block: 'nearest' })
  }, [active])
  return (
    <div
      ref={list}
      id={`${id}-list`}
      role="listbox"
      className="ticketdesk-list"
      aria-labelledby={labelledBy}
    >
      {entries.map((entry, index) => (
        // The focus stays in the input, which moves the choice by aria-activedescendant.
        // biome-ignore lint/a11y/useKeyWithClickEvents: the input has the keys
        <div
          key={entry.id}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(entry)}
        >
          <span>{entry.label}</span> <small>{entry.detail}</small>
        </div>
      ))}
    </div>
  )
}

function Status({ suggestions: { state, entries } }: { suggestions: Suggestions }) {
  const say = useSentence()
  const text =
    state === 'failed'
      ? say('field.search_failed')
      : state === 'open'
        ? say('field.found', { count: entries.length })
        : ''
  // What the list shows is only read out; that there is none must also be seen.
  const seen = text !== '' && entries.length === 0
  return (
    <p role="status" className={seen ? 'ticketdesk-count' : 'ticketdesk-unseen'}>
      {text}
    </p>
  )
}
