/** Beside a Mattermost nobody vouches for a request but a signature of ours or of Mattermost's. */

import type { IncomingMessage } from 'node:http'
import type { Session } from '@ticketdesk/contract'
import type { Doors } from '../compose'
import { Refusal, refusal } from '../domain/errors'
import type { UserRef } from '../domain/refs'
import type { TrustedCalls } from '../mattermost/inbound/trusted-calls'
import type { WebSessions } from '../mattermost/inbound/web-session'

export interface StandaloneDoorsNeeds {
  calls: TrustedCalls
  sessions: WebSessions
  /** Where browsers reach us. */
  publicUrl: () => string
  /** A click or dialog that nobody stands behind; operators want to know. */
  onTurnedAway: (path: string, reason: string) => void
}

export interface StandaloneDoors extends Doors {
  /** A session for the person whose command Mattermost brought. */
  connect(userId: UserRef, triggerId: string): Promise<Session>
}

/** Below it dialogs are submitted; everything else Mattermost calls is a button. */
const DIALOGS = '/mattermost/dialogs/'

export function createStandaloneDoors(needs: StandaloneDoorsNeeds): StandaloneDoors {
  const { calls, sessions, publicUrl } = needs
  return {
    async identify(request) {
      const token = bearerOf(request)
      return token === undefined ? undefined : await sessions.userOf(token).catch(nobody)
    },
    async callerOf(request, body) {
      const { path } = request
      const sent = await body()
      const isDialog = path.startsWith(DIALOGS)
      const opening = isDialog ? calls.dialog(sent) : calls.click(path, sent)
      const call = await opening.catch((error: unknown) => {
        if (error instanceof Refusal) needs.onTurnedAway(path, error.code)
        throw error
      })
      return { ...call, payload: async () => call.payload }
    },
    async connect(userId, triggerId) {
      await calls.vouch(userId, triggerId)
      return { ...(await sessions.begin(userId)), url: publicUrl() }
    },
  }
}

function bearerOf(request: IncomingMessage): string | undefined {
  return /^bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
}

/** A token that is none, or no longer, is nobody's; that the database is away is another matter. */
function nobody(error: unknown): undefined {
  if (error instanceof Refusal && /^dialog_/.test(error.code)) return undefined
  throw error instanceof Refusal ? error : refusal('storage_unavailable')
}
