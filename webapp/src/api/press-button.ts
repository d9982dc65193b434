/**
 * Presses a button of a post as somebody on a phone does: `POST /api/v4/posts/<id>/actions/<id>` of
 * the REST API v4. Only a click that goes through Mattermost can have a dialog for an answer.
 */
import { dialogAwaited, type HostStore } from '../host/store'
import type { Client } from './client'
import type { Answer, Parse } from './exchange'

/** Never rejects. What is shown of it, the host shows: a dialog, or a message for this person alone. */
export type PressButton = (postId: string, buttonId: string) => Promise<Answer<Pressed>>

interface Pressed {
  triggerId: string
}

export function createPressButton(client: Client, store: HostStore): PressButton {
  return async function pressButton(postId, buttonId) {
    const path = `/api/v4/posts/${postId}/actions/${buttonId}`
    const answer = await client.request(path, parsePressed, { body: {} })
    if (answer.ok) store.dispatch(dialogAwaited(answer.body.triggerId))
    return answer
  }
}

const parsePressed: Parse<Pressed> = (body) => {
  const triggerId = (body as { trigger_id?: unknown } | null | undefined)?.trigger_id
  return typeof triggerId === 'string' ? { triggerId } : undefined
}
