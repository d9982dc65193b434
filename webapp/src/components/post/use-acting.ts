/** One card's requests: shown at once, kept until the post shows what came of them. */
import { useEffect, useRef, useState } from 'react'
import type { Answer } from '../../api/exchange'
import type { RequestProblem } from '../../api/problem'
import { useMounted } from '../parts/use-mounted'

/** For this person alone: why nothing happened, or who was first. */
export type PrivateWords = { kind: 'said'; text: string } | { kind: 'failed'; why: RequestProblem }

export interface Acting<Action, More = undefined> {
  /** What was asked and is not on the card yet. */
  underWay: Action | null
  line: PrivateWords | null
  act(action: Action, more?: More): void
}

/** What the server says: kept from this revision on, or why not. */
type Said = Answer<{ done: boolean; revision?: number; message?: string }>

/** @param revision the one that the card shows */
export function useActing<Action, More = undefined>(
  revision: number,
  send: (action: Action, more: More | undefined) => Promise<Said>,
): Acting<Action, More> {
  const [asked, setAsked] = useState<{ action: Action; shownBy: number } | null>(null)
  const [line, setLine] = useState<PrivateWords | null>(null)
  // A ref, for a second click may come before React has drawn the first.
  const sending = useRef(false)
  const mounted = useMounted()
  const underWay = asked && revision < asked.shownBy ? asked.action : null

  async function act(action: Action, more?: More) {
    if (sending.current || underWay) return
    sending.current = true
    setLine(null)
    setAsked({ action, shownBy: Number.POSITIVE_INFINITY })
    const answer = await send(action, more)
    sending.current = false
    if (!mounted.current) return
    const done = answer.ok && answer.body.done
    const shownBy = (answer.ok && answer.body.revision) || revision + 1
    setAsked(done ? { action, shownBy } : null)
    setLine(lineOf(answer))
  }
  return { underWay, line, act: (action, more) => void act(action, more) }
}

function lineOf(answer: Said): PrivateWords | null {
  if (!answer.ok) {
    return answer.problem.kind === 'aborted' ? null : { kind: 'failed', why: answer.problem }
  }
  return answer.body.message ? { kind: 'said', text: answer.body.message } : null
}

/** A button that the news takes away would take the focus with it: the card gets it instead. */
export function useKeptFocus(element: React.RefObject<HTMLElement>, underWay: unknown): void {
  const acted = useRef(false)
  if (underWay) acted.current = true
  useEffect(() => {
    if (acted.current && document.activeElement === document.body) element.current?.focus()
    if (!underWay) acted.current = false
  })
}
