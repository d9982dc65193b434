/** The account that posts. */
import { createHash } from 'node:crypto'
import type { PluginApi } from './api'

export const BOT_NAME = 'ticketdesk'
/** Which picture the bot has: Mattermost makes thumbnails of every one it is given. */
const PICTURE_KEY = 'bot_picture'

/**
 * Makes or finds the bot; its user id. Mattermost hands over a person's account of that name just
 * as well, and then we would speak as that person.
 */
export async function ensureBot(api: PluginApi, description: string): Promise<string> {
  const id = await api.ensureBotUser({
    username: BOT_NAME,
    displayName: 'Ticket Desk',
    description,
  })
  if ((await api.getUser(id)).isBot) return id
  throw new Error(
    `the account @${BOT_NAME} belongs to a person: rename it, or make it a bot, then enable Ticket Desk again`,
  )
}

/** Gives the bot its picture, unless it has this very one already. */
export async function ensurePicture(api: PluginApi, botId: string, picture: Buffer): Promise<void> {
  const mark = createHash('sha256').update(botId).update(picture).digest()
  const known = await api.kvGet(PICTURE_KEY)
  if (known?.equals(mark)) return
  await api.setProfileImage(botId, picture)
  await api.kvSet(PICTURE_KEY, mark)
}
