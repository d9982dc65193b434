import { createTryAgain, type TryAgain } from '../../src/delivery/try-again'
import { refusal } from '../../src/domain/errors'
import { createFakeLog, type FakeLog } from '../fakes/fake-log'
import { createFakeTimers, type FakeTimers } from '../fakes/fake-timers'
import { until } from '../until'

let timers: FakeTimers
let log: FakeLog
let again: TryAgain
beforeEach(() => {
  timers = createFakeTimers()
  log = createFakeLog()
  again = createTryAgain({ what: 'the work', log, after: timers.after })
})

/** Fails so many times, then succeeds. */
function failing(times: number) {
  let left = times
  return jest.fn(async () => {
    if (left-- > 0) throw refusal('storage_unavailable')
  })
}

test('what succeeds is done once, and nothing is said of it', async () => {
  const work = failing(0)
  expect(await again.run(work)).toBe(true)
  expect(work).toHaveBeenCalledTimes(1)
  expect(log.lines).toEqual([])
})

test('what fails is tried again until it succeeds', async () => {
  const work = failing(3)
  const run = again.run(work)
  await until('it failed', () => timers.pending().length === 1)
  // All pauses lie within: the first second, then ever more.
  await timers.advance(10_000)
  await run
  expect(work).toHaveBeenCalledTimes(4)
  expect(log.lines.map(({ level }) => level)).toEqual(['warn'])
})

test('what fails for minutes is given up, with a word in the log', async () => {
  const work = failing(100)
  const run = again.run(work)
  let done = false
  void run.then(() => (done = true))
  await until('it gave up', async () => {
    await timers.advance(60_000)
    return done
  })
  expect(await run).toBe(false)
  expect(work.mock.calls.length).toBeGreaterThan(3)
  expect(log.lines.at(-1)).toMatchObject({
    level: 'error',
    message: 'the work: given up',
    fields: { reason: 'storage_unavailable' },
  })
})

test('closing gives up what waits', async () => {
  const work = failing(100)
  const run = again.run(work)
  await until('it waits', () => timers.pending().length === 1)
  again.close()
  await run
  expect(timers.pending()).toEqual([])
  expect(work).toHaveBeenCalledTimes(1)
})
