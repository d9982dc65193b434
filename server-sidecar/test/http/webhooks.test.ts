import { readFileSync } from 'node:fs'
import type { ChannelRef, UserRef } from '../../src/domain/refs'
import { SOURCE_KINDS, type Source } from '../../src/domain/source/source'
import { type Database, openDatabase } from '../../src/store/database'
import type { SourceInput } from '../../src/usecases/manage-sources'
import { type Ask, openTestDesk, type TestDesk } from '../a-desk'
import { aNewSource } from '../builders/a-new-source'
import { anId } from '../builders/refs'
import { databases, type TestStore } from '../databases'
import { createFakeLog } from '../fakes/fake-log'
import { createFakeMattermost } from '../fakes/fake-mattermost'
import { until } from '../until'
import { recordedRequests, type WireRequest } from '../wire'

/** Bodies that Mattermost itself answers with 400. */
const UNREADABLE = ['mattermost/incoming-10-empty', 'icinga2/icinga2-03-broken-quotes']

describe.each(databases)('the door for alerts on %s', (_kind, createStore) => {
  let store: TestStore
  let desk: TestDesk
  let database: Database

  beforeEach(async () => {
    store = await createStore()
    database = openDatabase(store.at, { log: createFakeLog() })
    // With SQLite only one of the two may write at a time, and from now on it is the desk.
    await database.ready()
    desk = await openTestDesk(store.at)
    desk.mattermost.systemAdmins.add(desk.jane.id)
  })
  afterEach(async () => {
    await desk.close()
    await database.close()
    await store.close()
  })

  const admin = () => ({ id: desk.jane.id as UserRef, locale: 'en' as const })
  async function addSource(overrides: Partial<SourceInput> = {}) {
    const { id: _, declared: __, createdAt: ___, ...draft } = aNewSource()
    const channelId = desk.channel.id as ChannelRef
    const added = await desk.desk.manageSources.add(admin(), { ...draft, channelId, ...overrides })
    if (added.refused) throw new Error(added.refused.kind)
    return added
  }
  const post = (key: string, body: unknown, ask: Ask = {}) =>
    desk.ask(`/hooks/${key}`, { method: 'POST', body, ...ask })
  const send = (key: string, { headers, body }: WireRequest) => post(key, body, { headers })
  const alertsOf = (source: Source) =>
    database.run((db) =>
      db
        .selectFrom('alert')
        .selectAll()
        .where('source_id', '=', source.id)
        .orderBy('ordinal')
        .execute(),
    )
  const count = async (table: 'alert' | 'message' | 'fact' | 'alert_event') =>
    (await database.run((db) => db.selectFrom(table).selectAll().execute())).length

  test('says ok to every recorded request that Mattermost itself could read', async () => {
    const { key } = await addSource()
    for (const request of recordedRequests()) {
      const answer = await send(key, request)
      if (UNREADABLE.includes(request.name)) expect(answer.status).toBe(400)
      else {
        const { status, text, headers } = answer
        expect([request.name, status, text]).toEqual([request.name, 200, 'ok'])
        expect(headers['Content-Type']).toEqual(['text/plain'])
      }
    }
    expect(await count('alert')).toBeGreaterThan(20)
    expect(desk.log.lines.filter(({ level }) => level === 'error')).toEqual([])
  }, 60_000)

  test('a whole openITCOCKPIT incident lands on one alert', async () => {
    const recorded = recordedRequests(['openitcockpit'])
    const incidents = new Set(recorded.flatMap(({ incident }) => incident ?? []))
    expect(incidents.size).toBeGreaterThan(3)
    for (const incident of incidents) {
      const steps = recorded.filter((one) => one.incident === incident)
      const { source, key } = await addSource({ kind: 'openitcockpit' })
      const inOrder = steps.toSorted((a, b) => (a.step ?? 0) - (b.step ?? 0))
      for (const step of inOrder) expect((await send(key, step)).text).toBe('ok')
      expect([incident, (await alertsOf(source)).length]).toEqual([incident, 1])
    }
  }, 60_000)

  test('the incident A ends resolved, with its story in order', async () => {
    const { source, key } = await addSource({ kind: 'openitcockpit' })
    const steps = recordedRequests(['openitcockpit']).filter(({ incident }) => incident === 'A')
    for (const step of steps.toSorted((a, b) => (a.step ?? 0) - (b.step ?? 0)))
      await send(key, step)
    const [alert] = await alertsOf(source)
    expect(alert?.state).toBe('resolved')
    const events = await database.run((db) =>
      db.selectFrom('alert_event').select('message').orderBy('sequence').execute(),
    )
    const words = events.map(({ message }) => message)
    expect(words[0]).toBe('alert.opened')
    expect(words).toContain('alert.severity_changed')
    expect(words).toContain('alert.acknowledged')
    expect(words.at(-1)).toBe('alert.recovered')
  })

  test('a thousand events of ten problems at once are ten alerts, none lost', async () => {
    const { source, key } = await addSource({ kind: 'alertmanager' })
    const event = (problem: number) => ({
      version: '4',
      status: 'firing',
      alerts: [
        {
          status: 'firing',
          labels: { alertname: `problem ${problem}` },
          annotations: {},
          startsAt: '2025-03-09T12:00:00Z',
          endsAt: '0001-01-01T00:00:00Z',
          fingerprint: `fingerprint-${problem}`,
        },
      ],
      groupKey: '{}',
      receiver: 'x',
    })
    const answers = await Promise.all(
      Array.from({ length: 1000 }, (_, n) => post(key, event(n % 10))),
    )
    expect(answers.filter(({ text }) => text !== 'ok')).toHaveLength(0)
    const alerts = await alertsOf(source)
    expect(alerts).toHaveLength(10)
    for (const { id, body } of alerts) {
      expect(JSON.parse(body).count).toBe(100)
      const events = await database.run((db) =>
        db
          .selectFrom('alert_event')
          .select(['sequence', 'data'])
          .where('alert_id', '=', id)
          .orderBy('sequence')
          .execute(),
      )
      expect(events.map(({ sequence }) => sequence)).toEqual(
        Array.from({ length: 100 }, (_, n) => n + 1),
      )
      expect(events.map(({ data }) => JSON.parse(data).count ?? 1)).toEqual(
        Array.from({ length: 100 }, (_, n) => n + 1),
      )
    }
  }, 120_000)

  test('what is no alert is posted as it is, but calls nobody', async () => {
    const { key } = await addSource({ kind: 'webhook', name: 'Cron' })
    await post(key, {
      text: 'done, @all: [log](https://example.org/log) <!channel>',
      username: 'backup',
      attachments: [
        {
          title: 'x',
          text: '**bold**',
          actions: [{ name: 'Evil', integration: { url: 'https://evil.example.org/' } }],
        },
      ],
    })
    await until('it is posted', () => desk.mattermost.posts.length > 0)
    const [made] = desk.mattermost.posts
    expect(made).toMatchObject({
      channelId: desk.channel.id,
      userId: desk.bot,
      props: { from_webhook: 'true', override_username: 'backup' },
    })
    expect(made?.message).toContain('[log](https://example.org/log)')
    expect(made?.message).not.toMatch(/@(all|channel)/)
    expect(JSON.stringify(made?.props)).toContain('**bold**')
    expect(JSON.stringify(made?.props)).not.toContain('evil')
  })

  test('a button to the place of the source is kept', async () => {
    const upstream = {
      baseUrl: 'https://m.example.org/x',
      twoWay: false,
      way: 'module',
      insecure: false,
    } as const
    const { key } = await addSource({ kind: 'webhook', upstream })
    const button = (url: string) => ({ name: url, integration: { url } })
    const actions = [button('https://m.example.org/x/ack'), button('https://m.example.org/other')]
    await post(key, { text: 'x', attachments: [{ text: 'y', actions }] })
    await until('it is posted', () => desk.mattermost.posts.length > 0)
    const props = desk.mattermost.posts[0]?.props
    const [attachment] = (props?.['attachments'] ?? []) as { actions: object[] }[]
    expect(attachment?.actions).toEqual([
      expect.objectContaining({
        id: 'button1',
        integration: { url: 'https://m.example.org/x/ack', context: {} },
      }),
    ])
  })

  test('a wrong key is answered as Mattermost does, whatever it looks like', async () => {
    await addSource()
    for (const key of [anId(), 'x'.repeat(5000), '..', '%00', "';--"]) {
      const answer = await post(encodeURIComponent(key), { text: 'x' })
      expect([key.slice(0, 9), answer.status, answer.json?.id]).toEqual([
        key.slice(0, 9),
        400,
        'web.incoming_webhook.general.app_error',
      ])
      expect(Object.keys(answer.json)).toEqual([
        'id',
        'message',
        'detailed_error',
        'request_id',
        'status_code',
      ])
    }
    expect(await count('message')).toBe(0)
  })

  test('slashes more than needed change nothing, another method is refused', async () => {
    const { key } = await addSource()
    for (const path of [`//hooks/${key}`, `/hooks//${key}`, `/hooks/${key}/`]) {
      const { status } = await desk.ask(path, { method: 'POST', body: { text: 'x' } })
      expect([path.replace(key, ''), status]).toEqual([path.replace(key, ''), 200])
    }
    const got = await desk.ask(`/hooks/${key}`)
    expect([got.status, got.headers['Allow']]).toEqual([405, ['POST']])
  })

  test.each([
    ['no JSON', 'nonsense', undefined, 400, 'decode'],
    ['JSON that is no object', '[1]', undefined, 400, 'decode'],
    ['a form without a payload', 'a=b', 'application/x-www-form-urlencoded', 400, 'parse_form'],
    [
      'a multipart form that is none',
      'x',
      'multipart/form-data; boundary=x',
      400,
      'parse_multipart',
    ],
    ['nothing to post', '{}', undefined, 400, 'general'],
    ['compressed bytes', Buffer.from([0x1f, 0x8b, 8]), undefined, 400, 'decode'],
  ])('refuses %s', async (_what, body, type, status, id) => {
    const { key } = await addSource()
    const answer = await post(key, body, { headers: type ? { 'Content-Type': type } : {} })
    expect([answer.status, answer.json.id]).toEqual([
      status,
      `web.incoming_webhook.${id}.app_error`,
    ])
    expect(await count('message')).toBe(0)
  })

  test('a body that is too large is refused with 413, one just below is taken', async () => {
    const { key } = await addSource({ kind: 'webhook' })
    const sized = (bytes: number) => JSON.stringify({ text: 'x'.repeat(bytes - 11) })
    expect((await post(key, sized(1024 * 1024))).status).toBe(200)
    const answer = await post(key, sized(1024 * 1024 + 1))
    expect([answer.status, answer.json.id]).toEqual([
      413,
      'api.context.request_body_too_large.app_error',
    ])
  })

  test('a rotated key and the one before both open the door', async () => {
    const { source, key } = await addSource()
    const next = await desk.desk.manageSources.rotate(admin(), source.id)
    if (next.refused) throw new Error(next.refused.kind)
    expect((await post(key, { text: 'x' })).status).toBe(200)
    expect((await post(next.key, { text: 'x' })).status).toBe(200)
    await desk.desk.manageSources.remove(admin(), source.id)
    expect((await post(key, { text: 'x' })).status).toBe(400)
  })

  test('neither bodies nor keys get into a log', async () => {
    const { key } = await addSource({ kind: 'webhook' })
    await post(key, { text: 'a very private body' })
    await post(key, 'a very private mistake')
    const drop = () => database.run((db) => db.schema.dropTable('message').execute())
    await until('the table is gone', () =>
      drop().then(
        () => true,
        () => false,
      ),
    )
    const failed = await post(key, { text: 'a very private body' })
    expect(failed.status).toBe(503)
    const lines = JSON.stringify(desk.log.lines)
    expect(lines).not.toContain(key)
    expect(lines).not.toContain('very private')
  })

  test('the API key in a button never reaches the database', async () => {
    const { key } = await addSource()
    const withButton = recordedRequests(['openitcockpit']).filter(({ body }) =>
      /apikey/.test(String(body)),
    )
    expect(withButton.length).toBeGreaterThan(0)
    const secrets = new Set<string>()
    for (const request of withButton) {
      for (const [, secret] of String(request.body).matchAll(/apikey=([0-9a-z]+)/gi))
        secrets.add(secret ?? '')
      await send(key, request)
    }
    const kept = JSON.stringify(
      await Promise.all(
        (['alert', 'alert_event', 'message', 'fact'] as const).map((table) =>
          database.run((db) => db.selectFrom(table).selectAll().execute()),
        ),
      ),
    )
    const files =
      store.at.kind === 'sqlite'
        ? [store.at.file, `${store.at.file}-wal`]
            .map((file) => readFileSync(file, 'latin1'))
            .join('')
        : ''
    for (const secret of secrets) {
      expect(kept.includes(secret)).toBe(false)
      expect(files.includes(secret)).toBe(false)
    }
  })

  test('a source of any kind takes what is not in its words', async () => {
    for (const kind of SOURCE_KINDS) {
      const { key } = await addSource({ kind })
      expect([kind, (await post(key, { text: 'hello' })).status]).toEqual([kind, 200])
    }
    expect(await count('message')).toBe(SOURCE_KINDS.length)
  })

  test('a declared source that cannot be settled yet asks its sender to try again', async () => {
    const mattermost = createFakeMattermost()
    const key = 'k'.repeat(26)
    const sources = JSON.stringify([{ name: 'house', key, channel: 'team/alerts' }])
    mattermost.fail('getChannelByName')
    const fresh = await createStore()
    const other = await openTestDesk(fresh.at, { settings: { sources }, mattermost })
    mattermost.addChannel({ name: 'alerts' })
    const send = (to: string) =>
      other.ask(`/hooks/${to}`, { method: 'POST', body: { text: 'down' } })
    const early = await send(key)
    expect([early.status, Number(early.headers['Retry-After']?.[0]) > 0]).toEqual([503, true])
    expect((await send('w'.repeat(26))).status).toBe(400)
    mattermost.heal()
    other.desk.settle()
    await until('it is settled', async () => (await send(key)).status === 200)
    await other.close()
    await fresh.close()
  })
})

test('while the database is away nothing is claimed to be kept', async () => {
  const nowhere = await openTestDesk({
    kind: 'postgres',
    dataSource: 'postgres://desk@127.0.0.1:1/desk?sslmode=disable',
  })
  const answer = await nowhere.ask(`/hooks/${anId()}`, { body: { text: 'x' } })
  expect(answer.status).toBe(503)
  expect(answer.headers['Retry-After']).toEqual(['5'])
  expect(answer.json).toMatchObject({ status_code: 503, detailed_error: '' })
  await nowhere.close()
})
