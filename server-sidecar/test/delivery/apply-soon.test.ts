import { createApplySoon } from '../../src/delivery/apply-soon'
import { createFakeLog, type FakeLog } from '../fakes/fake-log'
import { createFakeTimers, type FakeTimers } from '../fakes/fake-timers'
import { until } from '../until'

let timers: FakeTimers
let log: FakeLog
beforeEach(() => {
  timers = createFakeTimers()
  log = createFakeLog()
})
const applying = (work: () => Promise<void>) =>
  createApplySoon({ what: 'the work', work, log, after: timers.after })
const failed = () => log.lines.filter(({ level }) => level === 'warn').length

test('it is done at once, and nothing is said of that', async () => {
  const work = jest.fn(async () => {})
  applying(work).apply()
  await until('it ran', () => work.mock.calls.length === 1)
  await timers.advance(3_600_000)
  expect(work).toHaveBeenCalledTimes(1)
  expect(log.lines).toEqual([])
})

test('it is tried ever more rarely until it succeeds, and never gives up', async () => {
  let left = 12
  const work = async () => {
    if (left-- > 0) throw new Error('the database said: password=1234')
  }
  applying(work).apply()
  const pauses: number[] = []
  for (let count = 1; count <= 12; count += 1) {
    await until('it failed', () => failed() === count)
    const [pause = 0] = timers.pending()
    pauses.push(pause)
    await timers.advance(pause)
  }
  await until('it is done', () => log.lines.some(({ level }) => level === 'info'))
  expect(pauses[0]).toBeLessThanOrEqual(1000)
  expect(Math.min(...pauses.slice(9))).toBeGreaterThanOrEqual(150_000)
  expect(Math.max(...pauses)).toBeLessThanOrEqual(300_000)
  expect(log.lines.at(-1)).toMatchObject({ message: 'the work: done', fields: { attempt: 13 } })
  expect(JSON.stringify(log.lines)).not.toContain('1234')
})

test('who begins anew does not wait for the time of the round before', async () => {
  let fails = true
  const work = jest.fn(async () => {
    if (fails) throw new Error('not yet')
  })
  const soon = applying(work)
  soon.apply()
  await until('it failed', () => failed() === 1)
  fails = false
  soon.apply()
  await until('it ran again', () => work.mock.calls.length === 2)
  expect(timers.pending()).toEqual([])
})

test('a round that was overtaken ends silently', async () => {
  const fail: ((error: Error) => void)[] = []
  const work = () => new Promise<void>((_, reject) => fail.push(reject))
  const soon = applying(work)
  soon.apply()
  soon.apply()
  fail[0]?.(new Error('old'))
  await new Promise((turn) => setImmediate(turn))
  expect([failed(), timers.pending()]).toEqual([0, []])
  fail[1]?.(new Error('new'))
  await until('the second failed', () => failed() === 1)
  expect(timers.pending()).toHaveLength(1)
})

test('once closed nothing is tried any more', async () => {
  const work = jest.fn(() => Promise.reject(new Error('no')))
  const soon = applying(work)
  soon.apply()
  await until('it failed', () => failed() === 1)
  soon.close()
  await timers.advance(3_600_000)
  expect(work).toHaveBeenCalledTimes(1)
})
