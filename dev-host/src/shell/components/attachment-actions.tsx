import React, { useState } from 'react'
import type { PostAction } from '../../mattermost/attachment-actions'
import { post } from '../api'
import { type Asked, asked } from '../send'

interface Props {
  postId: string
  actions: PostAction[]
}

/** Buttons and menus of an attachment; a click goes to the server, which asks whoever made them. */
export function AttachmentActions({ postId, actions }: Props) {
  const [running, setRunning] = useState('')
  const [problem, setProblem] = useState('')

  async function click({ id, cookie = '' }: PostAction, selected_option = '') {
    setRunning(id)
    setProblem('')
    try {
      asked(await post<Asked>(`/api/v4/posts/${postId}/actions/${id}`, { selected_option, cookie }))
    } catch (cause) {
      setProblem(cause instanceof Error ? cause.message : String(cause))
    } finally {
      setRunning('')
    }
  }
  return (
    <div className="attachment__actions">
      {actions.map((action) =>
        action.type === 'select' ? (
          <select
            key={action.id}
            aria-label={action.name}
            value={action.default_option ?? ''}
            onChange={(event) => void click(action, event.target.value)}
          >
            <option value="">{action.name}</option>
            {action.options?.map(({ text, value }) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        ) : (
          <button
            key={action.id}
            type="button"
            className={`attachment__action attachment__action--${action.style || 'default'}`}
            disabled={action.disabled || running === action.id}
            onClick={() => void click(action)}
          >
            {action.name}
          </button>
        ),
      )}
      {problem && (
        <p className="attachment__problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}
