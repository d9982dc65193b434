/** Every recorded request goes through the catalogue, and what comes of it is what was meant. */
import type { Signal } from '../../src/domain/alert/signal'
import { type Received, UnreadableRequest } from '../../src/ports/receiver'
import { receive, upstreams } from '../../src/upstream/catalogue'
import { alertCases, type WireCase, wireRequest } from '../wire-cases'

const KEY = 'e1a4c0ffee'

function receiveCase(upstream: string, wireCase: WireCase): Received {
  return receive('detect', wireRequest(upstream, wireCase))
}
function findCase(upstream: string, name: string): WireCase {
  const found = alertCases(upstream).find((wireCase) => wireCase.case === name)
  if (!found) throw new Error(`no case ${name}`)
  return found
}
function signalOf(upstream: string, name: string): Signal {
  const [signal] = receiveCase(upstream, findCase(upstream, name)).signals
  if (!signal) throw new Error(`${name} is no signal`)
  return signal
}
function plainOf(upstream: string, name: string) {
  const received = receiveCase(upstream, findCase(upstream, name))
  if (!('plain' in received)) throw new Error(`${name} is no plain message`)
  return received
}
const byCase = (upstream: string) =>
  alertCases(upstream).map((wireCase) => [wireCase.case, wireCase] as const)

describe('openITCOCKPIT', () => {
  const kinds: Record<string, Signal['kind']> = {
    PROBLEM: 'problem',
    RECOVERY: 'recovery',
    ACKNOWLEDGEMENT: 'acknowledgement',
    DOWNTIMESTART: 'downtime_start',
    DOWNTIMEEND: 'downtime_end',
    DOWNTIMECANCELLED: 'downtime_cancelled',
    FLAPPINGSTART: 'flapping_start',
    FLAPPINGSTOP: 'flapping_stop',
    FLAPPINGDISABLED: 'flapping_disabled',
    CUSTOM: 'note',
  }
  const severities: Record<string, Signal['severity']> = {
    Up: 'ok',
    Ok: 'ok',
    Warning: 'warning',
    Critical: 'critical',
    Down: 'critical',
    Unreachable: 'unknown',
    Unknown: 'unknown',
  }

  it('has its 35 recorded messages', () => {
    expect(alertCases('openitcockpit')).toHaveLength(35)
  })

  it.each(byCase('openitcockpit'))('says %s', (_name, wireCase) => {
    const { expect: expected, upstream_input } = wireCase
    const received = receiveCase('openitcockpit', wireCase)
    const word = expected.state_word ?? undefined
    expect(received).toEqual({
      kind: 'openitcockpit',
      omitted: 0,
      signals: [
        {
          kind: kinds[expected.notification],
          object: {
            kind: expected.object,
            key: expected.correlation_key,
            host: expected.host_name,
            ...(expected.service_name && { service: expected.service_name }),
          },
          ...(word && { stateWord: word, severity: severities[word] }),
          ...(expected.output_present && { output: upstream_input?.output }),
          details: [],
          links: expect.anything(),
          ack: {
            hostUuid: expected.host_uuid,
            ...(expected.service_uuid && { serviceUuid: expected.service_uuid }),
          },
        },
      ],
    })
    const version = wireCase.case.startsWith('v4') ? '#!' : 'a'
    expect(received.signals[0]?.links.map(({ url }) => url)).toEqual(
      [
        expected.service_uuid && `services/browser/${expected.service_uuid}`,
        `hosts/browser/${expected.host_uuid}`,
      ]
        .filter(Boolean)
        .map((page) => `https://oitc.example.org/${version}/${page}`),
    )
  })

  it.each(byCase('openitcockpit'))('leaves no key behind in %s', (_name, wireCase) => {
    for (const { kind } of upstreams) {
      const received = receive(kind, wireRequest('openitcockpit', wireCase))
      expect(JSON.stringify(received)).not.toContain(KEY)
    }
  })
})

describe('Cyphon', () => {
  const severities: Record<string, Signal['severity']> = {
    CRITICAL: 'critical',
    HIGH: 'high',
    MEDIUM: 'warning',
    LOW: 'low',
    INFO: 'info',
    URGENT: 'unknown',
  }
  const said = (text: string) => (text === '' || text === 'None' ? undefined : text)

  it('has its 17 recorded messages', () => {
    expect(alertCases('cyphon')).toHaveLength(17)
  })

  it.each(byCase('cyphon'))('says %s', (_name, wireCase) => {
    const { expect: expected } = wireCase
    const title = said(expected.title) ?? `Cyphon ${expected.alert_id}`
    expect(receiveCase('cyphon', wireCase)).toEqual({
      kind: 'cyphon',
      omitted: 0,
      signals: [
        {
          kind: 'problem',
          object: { kind: 'alert', key: expected.correlation_key, title },
          severity: severities[expected.level],
          stateWord: expected.level,
          details: [
            ...(said(expected.source) ? [{ name: 'Source', value: expected.source }] : []),
            { name: 'Status', value: expected.status },
            { name: 'Incidents', value: expected.incidents },
          ],
          links: [{ label: `Cyphon ${expected.alert_id}`, url: expected.link }],
        },
      ],
    })
  })

  it('knows an alert sent again, and one of the same number on another server', () => {
    const first = signalOf('cyphon', 'alert-01-critical').object.key
    expect(signalOf('cyphon', 'alert-17-manual-run-busy').object.key).toBe(first)
    const request = wireRequest('cyphon', findCase('cyphon', 'alert-01-critical'))
    const elsewhere = Buffer.from(request.body)
      .toString()
      .replaceAll('cyphon.example', 'soc.example')
    const [signal] = receive('cyphon', { ...request, body: Buffer.from(elsewhere) }).signals
    expect(signal?.object.key).toBe('cyphon|https://soc.example.org/app/alerts/4711')
  })
})

describe('Alertmanager', () => {
  it.each(byCase('alertmanager'))('says %s', (_name, wireCase) => {
    const received = receiveCase('alertmanager', wireCase)
    const json = JSON.parse(Buffer.from(wireRequest('alertmanager', wireCase).body).toString())
    const alerts: { status: string; startsAt: string; endsAt: string }[] = json.alerts
    expect(received).toMatchObject({
      kind: 'alertmanager',
      omitted: wireCase.expect?.truncatedAlerts ?? 0,
    })
    expect(received.signals.map(({ kind, since, at }) => ({ kind, since, at }))).toEqual(
      alerts.map(({ status, startsAt, endsAt }) => ({
        kind: status === 'firing' ? 'problem' : 'recovery',
        since: Date.parse(startsAt),
        at: status === 'firing' ? undefined : Date.parse(endsAt),
      })),
    )
    const fired: string[] = (wireCase.expect?.alerts ?? []).map(([, status]: string[]) => status)
    if (wireCase.expect) expect(alerts.map(({ status }) => status)).toEqual(fired)
  })

  it('tells what each alert is about', () => {
    const [signal] = receiveCase(
      'alertmanager',
      findCase('alertmanager', 'am-01-firing-two-alerts'),
    ).signals
    expect(signal).toMatchObject({
      object: { kind: 'service', host: 'srv-db-01:9100', service: 'DiskFull' },
      severity: 'critical',
      output: 'Disk /var on srv-db-01 is 98% full\nOnly 412 MB left.\nSecond line',
      details: [{ name: 'cluster', value: 'eu1' }],
      links: [
        { label: 'Source', url: 'https://prometheus.example.org/graph?g0.expr=up' },
        { label: 'Alertmanager', url: 'https://alertmanager.example.org/' },
      ],
    })
  })

  it('keeps an alert recognisable from firing to resolved', () => {
    const names = ['am-01-firing-two-alerts', 'am-02-one-resolved', 'am-03-all-resolved']
    const [one, two, three] = names.map((name) =>
      receiveCase('alertmanager', findCase('alertmanager', name)).signals.map(
        ({ object }) => object.key,
      ),
    )
    expect(two).toEqual(one)
    expect(three).toEqual(one?.slice(0, 1))
    expect(new Set(one).size).toBe(2)
  })

  it('speaks Mattermost too, where the labels are all there is to know it by', () => {
    const firing = signalOf('alertmanager-mattermost', 'am-mm-01-firing')
    const resolved = signalOf('alertmanager-mattermost', 'am-mm-02-resolved')
    expect(firing).toMatchObject({
      kind: 'problem',
      object: { kind: 'service', host: 'srv-db-01:9100', service: 'DiskFull' },
      output: 'Disk full',
    })
    expect(resolved).toMatchObject({ kind: 'recovery', severity: 'ok', object: firing.object })
    const request = wireRequest(
      'alertmanager-mattermost',
      findCase('alertmanager-mattermost', 'am-mm-01-firing'),
    )
    expect(receive('alertmanager', request).signals).toHaveLength(1)
  })
})

describe('Grafana', () => {
  it.each([
    ['grafana-01-firing', ['problem', 'problem']],
    ['grafana-02-resolved', ['recovery', 'recovery']],
    ['grafana-03-nodata', ['problem']],
    ['grafana-04-hmac', ['problem']],
    ['grafana-05-test', ['problem']],
  ])('says %s', (name, kinds) => {
    const received = receiveCase('grafana', findCase('grafana', name))
    expect(received.kind).toBe('grafana')
    expect(received.signals.map(({ kind }) => kind)).toEqual(kinds)
  })

  it('names the rule where it has no data', () => {
    const signal = signalOf('grafana', 'grafana-03-nodata')
    expect(signal.object.service).toBe('DiskFull')
    expect(signal).toMatchObject({ severity: 'unknown', stateWord: 'NoData' })
  })

  it('shows the numbers that were compared, and where to look and silence', () => {
    const signal = signalOf('grafana', 'grafana-01-firing')
    expect(signal.details.slice(0, 2)).toEqual([
      { name: 'B', value: '97.8' },
      { name: 'C', value: '1' },
    ])
    expect(signal.links.map(({ label }) => label)).toEqual([
      'Source',
      'Dashboard',
      'Panel',
      'Silence',
      'Grafana',
    ])
  })

  it('keeps an alert recognisable from firing to resolved', () => {
    expect(signalOf('grafana', 'grafana-02-resolved').object.key).toBe(
      signalOf('grafana', 'grafana-01-firing').object.key,
    )
  })
})

describe('Zabbix', () => {
  it('says problem, acknowledgement and recovery of one event', () => {
    const problem = signalOf('zabbix', 'zabbix-03-problem')
    expect(problem).toMatchObject({
      kind: 'problem',
      severity: 'high',
      stateWord: 'High',
      object: { kind: 'service', host: 'srv-db-01', service: '/var: Disk space is critically low' },
    })
    expect(problem.details.map(({ name }) => name)).toEqual([
      'Event time',
      'Opdata',
      'Event tags',
      'Trigger description',
    ])
    expect(signalOf('zabbix', 'zabbix-04-update')).toMatchObject({
      kind: 'acknowledgement',
      actor: 'Jane Doe',
      comment: 'looking',
      object: problem.object,
    })
    expect(signalOf('zabbix', 'zabbix-05-resolved')).toMatchObject({
      kind: 'recovery',
      severity: 'ok',
      object: problem.object,
    })
  })
})

describe('Nagios', () => {
  it.each([
    ['nagios-01-host-problem', 'problem', 'critical', 'CRITICAL - 10.20.0.11: rta nan, lost 100%'],
    ['nagios-02-host-recovery', 'recovery', 'ok', 'PING OK - Packet loss = 0%, RTA = 0.41 ms'],
    [
      'nagios-03-service-problem',
      'problem',
      'critical',
      'DISK CRITICAL - free space: /var 412 MB (2%) & inodes + 1',
    ],
    [
      'nagios-04-service-semicolon-in-output',
      'problem',
      'warning',
      'APT WARNING: 3 packages; 0 critical; rc=1',
    ],
    ['nagios-05-service-acknowledgement', 'acknowledgement', 'warning', 'APT WARNING: 3 packages'],
  ])('says %s', (name, kind, severity, output) => {
    expect(signalOf('nagios', name)).toMatchObject({ kind, severity, output })
    expect(receiveCase('nagios', findCase('nagios', name)).kind).toBe('nagios')
  })

  it('parts host, address and service, and finds the link', () => {
    const { object, links, details } = signalOf('nagios', 'nagios-03-service-problem')
    expect(object).toMatchObject({ kind: 'service', host: 'srv-db-01', service: 'Disk usage /var' })
    expect(details).toEqual([{ name: 'Address', value: '10.20.0.11' }])
    expect(links[0]?.url).toMatch(
      /^https:\/\/nagios\.example\.org\/.*service=Disk%20usage%20\/var$/,
    )
    expect(signalOf('nagios', 'nagios-04-service-semicolon-in-output').object.key).toBe(
      signalOf('nagios', 'nagios-05-service-acknowledgement').object.key,
    )
    expect(signalOf('nagios', 'nagios-01-host-problem').object.key).toBe(
      signalOf('nagios', 'nagios-02-host-recovery').object.key,
    )
  })
})

describe('Icinga 2', () => {
  it('says what its scripts print', () => {
    expect(signalOf('icinga2', 'icinga2-01-service-problem')).toMatchObject({
      kind: 'problem',
      severity: 'critical',
      object: { kind: 'service', host: 'srv-db-01', service: 'disk' },
      links: [{ label: 'disk' }, { label: 'srv-db-01' }],
    })
    expect(signalOf('icinga2', 'icinga2-02-raw-newline')).toMatchObject({
      object: { host: 'srv-db-01', service: 'disk' },
      output: 'DISK CRITICAL - /var 2%\tfree',
    })
  })

  it('is refused as by Mattermost when its JSON is broken', () => {
    const broken = findCase('icinga2', 'icinga2-03-broken-quotes')
    expect(() => receiveCase('icinga2', broken)).toThrow(new UnreadableRequest('not_json'))
  })
})

describe('Checkmk', () => {
  it.each([
    [
      'checkmk-01-service-problem',
      'problem',
      'critical',
      '97.8% used (19.1 of 19.5 GB, warn/crit at 80%/90%)',
    ],
    ['checkmk-02-service-recovery', 'recovery', 'ok', '55.0% used'],
    [
      'checkmk-03-host-ack',
      'acknowledgement',
      'critical',
      'Packet received via smart PING - CRITICAL',
    ],
  ])('says %s, and mentions nobody', (name, kind, severity, output) => {
    const signal = signalOf('checkmk', name)
    expect(signal).toMatchObject({ kind, severity, output })
    expect(signal.object.host).toBe('srv-db-01')
    expect(signal.details).toContainEqual({ name: 'Contacts', value: 'jane, ops' })
    expect(JSON.stringify(signal)).not.toContain('@')
  })

  it('knows a service from problem to recovery', () => {
    const { object, links } = signalOf('checkmk', 'checkmk-01-service-problem')
    expect(object).toMatchObject({ kind: 'service', service: 'Filesystem /var' })
    expect(links.map(({ label }) => label)).toEqual(['Filesystem /var', 'srv-db-01'])
    expect(signalOf('checkmk', 'checkmk-02-service-recovery').object).toEqual(object)
  })
})

describe('Uptime Kuma', () => {
  it.each([
    ['kuma-01-down', 'problem', 'connect ECONNREFUSED 10.0.0.5:443', 'Prod / Shop'],
    ['kuma-02-down-resend', 'problem', 'connect ECONNREFUSED 10.0.0.5:443', 'Prod / Shop'],
    ['kuma-03-up', 'recovery', '131ms', 'Prod / Shop'],
    ['kuma-06-channel-and-icons', 'problem', 'timeout', 'Port 25'],
    ['kuma-07-generic-webhook-json', 'problem', 'connect ECONNREFUSED 10.0.0.5:443', 'Prod / Shop'],
    ['kuma-08-generic-webhook-form-data', 'recovery', '200 - OK', 'Prod / Shop'],
  ])('says %s', (name, kind, output, service) => {
    expect(signalOf('uptime-kuma', name)).toMatchObject({ kind, output, object: { service } })
  })

  it('knows a monitor from down to up, in either format', () => {
    const key = (name: string) => signalOf('uptime-kuma', name).object.key
    expect(key('kuma-03-up')).toBe(key('kuma-01-down'))
    expect(key('kuma-08-generic-webhook-form-data')).toBe(key('kuma-07-generic-webhook-json'))
  })

  it('says when, in UTC, and links only what can be followed', () => {
    expect(signalOf('uptime-kuma', 'kuma-07-generic-webhook-json').at).toBe(
      Date.parse('2026-06-17T08:00:00.123Z'),
    )
    expect(signalOf('uptime-kuma', 'kuma-06-channel-and-icons').links).toEqual([])
  })

  it('posts its tests and certificate warnings as they are', () => {
    expect(plainOf('uptime-kuma', 'kuma-04-test-message')).toMatchObject({
      kind: 'webhook',
      plain: { text: 'Mattermost Testing', username: 'Uptime Kuma' },
    })
    expect(plainOf('uptime-kuma', 'kuma-05-certificate-expiry').plain.text).toContain('7 days')
  })
})

describe('everybody else, as Mattermost would post it', () => {
  const plain = (name: string) => plainOf('mattermost', name).plain

  it('takes text', () => {
    expect(plain('incoming-01-text')).toMatchObject({ text: 'hello', attachments: [] })
    expect(plain('incoming-03-form-payload').text).toBe('hello & bye')
    expect(plain('incoming-04-multipart')).toMatchObject({ text: 'multi', username: 'bot' })
    expect(plain('incoming-05-no-content-type').text).toBe('no content type')
    expect(plain('incoming-08-direct-channel').channel).toBe('@jane')
  })

  it('takes every field', () => {
    expect(plain('incoming-02-all-fields')).toEqual({
      text: 'see attachment',
      username: 'Monitoring',
      iconUrl: 'https://example.org/i.png',
      iconEmoji: ':fire:',
      channel: 'alerts',
      type: 'custom_alert',
      props: { card: 'side bar **text**' },
      priority: { level: 'urgent', requestedAck: true, persistentNotifications: false },
      attachments: [
        {
          fallback: 'f',
          color: '#FF8000',
          pretext: 'p',
          authorName: 'a',
          authorLink: 'https://example.org',
          authorIcon: 'https://example.org/a.png',
          title: 't',
          titleLink: 'https://example.org/t',
          text: 'x',
          fields: [
            { title: 'n', value: '42', short: true },
            { title: 'v', value: 'w', short: false },
          ],
          imageUrl: 'https://example.org/1.png',
          thumbUrl: 'https://example.org/2.png',
          footer: 'ft',
          footerIcon: 'https://example.org/3.png',
          ts: '1781683380',
          buttons: [],
        },
      ],
    })
  })

  it('repairs raw line breaks and drops null entries', () => {
    expect(plain('incoming-06-raw-newlines')).toMatchObject({
      text: 'line one\nline two\tend',
      attachments: [{ fallback: 'a\nb', text: 'c\nd' }],
    })
    expect(plain('incoming-07-null-attachments-and-fields').attachments).toMatchObject([
      { text: 'kept', fields: [{ title: 't', value: '' }] },
    ])
  })

  it('translates what is Slack’s, and leaves the judging of mentions to who posts', () => {
    expect(plain('incoming-09-slack-specials').text).toBe(
      '@channel @here @all <@w1p4o8s7ri8z5kbb6d4m3n9xhe> [link text](https://example.org)',
    )
    expect(plain('incoming-11-mentions-in-attachment').attachments[0]).toMatchObject({
      text: 'disk full @channel',
      title: '@all',
      fields: [{ value: '@here' }],
    })
  })

  it('refuses what says nothing', () => {
    const empty = findCase('mattermost', 'incoming-10-empty')
    expect(() => receiveCase('mattermost', empty)).toThrow(new UnreadableRequest('empty'))
  })
})

it.each(['openitcockpit', 'cyphon', 'alertmanager', 'grafana', 'zabbix', 'nagios'])(
  'no other kind takes what %s says for its own',
  (upstream) => {
    for (const wireCase of alertCases(upstream)) {
      const request = wireRequest(upstream, wireCase)
      if (/get-|response/.test(wireCase.case)) continue
      for (const { kind } of upstreams.filter((one) => one.kind !== upstream)) {
        expect(signalsOf(() => receive(kind, request))).toEqual([])
      }
    }
  },
)

function signalsOf(act: () => Received): readonly Signal[] {
  try {
    return act().signals
  } catch (error) {
    if (error instanceof UnreadableRequest) return []
    throw error
  }
}
