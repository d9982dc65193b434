import { LOCALES, type Locale } from '@ticketdesk/contract'
import fc from 'fast-check'
import type { AckState, Alert } from '../../../src/domain/alert/alert'
import { eventOf, type Telling } from '../../../src/domain/alert/event'
import type { Source } from '../../../src/domain/source/source'
import { createAlertRenderer } from '../../../src/mattermost/render/alert-card'
import { createAlertReplyRenderer } from '../../../src/mattermost/render/alert-reply'
import { renderDuration } from '../../../src/mattermost/render/moments'
import { anAlert, aSource } from '../../builders/an-alert'
import { aUserRef } from '../../builders/refs'
import { createFakePeople } from '../../fakes/fake-people'
import { sentence } from '../../sentences'

const jane = aUserRef()
const people = createFakePeople()
people.addPerson({ id: jane, username: 'jane' })
const at = Date.parse('2025-03-09T12:30:00Z')

interface Attachment {
  color: string
  title: string
  title_link?: string
  fields: { title: string; value: string }[]
  actions: { id: string; integration: { url: string; context: object } }[]
}

function rendering(language: Locale = 'en') {
  const settings = () => ({ language, timeZone: 'Europe/Berlin' })
  return { people, sentence, settings, actionUrl: '/mattermost/actions/alert' }
}
async function render(over: Partial<Alert> = {}, source: Partial<Source> = {}, language?: Locale) {
  const renderAlert = createAlertRenderer(rendering(language))
  const words = await renderAlert(anAlert(over), aSource(source))
  return { ...words, attachment: words.attachments[0] as Attachment }
}
const tell = (telling: Telling, language?: Locale) =>
  createAlertReplyRenderer(rendering(language))({
    ...eventOf(telling, at),
    alertId: anAlert().id,
    sequence: 1,
  })

test('a problem says all there is to know without our web app', async () => {
  const { message, attachment } = await render({
    count: 3,
    lastSignalAt: at,
    details: [{ name: 'Incidents', value: '4' }],
  })
  expect(message.split('\n')).toEqual([
    '#### :red_circle: Critical: Disk usage /var · srv-db-01',
    '',
    '```',
    'DISK CRITICAL - free space: /var 412 MB (2%)',
    '```',
    '',
    '**Incidents:** 4',
    '',
    '3 times, last 9 Mar 2025, 13:30',
    '[Disk usage /var](https://oitc.example.org/a/services/browser/1)',
  ])
  expect(attachment).toMatchObject({
    color: '#d24b4e',
    title: 'Disk usage /var · srv-db-01',
    title_link: 'https://oitc.example.org/a/services/browser/1',
  })
})

test.each<[string, AckState, RegExp, string[]]>([
  ['pending', { kind: 'pending', by: jane, at }, /@jane is acknowledging…/, ['createTicket']],
  [
    'confirmed',
    { kind: 'confirmed', by: { user: jane }, at, comment: 'on site' },
    /acknowledged by @jane, 9 Mar 2025, 13:30 \(on site\)/,
    ['unacknowledge', 'createTicket'],
  ],
  [
    'confirmed there by nobody known',
    { kind: 'confirmed', by: { name: undefined }, at },
    /acknowledged in the monitoring/,
    ['unacknowledge', 'createTicket'],
  ],
  [
    'here only, with an end',
    { kind: 'here', by: jane, at, expiresAt: at + 3_600_000 },
    /here only, until 9 Mar 2025, 14:30/,
    ['unacknowledge', 'createTicket'],
  ],
  [
    'failed',
    { kind: 'failed', by: jane, at, reason: 'unreachable' },
    /acknowledging failed: the monitoring cannot be reached/,
    ['retry', 'createTicket'],
  ],
  [
    'removing',
    { kind: 'removing', by: jane, at },
    /taking the acknowledgement back/,
    ['createTicket'],
  ],
])('an acknowledgement that is %s', async (_name, ack, words, actions) => {
  const { message, attachment, card } = await render({ ack })
  expect(message).toMatch(words)
  expect(attachment.actions.map(({ id }) => id)).toEqual(actions)
  expect(card).toMatchObject({ ack: { kind: ack.kind }, actions })
})

test('a resolved one is green, says how long it took, and has no buttons', async () => {
  const openedAt = at - 125 * 60_000
  const { message, attachment } = await render({ state: 'resolved', openedAt, resolvedAt: at })
  expect(message).toContain(':white_check_mark:')
  expect(message).toContain('resolved after 2 hr 5 min')
  expect(attachment).toMatchObject({ color: '#3db887', actions: [] })
})

test('calls only whom a rule of the source says', async () => {
  const rules = [{ atLeast: 'critical' as const, mentions: ['channel', 'jane'] }]
  expect((await render({}, { rules })).message).toContain('\n@channel @jane\n')
  expect((await render({ severity: 'warning' }, { rules })).message).not.toContain('@')
})

test('downtime and flapping show', async () => {
  const { message } = await render({ inDowntime: true, flapping: true })
  expect(message).toContain('in downtime · flapping')
})

test.each([
  'srv](https://evil.example)',
  '@channel @all @here @jane',
  '# heading\n> quote\n- [ ] list',
  '```\n**out**\n```',
  '![x](https://evil.example/x.png)',
  '<script>alert(1)</script>',
  '\u202egnp.exe',
  '[click](javascript:alert(1))',
])('%j stays what it is, wherever it stands', async (text) => {
  const { message, attachment, card } = await render({
    object: { kind: 'service', key: 'k', host: text, service: text },
    stateWord: text,
    output: text,
    details: [{ name: text, value: text }],
    links: [
      { label: text, url: 'https://oitc.example.org/' },
      { label: 'bad', url: 'javascript:alert(1)' },
    ],
    ack: { kind: 'confirmed', by: { name: text }, at, comment: text },
  })
  const outside = message.replace(/```\n[\s\S]*?\n```/g, '')
  const fields = attachment.fields.map(({ value }) => value).join('\n')
  for (const shown of [outside, fields]) {
    expect(shown).not.toMatch(/(?<!\\)@(?:channel|all|here|jane)/)
    expect(shown).not.toMatch(/(?<!\\)\[[^\]\\]*\]\((?!https:\/\/oitc\.example\.org\/\))/)
    expect(shown).not.toMatch(/[\u202a-\u202e]/)
  }
  expect(outside.match(/^#+ /gm)).toHaveLength(1)
  expect(outside).not.toMatch(/^(?:>|- )/m)
  expect(JSON.stringify([card.links, attachment])).not.toContain('javascript:alert(1)"')
})

test('whatever an output holds, all of it is in the post or its thread', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.stringMatching(/^[a-z` ]{0,60}x$/), { maxLength: 400 }),
      async (lines) => {
        const { message, folded } = await render({ output: lines.join('\n') })
        const shown = [message, ...(folded?.messages ?? [])].join('\n').replaceAll('\u200b', '')
        const rest = lines.filter((line) => !shown.includes(line.trim()))
        expect(rest).toEqual([])
        for (const one of folded?.messages ?? []) expect([...one].length).toBeLessThan(16_383)
      },
    ),
    { numRuns: 40 },
  )
})

test('the post is small, however much was sent', async () => {
  const { message, folded, card } = await render({
    output: 'x'.repeat(128 * 1024),
    object: { kind: 'alert', key: 'k', title: 'y'.repeat(5000) },
    details: Array.from({ length: 100 }, (_, n) => ({ name: `n${n}`, value: 'z'.repeat(400) })),
  })
  expect([...message].length).toBeLessThan(16_383)
  expect(JSON.stringify(card).length).toBeLessThan(50_000)
  const thread = folded?.messages.join('') ?? ''
  expect(thread.match(/x/g)!.length).toBeGreaterThan(126 * 1024)
  expect(thread).toContain('n99: z')
})

describe.each(LOCALES)('the story in %s', (language) => {
  const tellings: Telling[] = [
    { kind: 'severity_changed', from: 'warning', to: 'critical' },
    { kind: 'recovered' },
    { kind: 'recovered', durationMs: 300_000 },
    { kind: 'acknowledged' },
    { kind: 'acknowledged', name: 'operator', comment: 'mine' },
    { kind: 'ack_confirmed' },
    { kind: 'ack_in_force', user: jane },
    { kind: 'ack_here', user: jane },
    { kind: 'ack_failed', user: jane, reason: 'timed_out' },
    { kind: 'ack_failed', user: jane, reason: 'of a newer version' },
    { kind: 'ack_removed' },
    { kind: 'ack_removed', name: 'operator' },
    { kind: 'ack_taken_back', user: jane },
    { kind: 'ack_expired', user: jane },
    { kind: 'removal_failed', reason: 'forbidden' },
    { kind: 'downtime_started' },
    { kind: 'downtime_ended' },
    { kind: 'downtime_cancelled' },
    { kind: 'flapping_started' },
    { kind: 'flapping_stopped' },
    { kind: 'flapping_disabled' },
    { kind: 'noted' },
    { kind: 'noted', name: 'operator', text: 'hello' },
    { kind: 'ticket_opened', ticket: 'Ticket-20250309-0001', link: 'https://chat.example/p' },
  ]
  test.each(tellings)('%j', async (telling) => {
    const told = await tell(telling, language)
    expect(told).toMatch(/\S/)
    expect(told).not.toMatch(/[{}]|undefined/)
  })

  test('the post has no holes', async () => {
    const ack: AckState = { kind: 'failed', by: jane, at, reason: 'not_in_force' }
    const { message, attachments } = await render({ ack, count: 5 }, {}, language)
    expect(message + JSON.stringify(attachments).replace(/[{}]/g, '')).not.toMatch(/[{}]|undefined/)
  })
})

test('an opening and a repeat need no words of their own, nor does what nobody knows', async () => {
  expect(await tell({ kind: 'opened', severity: 'critical' })).toBeUndefined()
  expect(await tell({ kind: 'repeated', count: 2 })).toBeUndefined()
  expect(await tell({ kind: 'of a newer version' } as never)).toBeUndefined()
})

test.each([
  [0, '0 sec'],
  [59_400, '59 sec'],
  [61_000, '1 min 1 sec'],
  [3_600_000, '1 hr'],
  [90_000_000, '1 day 1 hr'],
])('%d ms are %s', (ms, text) => {
  expect(renderDuration(ms, 'en')).toBe(text)
})
