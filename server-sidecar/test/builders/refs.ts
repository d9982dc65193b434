import { randomBytes } from 'node:crypto'
import type { ChannelRef, PostRef, UserRef } from '../../src/domain/refs'

const letters = 'abcdefghijklmnopqrstuvwxyz012345'

/** An id as Mattermost makes them: 26 characters. */
export function anId(): string {
  return [...randomBytes(26)].map((byte) => letters[byte % 32]).join('')
}
export const aUserRef = () => anId() as UserRef
export const aChannelRef = () => anId() as ChannelRef
export const aPostRef = () => anId() as PostRef
