import type { ChannelRef, UserRef } from '../../src/domain/refs'
import { createMetricsApp } from '../../src/http/metrics-app'
import { MattermostError } from '../../src/mattermost/api'
import { createServeHttp, type ServeHttp } from '../../src/mattermost/native/serve-http'
import { createMetrics } from '../../src/metrics/metrics'
import type { SourceInput } from '../../src/usecases/manage-sources'
import { type Ask, askDoor, openTestDesk, type TestDesk } from '../a-desk'
import { aNewSource } from '../builders/a-new-source'
import { databases, type TestStore } from '../databases'
import { readExposition } from '../exposition'
import { until } from '../until'

const SECRET = 'said-to-nobody-else'

describe.each(databases)('the metrics of a desk on %s', (_kind, createStore) => {
  let store: TestStore
  let t: TestDesk
  let door: ServeHttp

  beforeEach(async () => {
    store = await createStore()
    const metrics = createMetrics(
      { version: '1.2.3', mode: 'plugin' },
      { standing: () => t.desk.standing() },
    )
    t = await openTestDesk(store.at, { meter: metrics.meter })
    t.mattermost.systemAdmins.add(t.jane.id)
    const { show } = metrics
    door = createServeHttp(createMetricsApp({ path: '/metrics', show, log: t.log }))
  })
  afterEach(async () => {
    door.close()
    await t.close()
    await store.close()
  })

  const ask = (path = '/metrics', how: Ask = {}) => askDoor(door, path, how)
  const read = async () => readExposition((await ask()).text)
  async function addSource(kind: SourceInput['kind'] = 'alertmanager'): Promise<string> {
    const { id: _, declared: __, createdAt: ___, ...draft } = aNewSource()
    const admin = { id: t.jane.id as UserRef, locale: 'en' as const }
    const channelId = t.channel.id as ChannelRef
    const added = await t.desk.manageSources.add(admin, { ...draft, channelId, kind })
    if (added.refused) throw new Error(added.refused.kind)
    return added.key
  }
  const firing = (status: 'firing' | 'resolved' = 'firing') => ({
    ...{ version: '4', status, groupKey: '{}', receiver: 'x' },
    alerts: [
      {
        ...{ status, labels: { alertname: 'disk full' }, annotations: { summary: SECRET } },
        ...{ startsAt: '2025-03-09T12:00:00Z', endsAt: '0001-01-01T00:00:00Z' },
        fingerprint: 'one-and-the-same',
      },
    ],
  })
  const send = (key: string, body: unknown) => t.ask(`/hooks/${key}`, { method: 'POST', body })
  const untilCounted = (topic: string) =>
    until('its post is counted', async () => {
      const posted = { topic, outcome: 'posted' }
      return (await read()).sum('ticketdesk_posts_total', posted) === 1
    })

  test('an alert that is sent twice is received twice and deduplicated once', async () => {
    const key = await addSource()
    await send(key, firing())
    await send(key, firing())
    const { sum } = await read()
    expect(sum('ticketdesk_alerts_received_total', { kind: 'alertmanager' })).toBe(2)
    expect(sum('ticketdesk_alerts_received_total', { outcome: 'new' })).toBe(1)
    expect(sum('ticketdesk_alerts_received_total', { outcome: 'repeated' })).toBe(1)
    expect(sum('ticketdesk_alerts_deduplicated_total', { kind: 'alertmanager' })).toBe(1)
    expect(sum('ticketdesk_webhook_requests_total', { outcome: 'taken' })).toBe(2)
  })

  test('a recovery, a plain message and what is refused are told apart', async () => {
    const key = await addSource()
    await send(key, firing())
    await send(key, firing('resolved'))
    await send(await addSource('webhook'), { text: 'hello' })
    await send('nobody-knows-this-key', firing())
    await send(key, '{')
    const { sum } = await read()
    expect(sum('ticketdesk_alerts_received_total', { outcome: 'recovered' })).toBe(1)
    expect(sum('ticketdesk_alerts_received_total', { outcome: 'message' })).toBe(1)
    expect(sum('ticketdesk_webhook_requests_total', { outcome: 'unknown_key' })).toBe(1)
    expect(sum('ticketdesk_webhook_requests_total', { outcome: 'not_json' })).toBe(1)
  })

  test('a post that fails is counted as failed, and once it stands as posted', async () => {
    t.mattermost.fail('createPost', { error: new MattermostError('', 0, 'away'), times: 1 })
    await send(await addSource(), firing())
    await untilCounted('alert')
    const { sum } = await read()
    const alerts = (outcome: string) => sum('ticketdesk_posts_total', { topic: 'alert', outcome })
    expect([alerts('failed'), alerts('posted'), alerts('refused')]).toEqual([1, 1, 0])
    const calls = (outcome: string) =>
      sum('ticketdesk_mattermost_calls_total', { call: 'createPost', outcome })
    expect([calls('no_answer'), calls('ok')]).toEqual([1, 1])
  })

  test('what is not told yet waits, and grows older', async () => {
    const release = t.mattermost.hold('createPost')
    await send(await addSource(), firing())
    const { sum } = await read()
    expect(sum('ticketdesk_deliveries_waiting')).toBe(1)
    expect(sum('ticketdesk_delivery_oldest_age_seconds')).toBeGreaterThanOrEqual(0)
    release()
    await until('nothing waits', async () => {
      return (await read()).sum('ticketdesk_deliveries_waiting') === 0
    })
  })

  test('a ticket counts once, however often its form is sent', async () => {
    const values = { cluster: 'prod-cluster', resource: 'web-01', problem: SECRET }
    const body = { requestId: 'request-1', channelId: t.channel.id, values }
    for (let n = 0; n < 2; n += 1) await t.ask('/api/v1/tickets', { as: t.jane, body })
    await untilCounted('ticket')
    expect((await read()).sum('ticketdesk_tickets_opened_total')).toBe(1)
  })

  test('every line is one that Prometheus reads, and ours follow its rules for names', async () => {
    const key = await addSource()
    await send(key, firing())
    const answer = await ask()
    expect([answer.status, answer.headers['Content-Type']]).toEqual([
      200,
      ['text/plain; version=0.0.4; charset=utf-8'],
    ])
    const { types, values } = readExposition(answer.text)
    expect(values.get('ticketdesk_build_info{version="1.2.3",mode="plugin"}')).toBe(1)
    expect(values.get('ticketdesk_database_up')).toBe(1)
    expect([...types.keys()]).toEqual(
      expect.arrayContaining(['process_resident_memory_bytes', 'nodejs_eventloop_lag_seconds']),
    )
    for (const [name, type] of types) {
      if (!name.startsWith('ticketdesk_')) continue
      expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter'])
    }
  })

  test('nothing of what is in an alert, no key and no name of anybody is in them', async () => {
    const key = await addSource()
    await send(key, firing())
    await untilCounted('alert')
    const { text } = await ask()
    for (const secret of [key, SECRET, 'disk full', 'one-and-the-same', t.jane.id, t.channel.id]) {
      expect(text).not.toContain(secret)
    }
  })

  test('without its database it says so, and what it counted all the same', async () => {
    await send(await addSource(), firing())
    await untilCounted('alert')
    await t.desk.close(1000)
    const { sum } = await read()
    expect(sum('ticketdesk_database_up')).toBe(0)
    expect(sum('ticketdesk_deliveries_waiting')).toBeUndefined()
    expect(sum('ticketdesk_alerts_received_total')).toBe(1)
  })

  test('there is one path, and nothing to be sent', async () => {
    expect((await ask('/metrics?name=x')).status).toBe(200)
    expect((await ask('/')).status).toBe(404)
    expect((await ask('/metrics/x')).status).toBe(404)
    const { status, headers } = await ask('/metrics', { method: 'POST', body: {} })
    expect([status, headers['Allow']]).toEqual([405, ['GET, HEAD']])
    expect(await ask('/metrics', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' })
    expect((await t.ask('/metrics')).status).toBe(404)
  })
})
