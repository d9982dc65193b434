/**
 * Every recorded request goes through the door, and what is kept afterwards is what it said. What
 * an index expects is read from there; the other outcomes are written down here.
 */
import type { Alert } from '../../src/domain/alert/alert'
import type { ChannelRef, UserRef } from '../../src/domain/refs'
import type { SourceKind } from '../../src/domain/source/source'
import type { Database } from '../../src/store/database'
import { openTestDesk, type TestDesk } from '../a-desk'
import { aNewSource } from '../builders/a-new-source'
import { databases, type TestStore } from '../databases'
import { createFakeClock, type FakeClock } from '../fakes/fake-clock'
import { alertCases, type WireCase, wireRequest } from '../wire-cases'

/** What is looked at of an alert. */
interface Row {
  state: Alert['state']
  severity: Alert['severity']
  host?: string
  service?: string
  title?: string
  ack: Alert['ack']['kind']
  inDowntime: boolean
  flapping: boolean
  count: number
}
/** An alert a row, the text of a plain message, or the status of a refusal. */
type Outcome = Row[] | { plain: string } | { refused: number }

const quiet = { ack: 'none', inDowntime: false, flapping: false, count: 0 } as const
const open = (severity: Row['severity'], names: Partial<Row>): Row => ({
  ...{ ...quiet, state: 'open', severity, count: 1 },
  ...names,
})
const resolved = (names: Partial<Row>): Row => ({
  ...{ ...quiet, state: 'resolved', severity: 'ok' },
  ...names,
})
const acknowledged = (severity: Row['severity'], names: Partial<Row>): Row => ({
  ...open(severity, names),
  ...{ ack: 'confirmed', count: 0 },
})

const OITC_SEVERITY: Record<string, Row['severity']> = {
  ...{ Up: 'ok', Ok: 'ok', Warning: 'warning', Critical: 'critical', Down: 'critical' },
  ...{ Unreachable: 'unknown', Unknown: 'unknown' },
}
const OITC_OUTCOME: Record<string, Partial<Row>> = {
  PROBLEM: { state: 'open', count: 1 },
  // Somebody acknowledged a problem nobody told us of.
  ACKNOWLEDGEMENT: { state: 'open', ack: 'confirmed' },
  RECOVERY: { state: 'resolved' },
  DOWNTIMESTART: { inDowntime: true },
  FLAPPINGSTART: { flapping: true },
}
const CYPHON_SEVERITY: Record<string, Row['severity']> = {
  ...{ CRITICAL: 'critical', HIGH: 'high', MEDIUM: 'warning', LOW: 'low', INFO: 'info' },
}

/** What the index of an upstream says must come of a case, for a source that knows nothing yet. */
const fromIndex: Record<string, (expected: WireCase['expect']) => Row[]> = {
  openitcockpit: ({ host_name, service_name, notification, state_word }) => [
    {
      ...{ ...quiet, state: 'noted', severity: OITC_SEVERITY[state_word] ?? 'unknown' },
      ...{ host: host_name, ...(service_name && { service: service_name }) },
      ...OITC_OUTCOME[notification],
    },
  ],
  cyphon: ({ level, title, alert_id: id }) => [
    open(CYPHON_SEVERITY[level] ?? 'unknown', {
      title: title === '' || title === 'None' ? `Cyphon ${id}` : title,
    }),
  ],
}

const db1 = { host: 'srv-db-01' }
const disk1 = { host: 'srv-db-01:9100', service: 'DiskFull' }
const disk2 = { host: 'srv-db-02:9100', service: 'DiskFull' }
const rule1 = { ...db1, service: 'DiskFull' }
const rule2 = { host: 'srv-db-02', service: 'DiskFull' }
const shop = { service: 'Prod / Shop' }
const zabbix = { ...db1, service: '/var: Disk space is critically low' }
const checkmk = { ...db1, service: 'Filesystem /var' }
const written: Record<string, Record<string, Outcome>> = {
  alertmanager: {
    'am-01-firing-two-alerts': [open('critical', disk1), open('warning', disk2)],
    'am-02-one-resolved': [open('critical', disk1), resolved(disk2)],
    'am-03-all-resolved': [resolved(disk1)],
    'am-04-truncated-basic-auth': [open('unknown', { service: 'Many' })],
    'am-05-newer-fields': [open('critical', disk1), open('warning', disk2)],
  },
  'alertmanager-mattermost': {
    'am-mm-01-firing': [open('unknown', disk1)],
    'am-mm-02-resolved': [resolved(disk1)],
  },
  grafana: {
    'grafana-01-firing': [open('unknown', rule1), open('unknown', rule2)],
    'grafana-02-resolved': [resolved(rule1), resolved(rule2)],
    'grafana-03-nodata': [open('unknown', { service: 'DiskFull' })],
    'grafana-04-hmac': [open('unknown', rule1)],
    'grafana-05-test': [open('unknown', { host: 'Grafana', service: 'TestAlert' })],
  },
  zabbix: {
    // Zabbix asks for these with GET; as a POST they have nothing to say.
    'zabbix-01-get-channel': { refused: 400 },
    'zabbix-02-get-team': { refused: 400 },
    'zabbix-03-problem': [open('high', zabbix)],
    'zabbix-04-update': [acknowledged('high', zabbix)],
    'zabbix-05-resolved': [resolved(zabbix)],
  },
  nagios: {
    'nagios-01-host-problem': [open('critical', db1)],
    'nagios-02-host-recovery': [resolved(db1)],
    'nagios-03-service-problem': [open('critical', { ...db1, service: 'Disk usage /var' })],
    'nagios-04-service-semicolon-in-output': [open('warning', { ...db1, service: 'APT' })],
    'nagios-05-service-acknowledgement': [acknowledged('warning', { ...db1, service: 'APT' })],
  },
  icinga2: {
    'icinga2-01-service-problem': [open('critical', { ...db1, service: 'disk' })],
    'icinga2-02-raw-newline': [open('critical', { ...db1, service: 'disk' })],
    'icinga2-03-broken-quotes': { refused: 400 },
  },
  checkmk: {
    'checkmk-01-service-problem': [open('critical', checkmk)],
    'checkmk-02-service-recovery': [resolved(checkmk)],
    'checkmk-03-host-ack': [acknowledged('critical', db1)],
  },
  'uptime-kuma': {
    'kuma-01-down': [open('critical', shop)],
    'kuma-02-down-resend': [open('critical', shop)],
    'kuma-03-up': [resolved(shop)],
    'kuma-04-test-message': { plain: 'Mattermost Testing' },
    'kuma-05-certificate-expiry': { plain: '7 days' },
    'kuma-06-channel-and-icons': [open('critical', { service: 'Port 25' })],
    'kuma-07-generic-webhook-json': [open('critical', shop)],
    'kuma-08-generic-webhook-form-data': [resolved(shop)],
  },
  mattermost: {
    'incoming-01-text': { plain: 'hello' },
    'incoming-02-all-fields': { plain: 'see attachment' },
    'incoming-03-form-payload': { plain: 'hello & bye' },
    'incoming-04-multipart': { plain: 'multi' },
    'incoming-05-no-content-type': { plain: 'no content type' },
    'incoming-06-raw-newlines': { plain: 'line one\nline two\tend' },
    'incoming-07-null-attachments-and-fields': { plain: 'kept' },
    'incoming-08-direct-channel': { plain: '@jane' },
    'incoming-09-slack-specials': { plain: '[link text](https://example.org)' },
    'incoming-10-empty': { refused: 400 },
    'incoming-11-mentions-in-attachment': { plain: 'disk full @channel' },
  },
}
/** What Mattermost sends to plugins goes to other doors; it has no files here. */
const isForTheDoor = ({ case: name }: WireCase) => !/^(?:action|dialog|slash)-/.test(name)
const upstreams = [...Object.keys(fromIndex), ...Object.keys(written)]
const cases = upstreams.flatMap((upstream) =>
  alertCases(upstream)
    .filter(isForTheDoor)
    .map((wireCase) => [`${upstream}/${wireCase.case}`, upstream, wireCase] as const),
)

function outcomeOf(upstream: string, wireCase: WireCase): Outcome {
  const outcome = fromIndex[upstream]?.(wireCase.expect) ?? written[upstream]?.[wireCase.case]
  if (!outcome) throw new Error(`nobody has said what comes of ${upstream}/${wireCase.case}`)
  return outcome
}
const inOrder = (rows: Row[]) => rows.toSorted((a, b) => (a.host ?? '').localeCompare(b.host ?? ''))

describe.each(databases)('recorded requests at the door on %s', (_kind, createStore) => {
  let store: TestStore
  let desk: TestDesk
  let database: Database
  let clock: FakeClock

  beforeAll(async () => {
    store = await createStore()
    database = store.open()
    await database.ready()
    clock = createFakeClock(Date.now())
    desk = await openTestDesk(store.at, { clock })
    desk.mattermost.systemAdmins.add(desk.jane.id)
  })
  afterAll(async () => {
    await desk.close()
    await store.close()
  })

  async function addSource(kind: SourceKind = 'detect') {
    const { id: _, declared: __, createdAt: ___, ...draft } = aNewSource({ kind })
    const admin = { id: desk.jane.id as UserRef, locale: 'en' as const }
    const channelId = desk.channel.id as ChannelRef
    const added = await desk.desk.manageSources.add(admin, { ...draft, channelId })
    if (added.refused) throw new Error(added.refused.kind)
    return { id: added.source.id, key: added.key }
  }
  async function send(key: string, upstream: string, wireCase: WireCase) {
    const { contentType, body } = wireRequest(upstream, wireCase)
    const headers = { 'Content-Type': contentType ?? '' }
    return desk.ask(`/hooks/${key}`, { method: 'POST', body: Buffer.from(body), headers })
  }
  async function alertsOf(sourceId: string): Promise<(Row & Pick<Alert, 'output'>)[]> {
    const rows = await database.run((db) =>
      db.selectFrom('alert').selectAll().where('source_id', '=', sourceId).execute(),
    )
    return rows.map(({ state, body }) => {
      const { severity, object, ack, inDowntime, flapping, count, output } = JSON.parse(body)
      const { host, service, title } = object
      const names = JSON.parse(JSON.stringify({ host, service, title }))
      return { state, severity, ...names, ack: ack.kind, inDowntime, flapping, count, output }
    }) as (Row & Pick<Alert, 'output'>)[]
  }
  const messagesOf = (sourceId: string) =>
    database.run((db) =>
      db.selectFrom('message').select('body').where('source_id', '=', sourceId).execute(),
    )

  test('they are all there', () => {
    expect(cases.length).toBeGreaterThan(95)
  })

  test.each(cases)('%s', async (_name, upstream, wireCase) => {
    const expected = outcomeOf(upstream, wireCase)
    const { id, key } = await addSource()
    const answer = await send(key, upstream, wireCase)
    const kept = await alertsOf(id)
    const messages = await messagesOf(id)
    if ('refused' in expected) {
      expect([answer.status, kept, messages]).toEqual([expected.refused, [], []])
      expect(answer.json.status_code).toBe(expected.refused)
      return
    }
    expect([answer.status, answer.text]).toEqual([200, 'ok'])
    if ('plain' in expected) {
      expect(kept).toEqual([])
      expect(messages).toHaveLength(1)
      expect(JSON.stringify(JSON.parse(messages[0]?.body ?? ''))).toContain(
        JSON.stringify(expected.plain).slice(1, -1),
      )
      return
    }
    const rows = kept.map(({ output: _, ...row }) => row)
    expect(inOrder(rows)).toEqual(inOrder(expected))
    expect(messages).toEqual([])
    // A remark is no state, and its words are a reply.
    if (wireCase.expect?.output_present && rows[0]?.state !== 'noted') {
      expect(kept[0]?.output).toBe(wireCase.upstream_input?.output)
    }
  })

  const incidents = new Set(alertCases('openitcockpit').flatMap(({ incident }) => incident ?? []))
  test.each([...incidents])('the steps of incident %s land on one alert', async (incident) => {
    const steps = alertCases('openitcockpit')
      .filter((one) => one.incident === incident)
      .sort((a, b) => (a.step ?? 0) - (b.step ?? 0))
    const { id, key } = await addSource('openitcockpit')
    const wanted: Partial<Row> = { ...quiet, state: 'noted' }
    for (const step of steps) {
      // A reminder comes later than a copy for another contact.
      clock.advance(120_000)
      expect((await send(key, 'openitcockpit', step)).text).toBe('ok')
      const kept = await alertsOf(id)
      expect(kept).toHaveLength(1)
      follow(wanted, step.expect.notification)
      expect(kept[0]).toMatchObject(wanted)
      expect(kept[0]?.host).toBe(step.expect.host_name)
    }
  })

  test('a service from downtime and flapping to problem and recovery is one alert', async () => {
    const { id, key } = await addSource('openitcockpit')
    const names = ['svc-01', 'svc-03', 'svc-06', 'svc-07', 'svc-09', 'svc-10', 'svc-04', 'svc-05']
    for (const name of names) {
      const step = alertCases('openitcockpit').find((one) => one.case.startsWith(name))
      clock.advance(120_000)
      if (step) await send(key, 'openitcockpit', step)
    }
    expect(await alertsOf(id)).toMatchObject([
      { state: 'resolved', severity: 'ok', count: 2, flapping: false, inDowntime: false },
    ])
    expect((await alertsOf(id))[0]?.ack).toBe('confirmed')
  })
})

/** What one more notification makes of an alert, in the simplest words. */
function follow(row: Partial<Row>, notification: string): void {
  if (notification === 'PROBLEM') Object.assign(row, { state: 'open', count: (row.count ?? 0) + 1 })
  if (notification === 'ACKNOWLEDGEMENT') row.ack = 'confirmed'
  if (notification === 'RECOVERY') Object.assign(row, { state: 'resolved', severity: 'ok' })
  if (/^FLAPPING/.test(notification)) row.flapping = notification === 'FLAPPINGSTART'
  if (/^DOWNTIME/.test(notification)) row.inDowntime = notification === 'DOWNTIMESTART'
}
