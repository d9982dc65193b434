/**
 * Which of everything that is said concerns the bot. A busy server says a lot: what cannot concern
 * us is known without asking anybody, and a channel is asked about once.
 */
import type { Errand } from '../../domain/errand'
import type { ChannelRef, PostRef, UserRef } from '../../domain/refs'
import type { Clock } from '../../ports/clock'
import { type MattermostApi, MattermostError } from '../api'
import type { HeardMessage } from '../heard'
import { wordsBehindMention, wordsBetweenTwo } from './bot-words'

export interface BotEarsNeeds {
  api: Pick<MattermostApi, 'getUser' | 'getChannel'>
  botId: () => string
  clock: Clock
}

/** Mattermost's own marks of posts that no person wrote. */
const AUTOMATIC = ['from_webhook', 'from_bot', 'from_plugin']
/** A bot may be renamed. */
const KEEP_NAME_MS = 300_000
/** Some ten megabytes. */
const KEEP_CHANNELS = 50_000

/** What a message wants of the bot; undefined when it is not for it. Rejects when it cannot ask. */
export function createBotEars({ api, botId, clock }: BotEarsNeeds) {
  const username = createKept(async () => (await api.getUser(botId())).username, clock)
  const isDirect = createIsDirect(api, botId)

  return async function listen(heard: HeardMessage): Promise<Errand | undefined> {
    if (!isByPerson(heard, botId())) return undefined
    const direct = await isDirect(heard.channelId)
    if (!direct && !heard.message.includes('@')) return undefined
    const read = direct ? wordsBetweenTwo : wordsBehindMention
    const text = read(heard.message, await username())
    if (text === undefined) return undefined
    return {
      id: `post:${heard.postId}`,
      by: heard.userId as UserRef,
      channelId: heard.channelId as ChannelRef,
      threadId: (heard.rootId || heard.postId) as PostRef,
      at: heard.createAt,
      wish: { kind: 'words', text, isDirect: direct, isReply: heard.rootId !== '' },
    }
  }
}

function isByPerson({ type, userId, props }: HeardMessage, botId: string): boolean {
  return type === '' && userId !== botId && !AUTOMATIC.some((mark) => mark in props)
}

/** Direct channels are named after the two who are in them, and never change. */
function createIsDirect({ getChannel }: Pick<MattermostApi, 'getChannel'>, botId: () => string) {
  const known = new Map<string, Promise<boolean>>()
  return function isDirect(id: string): Promise<boolean> {
    const kept = known.get(id)
    if (kept) return kept
    const asked = getChannel(id).then(
      ({ type, name }) => type === 'D' && name.split('__').includes(botId()),
      (error: unknown) => {
        if (error instanceof MattermostError && error.status === 404) return false
        throw error
      },
    )
    for (const oldest of known.keys()) {
      if (known.size < KEEP_CHANNELS) break
      known.delete(oldest)
    }
    known.set(id, asked)
    // Not known after all.
    asked.catch(() => known.delete(id))
    return asked
  }
}

function createKept(ask: () => Promise<string>, clock: Clock): () => Promise<string> {
  let kept: { answer: Promise<string>; until: number } | undefined
  return () => {
    if (kept && kept.until > clock.now()) return kept.answer
    const answer = ask()
    kept = { answer, until: clock.now() + KEEP_NAME_MS }
    answer.catch(() => {
      kept = undefined
    })
    return answer
  }
}
