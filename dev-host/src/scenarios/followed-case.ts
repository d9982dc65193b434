/** Somebody follows a vendor's case in a channel: what the story of the case is told to. */

import { STORY_CASE } from './case-story'
import { signIn } from './client'

/** Resolves when the card is posted. */
export async function followCase(url: string, channelName = 'town-square'): Promise<void> {
  const anna = await signIn(url, 'anna')
  const [team] = await anna.get<{ id: string }[]>('/api/v4/users/me/teams')
  const channels = await anna.get<{ id: string; name: string }[]>(
    `/api/v4/users/me/teams/${team?.id}/channels`,
  )
  const channel = channels.find(({ name }) => name === channelName)
  const command = `/case track ${STORY_CASE} both`
  const place = { team_id: team?.id, channel_id: channel?.id }
  const isPosted = async () => {
    const { posts } = await anna.get<{ posts: Record<string, { type: string; message: string }> }>(
      `/api/v4/channels/${channel?.id}/posts?per_page=200`,
    )
    const found = Object.values(posts)
    return found.some(({ type, message }) => type !== '' && message.includes(STORY_CASE))
  }
  const until = Date.now() + WAIT_MS
  // The login of the configuration is there a moment after the start; following twice is once.
  for (;;) {
    await anna.post('/api/v4/commands/execute', { command, ...place })
    for (let tries = 0; tries < 10; tries += 1) {
      if (await isPosted()) return
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    if (Date.now() > until) throw new Error('The case was not posted')
  }
}

const WAIT_MS = 15_000
