import type { Actor } from '../domain/actor'
import type { ChannelRef, PostRef } from '../domain/refs'
import type { Log } from '../ports/log'
import type { MattermostApi } from './api'
import type { PrivateAnswer } from './render/source-answers'

export type TellPrivately = (
  actor: Actor,
  where: { channelId: ChannelRef; rootId: PostRef | undefined },
  answer: PrivateAnswer,
) => Promise<void>

/** A post that only this person sees, and nobody keeps. Best effort: never rejects. */
export function createTellPrivately(needs: {
  api: Pick<MattermostApi, 'sendEphemeralPost'>
  botId: () => string
  log: Log
}): TellPrivately {
  const { api, botId, log } = needs
  return async function tellPrivately(actor, { channelId, rootId }, { text, props }) {
    try {
      await api.sendEphemeralPost(actor.id, {
        userId: botId(),
        channelId,
        ...(rootId && { rootId }),
        message: text,
        ...(props && { props }),
      })
    } catch (error) {
      log.warn('a private answer was lost', { reason: String(error) })
    }
  }
}
