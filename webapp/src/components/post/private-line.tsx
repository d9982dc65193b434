/** Why nothing happened, for the person who asked and nobody else. */
import React from 'react'
import type { RequestProblem } from '../../api/problem'
import type { SentenceId } from '../../i18n'
import { Icon } from '../parts/icons'
import { sidecarFailures } from '../parts/sidecar-failures'
import { Text } from '../parts/text'
import { Markdown } from './markdown'
import type { PrivateWords } from './use-acting'

interface Props {
  line: PrivateWords | null
  /** What the server says is Markdown, and may have several lines. */
  formatted?: boolean
}

/** On the page all the time, so that what comes into it is read out. */
export function PrivateLine({ line, formatted = false }: Props) {
  return (
    <div role="alert">
      {line && (
        <div className="ticketdesk-private">
          <Icon of={line.kind === 'failed' ? 'alert' : 'info'} size={16} />
          <div>
            {line.kind === 'said' ? (
              <Said text={line.text} formatted={formatted} />
            ) : (
              <Failure problem={line.why} />
            )}{' '}
            <small>
              <Text id="acting.only_you" />
            </small>
          </div>
        </div>
      )}
    </div>
  )
}

function Said({ text, formatted }: { text: string; formatted: boolean }) {
  return formatted ? <Markdown text={text} /> : <span>{text}</span>
}

function Failure({ problem }: { problem: RequestProblem }) {
  // The server's sentence when it sent one, for it knows more.
  const { kind, error, address = '' } = problem
  return <>{error?.message || <Text id={failures[kind]} values={{ address }} />}</>
}

const failures: Record<RequestProblem['kind'], SentenceId> = {
  offline: 'acting.failure.offline',
  aborted: 'acting.failure.offline',
  // It may have been done: the post will tell.
  timeout: 'acting.failure.timeout',
  signed_out: 'acting.failure.signed_out',
  too_large: 'acting.failure.refused',
  unavailable: 'acting.failure.unavailable',
  refused: 'acting.failure.refused',
  ...sidecarFailures,
}
