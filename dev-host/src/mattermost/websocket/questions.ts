/** What a client says on its socket, and the answers (Mattermost's `WebSocketRouter`). */
import { AppError } from '../errors'

export interface Question {
  seq: number
  action: string
  data?: Record<string, unknown>
}

/** Undefined: no JSON of that kind; Mattermost hangs up on it. */
export function readQuestion(raw: string): Question | undefined {
  try {
    const { seq, action, data } = JSON.parse(raw)
    return typeof action === 'string' ? { seq: Number(seq), action, data } : undefined
  } catch {
    return undefined
  }
}

/** The answer's text. */
export function answerQuestion({ seq, action }: Question): string {
  switch (action) {
    case 'ping':
      return fine(seq, { text: 'pong', version: '11.6.0', server_time: Date.now(), node_id: '' })
    case 'presence':
    case 'user_typing':
    case 'user_update_active_status':
      return fine(seq)
    default:
      return failed(seq, new AppError('api.web_socket_router.bad_action.app_error', 500))
  }
}

export function fine(seq: number, data?: object): string {
  return JSON.stringify({ status: 'OK', ...(data && { data }), seq_reply: seq })
}

function failed(seq: number, error: AppError): string {
  return JSON.stringify({ status: 'FAIL', seq_reply: seq, error })
}
