import type { ErrorCode, FieldProblems } from '@ticketdesk/contract'

/**
 * A refusal: a code and data, no prose. `http/errors.ts` gives it a status, `text/` a sentence in
 * the reader's language.
 */
export class Refusal extends Error {
  readonly code: ErrorCode
  readonly fields: FieldProblems | undefined
  /** What the sentence names. */
  readonly data: Record<string, string>

  constructor(code: ErrorCode, fields?: FieldProblems, data: Record<string, string> = {}) {
    super(code)
    this.name = 'Refusal'
    this.code = code
    this.fields = fields
    this.data = data
  }
}

export function refusal(code: ErrorCode, fields?: FieldProblems): Refusal {
  return new Refusal(code, fields)
}

/** @param bot the name of our bot, which somebody must invite */
export function botMissing(bot: string): Refusal {
  return new Refusal('bot_not_in_channel', undefined, { bot })
}
