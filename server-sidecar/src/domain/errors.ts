import type { ErrorCode, FieldProblems } from '@ticketdesk/contract'

/**
 * A refusal: a code and data, no prose. `http/errors.ts` gives it a status, `text/` a sentence in
 * the reader's language.
 */
export class Refusal extends Error {
  readonly code: ErrorCode
  readonly fields: FieldProblems | undefined

  constructor(code: ErrorCode, fields?: FieldProblems) {
    super(code)
    this.name = 'Refusal'
    this.code = code
    this.fields = fields
  }
}

export function refusal(code: ErrorCode, fields?: FieldProblems): Refusal {
  return new Refusal(code, fields)
}
