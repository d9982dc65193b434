/** Where an administrator allowed a vendor's private comments. */
import type { Vendor } from '../domain/case/account'
import type { ChannelRef } from '../domain/refs'
import type { People } from '../ports/people'
import { isAmong } from './among-channels'

/** Rejects like People when it cannot ask. */
export type HearsPrivate = (
  vendor: Pick<Vendor, 'privateIn'> | undefined,
  channelId: ChannelRef,
) => Promise<boolean>

export function createHearsPrivate(people: Pick<People, 'findChannel'>): HearsPrivate {
  return async (vendor, channelId) => isAmong(people, vendor?.privateIn ?? [], channelId)
}
