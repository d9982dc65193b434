import { useEffect, useState } from 'react'
import type { Suggestion } from '../../mattermost/commands'
import { get } from '../api'

/** What the server suggests for the command being typed; nothing once a blank ends it. */
export function useSuggestions(text: string, teamId: string, channelId: string): Suggestion[] {
  const [found, setFound] = useState<{ text: string; list: Suggestion[] }>({ text: '', list: [] })
  useEffect(() => {
    if (!text.startsWith('/')) return
    let wanted = true
    const query = new URLSearchParams({ user_input: text, channel_id: channelId })
    get<Suggestion[]>(`/api/v4/teams/${teamId}/commands/autocomplete_suggestions?${query}`)
      .then((list) => wanted && setFound({ text, list }))
      .catch(() => {})
    return () => {
      wanted = false
    }
  }, [text, teamId, channelId])
  return found.text === text && text.startsWith('/') ? found.list : []
}
