import { fits } from '../../../src/domain/case/follow'
import { nextPollIn, retryIn } from '../../../src/domain/case/pace'
import { rankOf } from '../../../src/domain/case/support-case'
import { aFilter, aState, at } from '../../builders/a-case'

const now = at('12:00:00')
const usual = { hour: 12, now, movedAt: now - 1000, urgent: false }
const seconds = (ms: number) => ms / 1000

describe('a vendor is asked', () => {
  it('every two to five minutes by day', () => {
    for (const random of [0, 0.5, 1]) {
      const next = seconds(nextPollIn(usual, random))
      expect(next).toBeGreaterThanOrEqual(120)
      expect(next).toBeLessThanOrEqual(300)
    }
  })

  it('more rarely at night, and when nothing moves', () => {
    const night = nextPollIn({ ...usual, hour: 3 }, 0.5)
    const quiet = nextPollIn({ ...usual, movedAt: now - 7 * 3_600_000 }, 0.5)
    expect(night).toBeGreaterThan(nextPollIn(usual, 1))
    expect(quiet).toBe(night)
  })

  it('more often for the worst severity, at night too', () => {
    expect(nextPollIn({ ...usual, urgent: true, hour: 3 }, 1)).toBeLessThan(nextPollIn(usual, 0))
  })

  it('as often as an administrator says, no more and no less', () => {
    const configured = { ...usual, pollSeconds: 5, hour: 3, movedAt: 0, urgent: true }
    expect(nextPollIn(configured, 1)).toBe(5000)
  })

  it('by day’s pace when the clock was put back', () => {
    const next = nextPollIn({ ...usual, movedAt: now + 86_400_000 }, 0.5)
    expect(next).toBe(nextPollIn(usual, 0.5))
  })
})

describe('a vendor that failed is asked again', () => {
  it('after ever longer, never before the usual interval’s half, never after half an hour', () => {
    const delays = [1, 2, 3, 4, 20].map((failures) => retryIn({ failures, intervalMs: 180_000 }, 1))
    expect(delays.map(seconds)).toEqual([180, 360, 720, 1440, 1800])
    expect(retryIn({ failures: 1, intervalMs: 180_000 }, 0)).toBe(90_000)
  })

  it('not before it said, and not all at the same moment', () => {
    const wait = { failures: 1, intervalMs: 5000, retryAfterMs: 60_000 }
    expect(retryIn(wait, 0)).toBe(60_000)
    expect(retryIn(wait, 1)).toBeGreaterThan(60_000)
  })

  it('after an hour, whatever it said', () => {
    expect(retryIn({ failures: 1, intervalMs: 5000, retryAfterMs: 1e12 }, 0)).toBe(3_600_000)
  })
})

describe('a filter', () => {
  const state = aState({ groupNumber: '76703', accountNumber: '1', rank: 2 })
  it.each([
    [{}, true],
    [{ groupNumber: '76703' }, true],
    [{ groupNumber: '76704' }, false],
    [{ accountNumber: '1' }, true],
    [{ accountNumber: '2' }, false],
    [{ atLeast: 2 as const }, true],
    [{ atLeast: 1 as const }, false],
    [{ statuses: ['waiting on red hat'] }, true],
    [{ statuses: ['Waiting on Customer'] }, false],
  ])('of %j: %s', (match, fitting) => {
    expect(fits(aFilter({ match }), state)).toBe(fitting)
  })

  it('never brings closed cases', () => {
    expect(fits(aFilter(), aState({ isClosed: true }))).toBe(false)
  })
})

it.each([
  ['1 (Urgent)', 1],
  ['Severity 2', 2],
  ['4 (Low)', 4],
  ['High', undefined],
  ['12', undefined],
  [undefined, undefined],
])('reads the rank of %s', (severity, rank) => {
  expect(rankOf(severity)).toBe(rank)
})
