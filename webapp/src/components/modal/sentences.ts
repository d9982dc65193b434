/** Sentences that depend on what happened. */
import type { FormField } from '@ticketdesk/contract/form'
import type { FieldProblemCode } from '@ticketdesk/contract/form-check'
import { useIntl } from 'react-intl'
import type { ProblemKind, RequestProblem } from '../../api/problem'
import { type SentenceId, sentence } from '../../i18n'
import { sidecarFailures } from '../parts/sidecar-failures'
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

const problems: Record<FieldProblemCode, SentenceId> = {
  required: 'problem.required',
  too_short: 'problem.too_short',
  too_long: 'problem.too_long',
  wrong_type: 'problem.wrong_type',
  not_an_option: 'problem.not_an_option',
  not_a_date: 'problem.not_a_date',
  unknown_field: 'problem.unknown_field',
  user_not_found: 'problem.user_not_found',
  channel_not_found: 'problem.channel_not_found',
}

function problemSentence(field: FormField, code: FieldProblemCode): SentenceId {
  // A newer server may know problems that this page, loaded earlier, has no words for.
  if (code !== 'required') return problems[code] ?? 'problem.wrong_type'
  if (field.type === 'bool') return 'problem.required_tick'
  return field.type === 'select' || field.type === 'radio'
    ? 'problem.required_choice'
    : problems.required
}

const failures: Record<ProblemKind, SentenceId> = {
  offline: 'failure.offline',
  aborted: 'failure.offline',
  timeout: 'failure.timeout',
  signed_out: 'failure.signed_out',
  too_large: 'failure.too_large',
  unavailable: 'failure.unavailable',
  refused: 'failure.refused',
  ...sidecarFailures,
}

export function failureText(say: Say, problem: RequestProblem): string {
  return problem.error?.message || say(failures[problem.kind], { address: problem.address ?? '' })
}
