import { CONNECT_WORD, type ConnectAnswer, type Session } from '@ticketdesk/contract'
import { Router as createRouter, type Request, type RequestHandler, type Router } from 'express'
import * as z from 'zod'
import { refusal } from '../../domain/errors'
import type { UserRef } from '../../domain/refs'
import type { CheckSlashToken } from '../doors/slash-tokens'
import { methodNotAllowed } from '../errors'
import { BODY_LIMIT, parseBody, readBytes } from '../read'
import { sendJson } from '../send'

/** What was typed, and where; empty texts where Mattermost has nothing to say. */
export interface SlashCall {
  userId: string
  /** Without an at sign; empty when Mattermost did not say. */
  username: string
  channelId: string
  rootId: string
  triggerId: string
  command: string
}

export interface SlashNeeds {
  checkToken: CheckSlashToken
  /** The text only the caller sees; empty when a dialog was opened. */
  handleCommand: (call: SlashCall) => Promise<string>
  /** Refuses when Mattermost does not stand behind the call. */
  connect: (userId: UserRef, triggerId: string) => Promise<Session>
}

/** Where the commands of Mattermost's integrations post to. */
export const SLASH_COMMANDS = ['ticket', 'alerts', 'case'] as const

/** Mattermost's form for an outgoing command (`app.tryExecuteCustomCommand`), the part we use. */
const callSchema = z.object({
  token: z.string().optional(),
  user_id: z.string().min(1),
  user_name: z.string().default(''),
  channel_id: z.string().default(''),
  root_id: z.string().default(''),
  trigger_id: z.string().default(''),
  text: z.string().default(''),
})

/**
 * `POST /ticket` and its kin: a typed slash command. The path names it, whatever word people gave
 * it in their Mattermost. The token stands in the body; where Mattermost fetches its own tokens for
 * outgoing calls, only there.
 */
export function createSlashRoute(needs: SlashNeeds): Router {
  const router = createRouter()
  for (const command of SLASH_COMMANDS) {
    router.route(`/${command}`).post(answer(needs, command)).all(methodNotAllowed('POST'))
  }
  return router
}

function answer(needs: SlashNeeds, command: string): RequestHandler {
  return async function answerSlash(request, response) {
    const form = await readForm(request)
    needs.checkToken(form['token'] ?? tokenInHeader(request), request.socket.remoteAddress ?? '')
    const call = parseBody(form, callSchema)
    const { user_id: userId, trigger_id: triggerId, text } = call
    if (text.trim() === CONNECT_WORD) {
      const session = await needs.connect(userId as UserRef, triggerId)
      return sendJson(response, 200, renderSession(session))
    }
    const told = await needs.handleCommand({
      ...{ userId, username: call.user_name, triggerId },
      ...{ channelId: call.channel_id, rootId: call.root_id },
      command: `/${command} ${text}`.trimEnd(),
    })
    // Our words are Markdown already: `<` and `>` in them are no links of Slack's.
    sendJson(response, 200, { response_type: 'ephemeral', text: told, skip_slack_parsing: true })
  }
}

/** Without text and attachments nothing is posted: only the caller's client sees the answer. */
function renderSession(session: Session): ConnectAnswer {
  return { response_type: 'ephemeral', text: '', props: { ticketdesk: session } }
}

/** Of a name that comes twice, the first value counts. */
async function readForm(request: Request): Promise<Record<string, string>> {
  const type = request.headers['content-type'] ?? ''
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) {
    throw refusal('unsupported_content_type')
  }
  const text = (await readBytes(request, BODY_LIMIT)).toString('utf8')
  return Object.fromEntries([...new URLSearchParams(text)].reverse())
}

function tokenInHeader(request: Request): string | undefined {
  return /^(?:token|bearer)\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
}
