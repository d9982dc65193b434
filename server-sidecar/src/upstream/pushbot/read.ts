/**
 * The `db.json` of tickets-pushbot (github.com/Rocco83/redhat-pushbot): chat id → credentials in clear
 * text, which are looked at for nothing but their being there, whose comments are wanted (`notify`),
 * and cases by number.
 */
import type { PushbotChat } from '../../usecases/import-pushbot'
import { isLoose } from '../loose-json'

/** Undefined when it is no such file. */
export function readPushbot(text: string): PushbotChat[] | undefined {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isLoose(json)) return undefined
  const chats = Object.entries(json)
  if (!chats.every(([, chat]) => isLoose(chat))) return undefined
  return chats.map(([id, chat]) => chatOf(id, isLoose(chat) ? chat : {}))
}

function chatOf(id: string, chat: Readonly<Record<string, unknown>>): PushbotChat {
  const credentials = isLoose(chat['credentials']) ? chat['credentials'] : {}
  const wanted = Array.isArray(chat['notify']) ? chat['notify'].map(String) : []
  const hears = (side: string) => wanted.some((word) => word.toLowerCase() === side)
  const isBoth = hears('both') || (hears('associate') && hears('customer'))
  return {
    id,
    side: isBoth ? 'both' : hears('customer') ? 'customer' : 'associate',
    numbers: isLoose(chat['cases']) ? Object.keys(chat['cases']).sort() : [],
    hasPassword: credentials['password'] !== undefined,
  }
}
