import express from 'express'
import { createRateLimit } from '../../src/http/rate-limit'
import { createWebhooksRoute } from '../../src/http/routes/webhooks'
import { createServeHttp } from '../../src/mattermost/native/serve-http'
import { receive } from '../../src/upstream/catalogue'
import { askDoor } from '../a-desk'
import { aNewSource } from '../builders/a-new-source'
import { createFakeClock } from '../fakes/fake-clock'
import { createFakeLog } from '../fakes/fake-log'
import { silentMeter } from '../fakes/silent-meter'

test('a full bucket is a burst, then tokens come steadily', () => {
  const clock = createFakeClock()
  const { take } = createRateLimit(clock, { rate: 2, burst: 3 })
  for (let n = 0; n < 3; n += 1) expect(take('a')).toEqual({ ok: true })
  expect(take('a')).toEqual({ ok: false, waitMs: 500 })
  clock.advance(499)
  expect(take('a')).toEqual({ ok: false, waitMs: 1 })
  clock.advance(1)
  expect([take('a').ok, take('a').ok]).toEqual([true, false])
  clock.advance(60_000)
  for (let n = 0; n < 3; n += 1) expect(take('a').ok).toBe(true)
  expect(take('a').ok).toBe(false)
})

test('each name has a bucket of its own, however many there are', () => {
  const clock = createFakeClock()
  const { take } = createRateLimit(clock, { rate: 1, burst: 1 })
  take('empty')
  for (let n = 0; n < 3000; n += 1) expect(take(`n${n}`).ok).toBe(true)
  expect(take('empty').ok).toBe(false)
})

test('a clock that is set back gives nothing away and takes nothing', () => {
  const clock = createFakeClock()
  const { take } = createRateLimit(clock, { rate: 1, burst: 2 })
  take('a')
  clock.advance(-60_000)
  expect([take('a').ok, take('a').ok]).toEqual([true, false])
})

test('the door says when to come back, to the one source that sends too much', async () => {
  const sources = { loud: aNewSource(), calm: aNewSource() }
  const app = express().use(
    createWebhooksRoute({
      findSource: async (key) => sources[key as keyof typeof sources],
      rateLimit: createRateLimit(createFakeClock(), { rate: 0.1, burst: 2 }),
      receive,
      receiveSignals: async () => {},
      onReceived() {},
      meter: silentMeter,
      log: createFakeLog(),
    }),
  )
  const door = createServeHttp(app)
  const post = (key: string) => askDoor(door, `/hooks/${key}`, { body: { text: 'x' } })
  expect([(await post('loud')).status, (await post('loud')).status]).toEqual([200, 200])
  const late = await post('loud')
  expect([late.status, late.headers['Retry-After']]).toEqual([429, ['10']])
  expect(late.json).toMatchObject({ status_code: 429, detailed_error: '' })
  expect((await post('calm')).status).toBe(200)
  door.close()
})
