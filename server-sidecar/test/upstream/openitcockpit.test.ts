/** Names are free text; what a notification is about must not depend on what they look like. */
import * as fc from 'fast-check'
import type { Signal } from '../../src/domain/alert/signal'
import { receive } from '../../src/upstream/catalogue'

const BASE = 'https://oitc.example.org'
const HOST = '5f8a1c62-3f0e-4b53-9a60-1d2c7b9e4a01'
const SERVICE = 'a2d94f0b-6c1e-4f7a-8b35-90cf3e7d1b02'
const OTHER = '91d3f7aa-8e24-4c7b-b0c9-2a64e8f0d504'
const KEY = 'e1a4c0ffee'.repeat(16)

interface Message {
  host: string
  service?: string
  type?: string
  word?: string
  color?: string
  output?: string
  button?: boolean
  base?: string
}

const page = (base: string, kind: string, uuid: string) => `(${base}/a/${kind}/browser/${uuid})`

/** As the notification command makes it. */
function aMessage(message: Message) {
  const { host, service, type = 'PROBLEM', word, color = '#d9534f', base = BASE } = message
  const hostLink = `[${host}]${page(base, 'hosts', HOST)}`
  const what =
    service === undefined
      ? hostLink
      : `[${service}]${page(base, 'services', SERVICE)} on ${hostLink}`
  const state = word ?? (service === undefined ? 'Down' : 'Critical')
  const text = `🚨 ${type}: ${what} is ${state}!\n${message.output ?? 'some output'}`
  const path =
    service === undefined
      ? `host.json?uuid=${HOST}`
      : `service.json?hostuuid=${HOST}&serviceuuid=${SERVICE}`
  const url = `${base}/mattermost_module/acknowledge/${path}&apikey=${KEY}`
  const actions = [{ name: 'Acknowledge', integration: { url } }]
  return {
    text: '',
    attachments: [
      { text, color },
      ...(message.button ? [{ text: 'Click to acknowledge this issue.', color, actions }] : []),
    ],
  }
}

function anAnnouncement(opening: string, { host, service }: Message, ending = '') {
  const link = `[${host}]${page(BASE, 'hosts', HOST)}`
  const more = service === undefined ? '' : `/[${service}]${page(BASE, 'services', SERVICE)}`
  return {
    text: '',
    attachments: [{ text: `${opening} ${link}${more}${ending}`, color: '#1895f5' }],
  }
}

function read(json: object): Signal | undefined {
  const received = receive('openitcockpit', {
    contentType: 'application/json',
    body: Buffer.from(JSON.stringify(json)),
  })
  expect(JSON.stringify(received)).not.toContain('e1a4c0ffee')
  return received.signals[0]
}

const pieces = fc.constantFrom(
  ...['a', ' ', '[', ']', '(', ')', '](', '\n', ' on [', ') on [', ')/[', ' is Down!', '!\n', '/'],
  ...[`](${BASE}/a/services/browser/${OTHER}) on [`, `](${BASE}/a/hosts/browser/${OTHER})`],
  ...[`](${BASE}/a/hosts/browser/${OTHER}) is Critical!\n`, 'PROBLEM: [', '🚨 ', '@channel', 'ü'],
)
const fakeName = fc.array(pieces, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''))
const plainName = fc
  .array(
    fc.constantFrom('a', ' ', '[', ']', '(', ')', '\n', ' on [', ' is Down!', '!', '@all', 'ü'),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  .map((parts) => parts.join(''))
const output = fc.array(pieces, { minLength: 1, maxLength: 8 }).map((parts) => {
  return parts.join('').replaceAll('\n', ' ').replaceAll('\\n', ' ')
})

describe('a notification of openITCOCKPIT', () => {
  it('with a button is about the button’s object, whatever names and output hold', () => {
    fc.assert(
      fc.property(fakeName, fc.option(fakeName), output, (host, service, said) => {
        const named = { host, ...(service !== null && { service }) }
        const signal = read(aMessage({ ...named, output: said, button: true }))
        expect(signal).toMatchObject({
          kind: 'problem',
          severity: 'critical',
          output: said,
          ack: { hostUuid: HOST, ...(service !== null && { serviceUuid: SERVICE }) },
        })
        expect(signal?.object.key).toBe(
          service === null ? `oitc|${HOST}` : `oitc|${HOST}|${SERVICE}`,
        )
      }),
      { numRuns: 400 },
    )
  })

  it('without one is read from its end, names and all, as long as they hold no links', () => {
    fc.assert(
      fc.property(plainName, fc.option(plainName), output, (host, service, said) => {
        const named = { host, ...(service !== null && { service }) }
        const signal = read(aMessage({ ...named, output: said }))
        expect(signal?.object).toEqual({
          kind: service === null ? 'host' : 'service',
          key: service === null ? `oitc|${HOST}` : `oitc|${HOST}|${SERVICE}`,
          ...named,
        })
        expect(signal?.output).toBe(said)
      }),
      { numRuns: 400 },
    )
  })

  it.each<[string, Signal['kind'], string]>([
    ['Downtime start for service', 'downtime_start', ''],
    ['Downtime end for service', 'downtime_end', ''],
    ['Flapping started on', 'flapping_start', ''],
    ['Disabled flap detection for', 'flapping_disabled', ''],
    ['Acknowledgement for service', 'acknowledgement', ' (Critical)'],
  ])('%s …, names and all', (opening, kind, ending) => {
    fc.assert(
      fc.property(plainName, plainName, (host, service) => {
        expect(read(anAnnouncement(opening, { host, service }, ending))).toMatchObject({
          kind,
          object: { kind: 'service', key: `oitc|${HOST}|${SERVICE}`, host, service },
        })
      }),
    )
  })

  it('of a host named “service …” is of a host', () => {
    const signal = read(anAnnouncement('Downtime end for', { host: 'service [x]' }))
    expect(signal?.object).toEqual({ kind: 'host', key: `oitc|${HOST}`, host: 'service [x]' })
  })

  it.each([
    ['#f0ad4e', 'Warnung', 'warning'],
    ['#d9534f', 'Kritisch', 'critical'],
    ['#adadad', 'Nicht verfügbar', 'unknown'],
    ['#5cb85c', 'В порядке', 'ok'],
  ])('in another language: %s is %s', (color, word, severity) => {
    const type = severity === 'ok' ? 'RECOVERY' : 'PROBLEM'
    expect(read(aMessage({ host: 'h', service: 's', color, word, type }))).toMatchObject({
      severity,
      stateWord: word,
    })
    const ack = anAnnouncement('Acknowledgement for', { host: 'h' }, ` (${word})`)
    expect(read(ack)).toMatchObject({ kind: 'acknowledgement', stateWord: word })
    expect(read(ack)).not.toHaveProperty('severity')
  })

  it('knows systems with a port, a path or an IPv6 address', () => {
    for (const base of [
      'https://oitc:8443',
      'https://x.example.org/oitc',
      'https://[2001:db8::1]',
    ]) {
      const signal = read(aMessage({ host: 'h', service: 's', base, button: true }))
      expect(signal?.links[0]?.url).toBe(`${base}/a/services/browser/${SERVICE}`)
    }
  })

  it('of an unknown type is a note, with its state', () => {
    expect(read(aMessage({ host: 'h', type: 'SOMETHING' }))).toMatchObject({
      kind: 'note',
      severity: 'critical',
    })
  })

  it('keeps an output of several lines', () => {
    expect(read(aMessage({ host: 'h', output: 'a\nb\n\nc' }))?.output).toBe('a\nb\n\nc')
  })
})

describe('what only looks like one is posted as it is, without its key', () => {
  const genuine = aMessage({ host: 'h', service: 's', button: true })
  const [first, second] = genuine.attachments
  it.each([
    ['another colour', { ...genuine, attachments: [{ ...first, color: '#ff0000' }, second] }],
    ['a text beside it', { ...genuine, text: 'hello' }],
    ['a third attachment', { ...genuine, attachments: [first, second, { text: 'x' }] }],
    [
      'a button of another object',
      {
        text: '',
        attachments: [first, aMessage({ host: 'h', button: true }).attachments[1]],
      },
    ],
    [
      'a button elsewhere',
      {
        text: '',
        attachments: [
          first,
          {
            ...second,
            actions: [{ name: 'x', integration: { url: `https://evil/?apikey=${KEY}` } }],
          },
        ],
      },
    ],
    [
      'no link',
      { text: '', attachments: [{ ...first, text: 'PROBLEM: [s] on [h] is Critical!\nx' }] },
    ],
  ])('%s', (_what, json) => {
    expect(read(json)).toBeUndefined()
  })
})
