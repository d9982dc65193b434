import React, { useRef, useState } from 'react'
import type { Suggestion } from '../../mattermost/commands'
import { send } from '../send'
import { Icon } from './icons'
import { useOurs } from './use-state'
import { useSuggestions } from './use-suggestions'

interface Props {
  /** Mattermost's ids: `post_textbox` in the channel, `reply_textbox` in a thread. */
  id: 'post_textbox' | 'reply_textbox'
  channelId: string
  rootId: string
  placeholder: string
}

/** Where people write. Enter sends, Shift+Enter breaks the line; a suggestion is taken first. */
export function Composer({ id, channelId, rootId, placeholder }: Props) {
  const teamId = useOurs((state) => state.entities.teams.currentTeamId)
  const [text, setText] = useState('')
  const [error, setError] = useState('')
  const [busy, setBusy] = useState(false)
  const [chosen, setChosen] = useState(0)
  const box = useRef<HTMLTextAreaElement>(null)
  const suggestions = withExecute(text, useSuggestions(text, teamId, channelId))
  const selected = suggestions[chosen % Math.max(suggestions.length, 1)]

  function change(next: string) {
    setText(next)
    setError('')
    setChosen(0)
  }
  async function submit() {
    const message = text.trim() === '' ? '' : text
    if (message === '' || busy) return
    setBusy(true)
    try {
      await send(message, { channel_id: channelId, team_id: teamId, root_id: rootId })
      change('')
    } catch (cause) {
      setError(cause instanceof Error ? cause.message : String(cause))
    } finally {
      setBusy(false)
    }
  }
  function take(suggestion: Suggestion) {
    if (suggestion === EXECUTE) return void submit()
    change(`/${suggestion.Complete} `)
    box.current?.focus()
  }
  function handleKey(event: React.KeyboardEvent) {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (selected && move) setChosen((chosen + move + suggestions.length) % suggestions.length)
    else if (selected && (event.key === 'Enter' || event.key === 'Tab')) take(selected)
    else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      void submit()
    } else return
    event.preventDefault()
  }
  return (
    <div className="composer">
      {suggestions.length > 0 && (
        <Suggestions list={suggestions} chosen={selected} onTake={take} boxId={id} />
      )}
      <div className="composer__frame">
        <textarea
          id={id}
          ref={box}
          rows={Math.min(8, text.split('\n').length)}
          value={text}
          placeholder={placeholder}
          aria-label={placeholder}
          aria-controls={`${id}_suggestions`}
          onChange={(event) => change(event.target.value)}
          onKeyDown={handleKey}
        />
        <button type="button" aria-label="Send" disabled={text.trim() === ''} onClick={submit}>
          <Icon of="send" />
        </button>
      </div>
      {error && (
        <p className="composer__error" role="alert">
          {error}
        </p>
      )}
    </div>
  )
}

const EXECUTE: Suggestion = {
  Complete: '',
  Suggestion: 'execute',
  Hint: '',
  Description: 'Run the command as it is',
  IconData: '',
}

/** After a blank the command may be complete: then running it is offered first, as in Mattermost. */
function withExecute(text: string, found: Suggestion[]): Suggestion[] {
  const suggestions = found.filter(({ Suggestion }) => Suggestion)
  return suggestions.length > 0 && text.endsWith(' ') ? [EXECUTE, ...suggestions] : suggestions
}

interface SuggestionsProps {
  list: Suggestion[]
  chosen: Suggestion | undefined
  boxId: string
  onTake(suggestion: Suggestion): void
}

function Suggestions({ list, chosen, boxId, onTake }: SuggestionsProps) {
  return (
    <div className="suggestions" id={`${boxId}_suggestions`} role="listbox" aria-label="Commands">
      {list.map((suggestion) => (
        <div
          key={suggestion.Complete}
          role="option"
          tabIndex={-1}
          aria-selected={suggestion === chosen}
          className="suggestions__item"
          onMouseDown={(event) => {
            event.preventDefault()
            onTake(suggestion)
          }}
        >
          {suggestion.IconData.startsWith('data:image/') ? (
            <img src={suggestion.IconData} alt="" width={24} height={24} />
          ) : (
            <Icon of="slash" />
          )}
          <span>
            <strong>{suggestion === EXECUTE ? '↵' : `/${suggestion.Complete}`}</strong>{' '}
            <em>{suggestion.Hint}</em>
            <small>{suggestion.Description}</small>
          </span>
        </div>
      ))}
    </div>
  )
}
