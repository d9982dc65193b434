import { gust, isOver, lookAgainAt, type Storm } from '../../../src/domain/alert/storm'

const limits = { problems: 3, seconds: 60 }

/** A channel that sees problems at these seconds, and looks for the end every five. */
function weather(problems: number[], untilSecond: number) {
  const told: string[] = []
  let storm: Storm | undefined
  for (let second = 0; second <= untilSecond; second += 1) {
    const now = second * 1000
    const opened = () =>
      problems.filter((at) => at <= second && at > second - limits.seconds).length
    for (const _ of problems.filter((at) => at === second)) {
      const { next, place } = gust(storm, { opened: opened(), now }, limits)
      storm = next
      told.push(place)
    }
    if (storm && second % 5 === 0 && isOver(storm, { opened: opened(), now }, limits)) {
      told.push(`over at ${second} with ${storm.count}`)
      storm = undefined
    }
  }
  return told
}

it('leaves quiet channels alone, up to the limit', () => {
  expect(weather([0, 1, 2, 70, 140], 300)).toEqual(Array(5).fill('own_post'))
})

it('begins with the problem that is one too many, and ends when half the limit is left', () => {
  expect(weather([0, 1, 2, 3, 4, 50], 300)).toEqual([
    'own_post',
    'own_post',
    'own_post',
    'new_summary',
    'thread',
    'thread',
    'over at 65 with 3',
  ])
})

it('is still the same storm while it rains on', () => {
  const rain = Array.from({ length: 100 }, (_, index) => index * 3)
  const told = weather(rain, 600)
  expect(told.filter((word) => word === 'new_summary')).toHaveLength(1)
  expect(told.at(-1)).toMatch(/^over at 3\d\d with 97$/)
})

it('can come again', () => {
  const told = weather([0, 0, 0, 0, 200, 200, 200, 200], 400)
  expect(told.filter((word) => word === 'new_summary')).toHaveLength(2)
  expect(told.filter((word) => word.startsWith('over'))).toHaveLength(2)
})

it('does not exist where it is switched off', () => {
  for (const off of [
    { problems: 0, seconds: 60 },
    { problems: 3, seconds: 0 },
  ]) {
    expect(gust(undefined, { opened: 1000, now: 0 }, off).place).toBe('own_post')
    expect(isOver({ startedAt: 0, lastAt: 0, count: 1 }, { opened: 9, now: 1 }, off)).toBe(true)
  }
})

it('is looked at when it can be over, and not too often', () => {
  const storm = { startedAt: 0, lastAt: 30_000, count: 5 }
  expect(lookAgainAt(storm, 40_000, limits)).toBe(90_000)
  expect(lookAgainAt(storm, 90_000, limits)).toBe(105_000)
})
