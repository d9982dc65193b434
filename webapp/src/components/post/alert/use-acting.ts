/** One card's requests: shown at once, kept until the post shows what came of them. */
import type { AlertActionRequest } from '@ticketdesk/contract/alerts'
import type { AlertCard } from '@ticketdesk/contract/post-props'
import { useRef, useState } from 'react'
import type { Answer } from '../../../api/client'
import type { RequestProblem } from '../../../api/problem'
import type { Desk } from '../../../desk'
import { useMounted } from '../../parts/use-mounted'

export type Asked = AlertActionRequest['action']
type More = Pick<AlertActionRequest, 'comment' | 'expiresIn'>

/** For this person alone: why nothing happened, or who was first. */
export type PrivateLine = { kind: 'said'; text: string } | { kind: 'failed'; why: RequestProblem }

export interface Acting {
  /** What was asked and is not on the card yet. */
  underWay: Asked | null
  line: PrivateLine | null
  act(action: Asked, more?: More): void
}

export function useActing(desk: Desk, card: AlertCard, postId: string): Acting {
  const [asked, setAsked] = useState<{ action: Asked; shownBy: number } | null>(null)
  const [line, setLine] = useState<PrivateLine | null>(null)
  // A ref, for a second click may come before React has drawn the first.
  const sending = useRef(false)
  const mounted = useMounted()
  const underWay = asked && card.revision < asked.shownBy ? asked.action : null

  async function act(action: Asked, more: More = {}) {
    if (sending.current || underWay) return
    sending.current = true
    setLine(null)
    setAsked({ action, shownBy: Number.POSITIVE_INFINITY })
    const answer = await desk.api.actOnAlert({ alertId: card.id, postId, action, ...more })
    sending.current = false
    if (!mounted.current) return
    const done = answer.ok && answer.body.done
    const shownBy = (answer.ok && answer.body.revision) || card.revision + 1
    setAsked(done ? { action, shownBy } : null)
    setLine(lineOf(answer))
  }
  return { underWay, line, act: (action, more) => void act(action, more) }
}

function lineOf(answer: Answer<{ message?: string }>): PrivateLine | null {
  if (!answer.ok) {
    return answer.problem.kind === 'aborted' ? null : { kind: 'failed', why: answer.problem }
  }
  return answer.body.message ? { kind: 'said', text: answer.body.message } : null
}
