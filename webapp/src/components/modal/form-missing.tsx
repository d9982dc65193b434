/** The modal while there is no form to show. */
import React from 'react'
import type { RequestProblem } from '../../api/problem'
import { Text } from '../parts/text'
import { Alert } from './alert'
import { failureText, useSentence } from './sentences'

interface Props {
  problem: RequestProblem | null
  onRetry(): void
  onCancel(): void
}

export function FormMissing({ problem, onRetry, onCancel }: Props) {
  const say = useSentence()
  return (
    <>
      <div className="ticketdesk-body">
        {problem ? (
          <Alert onRetry={onRetry}>
            <strong>
              <Text id="modal.load_failed" />
            </strong>{' '}
            {failureText(say, problem)}
          </Alert>
        ) : (
          <div role="status" className="ticketdesk-loading">
            <span className="ticketdesk-spinner" />
            <Text id="modal.loading" />
          </div>
        )}
      </div>
      <div className="ticketdesk-footer">
        <button type="button" className="ticketdesk-button" onClick={onCancel}>
          <Text id="modal.cancel" />
        </button>
      </div>
    </>
  )
}
