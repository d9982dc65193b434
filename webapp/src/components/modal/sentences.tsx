/** Sentences that depend on what happened. */
import type { FormField } from '@ticketdesk/contract/form'
import type { FieldProblemCode } from '@ticketdesk/contract/form-check'
import { useIntl } from 'react-intl'
import type { ProblemKind, RequestProblem } from '../../api/problem'
import { type SentenceId, sentence } from '../../i18n'
import type { ShownProblem } from './use-filling'

type Say = (id: SentenceId, values?: Record<string, string | number>) => string

/** Our sentences as plain strings, in the user's language. */
export function useSentence(): Say {
  const intl = useIntl()
  return (id, values) => intl.formatMessage(sentence(id), values)
}

/** The server's sentence when it sent one, for it knows more; else ours. */
export function problemText(say: Say, field: FormField, problem: ShownProblem): string {
  if (problem.message) return problem.message
  return say(problemSentence(field, problem.code), { limit: problem.limit ?? 0 })
}

function problemSentence(field: FormField, code: FieldProblemCode): SentenceId {
  if (code !== 'required') return `problem.${code}`
  if (field.type === 'bool') return 'problem.required_tick'
  return field.type === 'select' || field.type === 'radio'
    ? 'problem.required_choice'
    : 'problem.required'
}

const failures: Record<ProblemKind, SentenceId> = {
  offline: 'failure.offline',
  aborted: 'failure.offline',
  timeout: 'failure.timeout',
  signed_out: 'failure.signed_out',
  too_large: 'failure.too_large',
  unavailable: 'failure.unavailable',
  refused: 'failure.refused',
}

export function failureText(say: Say, problem: RequestProblem): string {
  return problem.error?.message || say(failures[problem.kind])
}
