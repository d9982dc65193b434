/** Monitoring that does not give up: what was not taken for certain is sent again. */
import { aLine, type Format, formats, type Message } from './formats'

export interface Problem {
  /** In everything that is said about it, and in nothing else. */
  machine: string
  /** Undefined: a line that is no alert. */
  format: Format | undefined
  messages: Message[]
  /** Of those that say that something is wrong: how often sent, how often taken. */
  sent: number
  taken: number
  /** Whether somebody was told ok to its last word. */
  over: boolean
}

export interface Tally {
  requests: number
  /** Nobody answered, or the connection broke before the answer. */
  unanswered: number
  /** 429 and 5xx. */
  putOff: number
}

export const newTally = (): Tally => ({ requests: 0, unanswered: 0, putOff: 0 })

/** So many messages, as problems of every format in turn; a third of them never end. */
export function makeProblems(messages: number): Problem[] {
  const problems: Problem[] = []
  for (let left = messages; left > 0; ) {
    const number = problems.length
    const machine = `web-${String(number).padStart(6, '0')}x`
    const format = formats[number % (formats.length + 1)]
    const all = format ? format.tell(machine) : [aLine(machine)]
    const told = number % 3 === 0 ? all.filter(({ firing }) => firing) : all
    problems.push({
      ...{ machine, format, messages: told.slice(0, left) },
      ...{ sent: 0, taken: 0, over: false },
    })
    left -= told.length
  }
  return problems
}

/** Tells all of a problem, in its order. Rejects when it is refused for good. */
export async function tell(url: string, problem: Problem, tally: Tally): Promise<void> {
  for (const { body, firing } of problem.messages) {
    await sendUntilTaken(url, body, () => {
      tally.requests += 1
      if (firing) problem.sent += 1
      return tally
    })
    if (firing) problem.taken += 1
    else problem.over = true
  }
}

const PATIENCE_MS = 20_000
const PAUSE_MS = 100

async function sendUntilTaken(url: string, body: object, count: () => Tally): Promise<void> {
  for (;;) {
    const tally = count()
    const answer = await send(url, body)
    if (answer?.status === 200 && answer.text === 'ok') return
    if (!answer) tally.unanswered += 1
    else if (answer.status === 429 || answer.status >= 500) tally.putOff += 1
    else throw new Error(`refused: ${answer.status} ${answer.text}`)
    await pause(answer?.waitMs || PAUSE_MS)
  }
}

async function send(url: string, body: object) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    const waitMs = Number(response.headers.get('Retry-After')) * 1000
    return { status: response.status, text: await response.text(), waitMs }
  } catch {
    return undefined
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
