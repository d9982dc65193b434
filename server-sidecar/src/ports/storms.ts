import type { AlertId } from '../domain/alert/alert'
import type { Storm } from '../domain/alert/storm'
import type { ChannelRef, PostRef } from '../domain/refs'

/** The storm that is on in a channel. */
export interface KeptStorm extends Storm {
  /** Whose delivery brings the summary post about. */
  founder: AlertId
  /** Since when; milliseconds since 1970. */
  foundedAt: number
  /** The summary, once it exists. */
  postId?: PostRef
  /** How many problems its thread tells of. */
  told?: number
}

/** Storms by channel, inside a transaction. */
export interface Storms {
  /** The channel's storm; nobody else changes it until the transaction ends, even if there is none. */
  lock(channel: ChannelRef): Promise<KeptStorm | undefined>
  /** The channel is locked. Undefined: it is over. */
  keep(channel: ChannelRef, storm: KeptStorm | undefined): Promise<void>
}
