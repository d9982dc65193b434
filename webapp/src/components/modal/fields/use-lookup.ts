/** Suggestions for what is being typed: asked for after a pause, and only the latest counts. */
import { useEffect, useRef, useState } from 'react'
import type { Directory, Entry, EntryKind, Place } from '../../../api/directory'

const PAUSE_MS = 200

export interface Suggestions {
  entries: Entry[]
  state: 'closed' | 'searching' | 'open' | 'failed'
}

const closed: Suggestions = { entries: [], state: 'closed' }

interface Needs {
  directory: Directory
  kind: EntryKind
  place: Place
}

export function useSuggestions({ directory, kind, place }: Needs) {
  const [suggestions, setSuggestions] = useState(closed)
  const stop = useRef(() => {})
  useEffect(() => () => stop.current(), [])

  function close() {
    stop.current()
    setSuggestions(closed)
  }
  function search(text: string) {
    close()
    if (text.trim() === '') return
    const controller = new AbortController()
    const timer = setTimeout(ask, PAUSE_MS)
    stop.current = () => {
      clearTimeout(timer)
      controller.abort()
    }
    async function ask() {
      const { signal } = controller
      setSuggestions({ entries: [], state: 'searching' })
      const { teamId, channelId } = place
      const answer = await directory.search(kind, text.trim(), { teamId, channelId, signal })
      if (signal.aborted) return
      setSuggestions(
        answer.ok ? { entries: answer.body, state: 'open' } : { entries: [], state: 'failed' },
      )
    }
  }
  return { suggestions, search, close }
}

const ID = /^[a-z0-9]{26}$/

/** The entry an id stands for, looked up when it came from a draft or a default. */
export function useEntry(directory: Directory, kind: EntryKind, value: string) {
  const [entry, setEntry] = useState<Entry>()
  const known = entry?.id === value
  useEffect(() => {
    let current = true
    if (!known && ID.test(value)) {
      void directory.find(kind, value).then((found) => current && found && setEntry(found))
    }
    return () => {
      current = false
    }
  }, [directory, kind, value, known])
  return { entry: known ? entry : undefined, setEntry }
}
