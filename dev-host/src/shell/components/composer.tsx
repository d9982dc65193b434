import React, { useRef, useState } from 'react'
import type { Suggestion } from '../../mattermost/commands'
import { send } from '../send'
import type { CommandArgs } from '../types'
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
  const writing = useWriting({ channel_id: channelId, team_id: teamId, root_id: rootId })
  const [chosen, setChosen] = useState(0)
  const box = useRef<HTMLTextAreaElement>(null)
  const { text, error } = writing
  const suggestions = withExecute(text, useSuggestions(text, teamId, channelId))
  const selected = suggestions[chosen % Math.max(suggestions.length, 1)]

  function change(next: string) {
    writing.change(next)
    setChosen(0)
  }
  function take(suggestion: Suggestion) {
    if (suggestion === EXECUTE) return void writing.submit()
    change(`/${suggestion.Complete} `)
    box.current?.focus()
  }
  function handleKey(event: React.KeyboardEvent) {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (selected && move) setChosen((chosen + move + suggestions.length) % suggestions.length)
    else if (selected && (event.key === 'Enter' || event.key === 'Tab')) take(selected)
    else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      void writing.submit()
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
          {...{ id, ref: box, value: text, placeholder }}
          rows={Math.min(8, text.split('\n').length)}
          aria-label={placeholder}
          onChange={(event) => change(event.target.value)}
          onKeyDown={handleKey}
        />
        <SendButton empty={text.trim() === ''} onSend={writing.submit} />
      </div>
      {error && <ErrorLine text={error} />}
    </div>
  )
}

/** The text, and what became of sending it. It stays until it was sent. */
function useWriting(place: CommandArgs) {
  const [text, setText] = useState('')
  const [error, setError] = useState('')
  const [busy, setBusy] = useState(false)
  function change(next: string) {
    setText(next)
    setError('')
  }
  async function submit() {
    if (text.trim() === '' || busy) return
    setBusy(true)
    try {
      await send(text, place)
      change('')
    } catch (cause) {
      setError(cause instanceof Error ? cause.message : String(cause))
    } finally {
      setBusy(false)
    }
  }
  return { text, error, change, submit }
}

function SendButton({ empty, onSend }: { empty: boolean; onSend(): void }) {
  return (
    <button type="button" aria-label="Send" disabled={empty} onClick={onSend}>
      <Icon of="send" />
    </button>
  )
}

function ErrorLine({ text }: { text: string }) {
  return (
    <p className="composer__error" role="alert">
      {text}
    </p>
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
