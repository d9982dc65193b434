/** Where the bot is, and how it gets there. */
import { MattermostError, NOT_IN_CHANNEL } from '../api'
import { ask, askFor, type RemoteClient } from './client'
import type { Gaps } from './gaps'
import { hidden } from './permissions'

/** Of every refusal for want of a right. */
const NO_RIGHT = 'api.context.permissions.app_error'

const NO_CHANNEL = 'app.channel.get.existing.app_error'

export interface Place {
  isMember(channelId: string): Promise<boolean>
  /** Goes into a public channel. False where the bot must be invited. */
  join(channelId: string): Promise<boolean>
  /** Speaks; where the bot is not yet it goes first. Rejects with NOT_IN_CHANNEL if it cannot. */
  speakingIn<T>(channelId: string, speak: () => Promise<T>): Promise<T>
  /** Reads. Rejects with NOT_IN_CHANNEL where the bot sees nothing. */
  readingIn<T>(channelId: string, read: () => Promise<T>): Promise<T>
  /** The channel of two between the bot and a person; made when there is none. */
  directChannel(userId: string): Promise<string>
}

export interface PlaceNeeds {
  client: RemoteClient
  botId: string
  gaps: Gaps
}

export function createPlace({ client, botId, gaps }: PlaceNeeds): Place {
  const member = (channelId: string) =>
    hidden(askFor('roles', () => client.getChannelMember(channelId, botId)))

  /** Where nobody says, posting will tell. */
  const isMember = (channelId: string, whereNobodySays = true) =>
    gaps.orElse(
      async () => Boolean(await member(channelId)),
      () => whereNobodySays,
    )

  const join = (channelId: string) =>
    gaps.orElse(
      () => enter(channelId),
      () => false,
    )

  async function enter(channelId: string): Promise<boolean> {
    const channel = await hidden(ask(() => client.getChannel(channelId)))
    if (channel?.type !== 'O' || channel.delete_at > 0) return false
    // In a body nobody is called `me`.
    const { id } = await askFor('id', () => client.getMe())
    return Boolean(await hidden(ask(() => client.addToChannel(id, channelId))))
  }

  /**
   * A refusal to somebody outside is for being outside; a member's is for something else. Where
   * nobody says, an invitation may help.
   */
  async function isForAbsence(error: unknown, channelId: string): Promise<boolean> {
    const isForWantOfRight = error instanceof MattermostError && error.id === NO_RIGHT
    return isForWantOfRight && !(await isMember(channelId, false))
  }

  async function readingIn<T>(channelId: string, read: () => Promise<T>): Promise<T> {
    try {
      return await read()
    } catch (error) {
      if (!(await isForAbsence(error, channelId))) throw error
      if (await exists(client, channelId)) {
        throw new MattermostError(NOT_IN_CHANNEL, 403, 'the bot is not in the channel')
      }
      throw new MattermostError(NO_CHANNEL, 404, 'no such channel')
    }
  }

  async function speakingIn<T>(channelId: string, speak: () => Promise<T>): Promise<T> {
    try {
      return await speak()
    } catch (error) {
      const entered = (await isForAbsence(error, channelId)) && (await join(channelId))
      return readingIn(channelId, entered ? speak : () => Promise.reject(error))
    }
  }

  return {
    isMember,
    join,
    speakingIn,
    readingIn,
    directChannel: async (userId) =>
      (await ask(() => client.createDirectChannel([botId, userId]))).id,
  }
}

/** A channel we may not see is there all the same. */
function exists(client: RemoteClient, channelId: string): Promise<boolean> {
  return ask(() => client.getChannel(channelId)).then(
    () => true,
    (error: MattermostError) => error.id !== NO_CHANNEL,
  )
}
