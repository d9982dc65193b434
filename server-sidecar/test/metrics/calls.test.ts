import { MattermostError } from '../../src/mattermost/api'
import { countCalls } from '../../src/mattermost/counted-api'
import type { Counted, Meter } from '../../src/ports/meter'
import { countRequests } from '../../src/upstream/counted-http'
import { createHttpClient } from '../../src/upstream/http-client'
import { sendTo } from '../../src/upstream/vendor-answer'
import { aVendor } from '../builders/a-vendor'
import { createFakeMattermost } from '../fakes/fake-mattermost'
import { anAnswer, openLoopbackServer } from '../fakes/loopback-server'

function aMeter() {
  const counted: [keyof Counted, object][] = []
  const meter: Meter = { count: (name, labels) => counted.push([name, labels]), acknowledged() {} }
  return { counted, meter }
}

test('calls of Mattermost are told apart by how they ended', async () => {
  const { counted, meter } = aMeter()
  const mattermost = createFakeMattermost()
  const api = countCalls(mattermost, meter)
  const jane = mattermost.addUser({ username: 'jane' })
  expect((await api.getUser(jane.id)).username).toBe('jane')
  await expect(api.getUser('nobody')).rejects.toThrow(MattermostError)
  for (const status of [500, 0]) {
    mattermost.fail('getUser', { error: new MattermostError('x', status, 'x'), times: 1 })
    await expect(api.getUser(jane.id)).rejects.toThrow(MattermostError)
  }
  const outcomes = ['ok', 'refused', 'failed', 'no_answer']
  expect(counted).toEqual(
    outcomes.map((outcome) => ['mattermost_calls', { call: 'getUser', outcome }]),
  )
})

test('requests to a vendor are told apart by the class of their answer', async () => {
  const { counted, meter } = aMeter()
  const answers = [anAnswer(200, {}), anAnswer(404, {}), anAnswer(503, 'oops'), 'drop' as const]
  const server = await openLoopbackServer(() => answers.shift() ?? 'drop')
  const http = countRequests(createHttpClient(), meter)
  const vendor = aVendor()
  const call = { method: 'GET' as const, path: '/cases', headers: {} }
  for (let n = 0; n < 4; n += 1) {
    await sendTo(http, { vendor, baseUrl: server.url }, call).catch(() => undefined)
  }
  await server.close()
  expect(counted).toEqual(
    ['2xx', '4xx', '5xx', 'none'].map((status) => [
      'vendor_requests',
      { vendor: vendor.name, status },
    ]),
  )
})
