/** In native mode every person is Mattermost's word. */
import type { IncomingMessage } from 'node:http'
import type { Doors } from '../compose'
import { refusal } from '../domain/errors'
import type { UserRef } from '../domain/refs'
import { isFromMattermost } from '../mattermost/native/http-pair'

export const nativeDoors: Doors = {
  identify: async (request) => vouchedFor(request),
  async callerOf(request, body) {
    const id = vouchedFor(request)
    if (!id) throw refusal('not_signed_in')
    return { id, payload: body }
  },
}

/** The header means nothing on any socket that the RPC did not make. */
function vouchedFor(request: IncomingMessage): UserRef | undefined {
  const id = request.headers['mattermost-user-id']
  return isFromMattermost(request) && typeof id === 'string' && id !== ''
    ? (id as UserRef)
    : undefined
}
