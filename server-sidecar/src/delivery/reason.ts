import { Refusal } from '../domain/errors'
import { ChatFailure, ChatRefusal } from '../ports/chat'

/** Why something failed, in a word fit for logs and tables: never a driver's or server's own text. */
export function reasonOf(error: unknown): string {
  if (error instanceof Refusal) return error.code
  if (error instanceof ChatRefusal || error instanceof ChatFailure) return error.reason
  return error instanceof Error ? error.name : 'unknown'
}
