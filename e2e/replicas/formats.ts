/**
 * Problems as monitoring systems tell them: bodies in the formats of server-sidecar/src/upstream,
 * whose README files say where each comes from.
 */

/** One after the other; `firing` ones say that something is wrong. */
export interface Message {
  body: object
  firing: boolean
}

/** A source as the setting `sources` has it, and how it tells of a problem on a machine of this name. */
export interface Format {
  name: string
  channel: 'calm' | 'stormy' | 'mixed'
  tell(machine: string): Message[]
}

const YEAR_ONE = '0001-01-01T00:00:00Z'

function alertmanager(machine: string, [status, severity]: readonly [string, string]): object {
  const isOver = status === 'resolved'
  const alert = {
    status,
    labels: { alertname: 'DiskFull', instance: `${machine}:9100`, severity },
    annotations: { summary: `Disk /var on ${machine} is nearly full` },
    startsAt: '2026-06-17T08:00:00Z',
    endsAt: isOver ? '2026-06-17T08:40:00Z' : YEAR_ONE,
    generatorURL: 'https://prometheus.example.org/graph?g0.expr=up',
    fingerprint: Buffer.from(machine).toString('hex').padEnd(16, '0').slice(-16),
  }
  const group = { groupLabels: { alertname: 'DiskFull' }, commonLabels: {}, commonAnnotations: {} }
  return {
    ...{ receiver: 'tickets', status, alerts: [alert], ...group, version: '4' },
    ...{ groupKey: '{}:{alertname="DiskFull"}', truncatedAlerts: 0 },
    externalURL: 'https://alertmanager.example.org',
  }
}

function grafana(machine: string, status: 'firing' | 'resolved'): object {
  const values = status === 'firing' ? { B: 97.8, C: 1 } : null
  const alert = {
    ...{ status, labels: { alertname: 'Load', grafana_folder: 'Infra', instance: machine } },
    ...{ annotations: { summary: `Load on ${machine}` }, startsAt: '2026-06-17T08:00:00Z' },
    endsAt: status === 'firing' ? YEAR_ONE : '2026-06-17T08:40:00Z',
    ...{ generatorURL: 'https://grafana.example.org/alerting/grafana/x/view?orgId=1' },
    fingerprint: Buffer.from(machine).toString('hex').padEnd(16, '0').slice(-16),
    ...{ ruleUID: 'fdxyz1', values, valueString: '', orgId: 1 },
  }
  return {
    ...{ receiver: 'tickets', status, alerts: [alert], groupLabels: {}, commonLabels: {} },
    ...{ commonAnnotations: {}, externalURL: 'https://grafana.example.org/', version: '1' },
    ...{ appVersion: '12.1.0', groupKey: `{}:{instance="${machine}"}`, truncatedAlerts: 0 },
    ...{ orgId: 1, title: `[${status.toUpperCase()}:1] Load`, state: 'alerting', message: '' },
  }
}

function checkmk(machine: string, [type, state]: readonly [string, string]): object {
  const color = state === 'OK' ? '#00CC00' : '#EE0000'
  const lines = [`Host: ${machine} (IP: 10.20.0.11)`, 'Service: Filesystem /var', `State: ${state}`]
  return {
    attachments: [
      { color, title: `Service ${type} notification`, text: lines.join('\n') },
      { color, title: 'Additional Info', text: '97.8% used', footer: 'Check_MK notification' },
    ],
  }
}

function uptimeKuma(machine: string, word: 'down.' | 'up!'): object {
  const title = `${machine} service went ${word}`
  const fields = [{ short: false, title: 'Error', value: 'connect ECONNREFUSED 10.0.0.5:443' }]
  const color = word === 'up!' ? '#32CD32' : '#FF0000'
  const attachment = { fallback: `Your ${title}`, color, title, fields }
  return { username: 'Uptime Kuma', attachments: [attachment] }
}

const firing = (body: object): Message => ({ body, firing: true })
const over = (body: object): Message => ({ body, firing: false })

export const formats: readonly Format[] = [
  {
    name: 'Prometheus',
    channel: 'calm',
    tell: (machine) => [
      firing(alertmanager(machine, ['firing', 'warning'])),
      firing(alertmanager(machine, ['firing', 'critical'])),
      over(alertmanager(machine, ['resolved', 'critical'])),
    ],
  },
  {
    name: 'Grafana',
    channel: 'stormy',
    tell: (machine) => [firing(grafana(machine, 'firing')), over(grafana(machine, 'resolved'))],
  },
  {
    name: 'Checkmk',
    channel: 'calm',
    tell: (machine) => [
      firing(checkmk(machine, ['PROBLEM', 'WARNING'])),
      firing(checkmk(machine, ['PROBLEM', 'CRITICAL'])),
      over(checkmk(machine, ['RECOVERY', 'OK'])),
    ],
  },
  {
    name: 'Uptime Kuma',
    channel: 'mixed',
    tell: (machine) => [firing(uptimeKuma(machine, 'down.')), over(uptimeKuma(machine, 'up!'))],
  },
  {
    name: 'Icinga',
    channel: 'mixed',
    tell: (machine) => [
      firing({ text: `PROBLEM: Service disk on ${machine} is CRITICAL` }),
      over({ text: `RECOVERY: Service disk on ${machine} is OK` }),
    ],
  },
]

/** What no format knows is posted as it is. */
export const aLine = (name: string): Message => firing({ text: `A line about ${name}.` })
