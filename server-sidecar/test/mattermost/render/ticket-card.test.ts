import type { FormField, TicketCard } from '@ticketdesk/contract'
import { TICKET_POST_TYPE } from '@ticketdesk/contract'
import fc from 'fast-check'
import type { PostRef } from '../../../src/domain/refs'
import { createTicketRenderer } from '../../../src/mattermost/render/ticket-card'
import { createTicketLifeRenderer } from '../../../src/mattermost/render/ticket-life'
import type { OutgoingPost } from '../../../src/ports/chat'
import { aField, aForm } from '../../builders/a-form'
import { aTicket } from '../../builders/a-ticket'
import { aChannelRef, aPostRef, aUserRef } from '../../builders/refs'
import { createFakePeople } from '../../fakes/fake-people'
import { sentence } from '../../sentences'

const MAX = 16_383
const author = aUserRef()
const channel = aChannelRef()
const people = createFakePeople()
people.addPerson({ id: author, username: 'jane' })
people.addChannel({ id: channel, name: 'ops' })

const renderLife = createTicketLifeRenderer({
  people,
  sentence,
  settings: () => ({ language: 'en' }),
})
const render = createTicketRenderer({
  people,
  renderLife,
  texts: () => ({
    yes: 'Yes',
    no: 'No',
    source: 'Source message',
    continues: 'Continued in the thread.',
    continued: 'continued',
  }),
  permalink: (id) => `https://chat.example.org/_redirect/pl/${id}`,
  maxMessageLength: MAX,
})

type Field = Partial<FormField> & { name: string; value: string | boolean }

function renderFields(fields: Field[], overrides: Parameters<typeof aTicket>[0] = {}) {
  const ticket = aTicket({
    authorId: author,
    form: aForm(fields.map(({ value: _, ...field }) => aField({ label: field.name, ...field }))),
    values: Object.fromEntries(fields.map(({ name, value }) => [name, value])),
    ...overrides,
  })
  return render(ticket, 'd1')
}
const cardOf = (post: OutgoingPost | undefined) =>
  (post!.props['ticketdesk'] as { ticket: TicketCard }).ticket

describe('a ticket as a post', () => {
  it('reads as plain Markdown, a line each field', async () => {
    const posts = await renderFields([
      {
        name: 'cluster',
        type: 'select',
        label: 'Cluster',
        options: [{ value: 'prod-cluster', label: 'Production' }],
        value: 'prod-cluster',
      },
      { name: 'resource', label: 'VM or resource', value: 'web_01.example.org' },
      {
        name: 'problem',
        type: 'textarea',
        label: 'Problem',
        value: 'It is *down*\n\n- since noon',
      },
      { name: 'urgent', type: 'bool', label: 'Urgent?', value: true },
      { name: 'who', type: 'user', label: 'Contact', value: author },
      { name: 'where', type: 'channel', label: 'Team', value: channel },
      { name: 'due', type: 'date', label: 'Due', value: '2025-04-01' },
    ])
    expect(posts.map(({ message }) => message)).toEqual([
      [
        '#### Ticket-20250309-0001 · @jane',
        '**Cluster:** Production (prod-cluster)',
        '**VM or resource:** web_01.example.org',
        '**Problem:**',
        '> It is *down*',
        '> ',
        '> - since noon',
        '',
        '**Urgent?** Yes',
        '**Contact:** @jane',
        '**Team:** ~ops',
        '**Due:** 2025-04-01',
      ].join('\n'),
    ])
  })

  it('carries the card, for the web app, and marks for other tools', async () => {
    const sourcePostId = aPostRef()
    const [post] = await renderFields(
      [
        { name: 'who', type: 'user', label: 'Contact', value: author },
        { name: 'urgent', type: 'bool', label: 'Urgent', value: false },
      ],
      { sourcePostId },
    )
    expect(post).toMatchObject({ type: TICKET_POST_TYPE, deliveryKey: 'd1/root' })
    expect(post?.props).toEqual({
      is_ticket: true,
      ticket_id: 'Ticket-20250309-0001',
      ticketdesk: {
        delivery: 'd1/root',
        ticket: {
          version: 1,
          id: 'Ticket-20250309-0001',
          authorId: author,
          authorName: 'jane',
          createdAt: Date.parse('2025-03-09T12:00:00Z'),
          fields: [
            { name: 'who', type: 'user', label: 'Contact', text: '@jane', value: author },
            { name: 'urgent', type: 'bool', label: 'Urgent', text: 'No', value: false },
          ],
          sourceLink: `https://chat.example.org/_redirect/pl/${sourcePostId}`,
          life: { state: 'open', revision: 0, actions: ['take', 'resolve'] },
        },
      },
      attachments: [expect.objectContaining({ fallback: 'Ticket-20250309-0001: Open' })],
    })
    expect(post?.message).toContain(
      `[Source message](https://chat.example.org/_redirect/pl/${sourcePostId})`,
    )
  })

  it('says where it stands and what can be done, for phones and for the card', async () => {
    const moved = { state: 'in_progress', assigneeId: author, revision: 3 } as const
    const [post] = await renderFields([{ name: 'problem', value: 'x' }], moved)
    expect(cardOf(post).life).toEqual({
      ...moved,
      assigneeName: 'jane',
      actions: ['resolve', 'release'],
    })
    const [attachment] = post!.props['attachments'] as [{ fields: object[]; actions: object[] }]
    expect(attachment.fields).toEqual([
      { title: 'State', value: 'In progress', short: true },
      { title: 'Assigned to', value: '@jane', short: true },
    ])
    const integration = (action: string) => ({
      url: '/mattermost/actions/ticket',
      context: { ticket: 'Ticket-20250309-0001', action },
    })
    expect(attachment.actions).toEqual([
      { id: 'resolve', type: 'button', name: 'Resolve', integration: integration('resolve') },
      { id: 'release', type: 'button', name: 'Give back', integration: integration('release') },
    ])
  })

  it('goes to the thread the ticket was opened in, all of it', async () => {
    const rootId = aPostRef()
    const posts = await renderFields(
      [{ name: 'a', type: 'textarea', value: 'x '.repeat(20_000) }],
      {
        rootId,
      },
    )
    expect(posts.length).toBeGreaterThan(1)
    expect(posts.map((post) => post.rootId as PostRef)).toEqual(posts.map(() => rootId))
  })

  it('leaves the thread of its continuations to whoever posts the root', async () => {
    const posts = await renderFields([{ name: 'a', type: 'textarea', value: 'x '.repeat(20_000) }])
    expect(posts.map((post) => post.deliveryKey)).toEqual(['d1/root', 'd1/more-1', 'd1/more-2'])
    expect(posts.some((post) => 'rootId' in post)).toBe(false)
    expect(posts.slice(1).some((post) => post.type || post.props['is_ticket'])).toBe(false)
    expect(posts[0]?.message.endsWith('\n\n*Continued in the thread.*')).toBe(true)
  })

  it('shows the author who has left by nothing but the id of the ticket', async () => {
    const [post] = await renderFields([{ name: 'a', value: 'b' }], { authorId: aUserRef() })
    expect(post?.message.split('\n')[0]).toBe('#### Ticket-20250309-0001')
  })
})

describe('what people write stays theirs', () => {
  const inline = async (value: string) =>
    (await renderFields([{ name: 'a', value }]))[0]?.message.split('\n').slice(1).join('\n')

  it.each([
    ['**bold**', '**a:** \\*\\*bold\\*\\*'],
    ['[x](http://evil.example)', '**a:** \\[x](http://evil.example)'],
    ['my_vm_name and _this_', '**a:** my_vm_name and \\_this\\_'],
    ['C:\\temp \\\\host\\*', '**a:** C:\\temp \\\\\\host\\\\\\*'],
    ['http://x.example/a_b_/_c?d=*', '**a:** http://x.example/a_b_/_c?d=\\*'],
    ['~~no~~ about ~5', '**a:** \\~\\~no\\~\\~ about ~5'],
    ['`code`', '**a:** \\`code\\`'],
  ])('escapes %j', async (value, expected) => {
    expect(await inline(value)).toBe(expected)
  })

  it('cannot forge a heading, a field or an end of its quotation', async () => {
    const value = 'one\r\n\r\n**Approved:** yes\n\n#### Ticket-1 · @boss\r> deeper\u2028end'
    const [post] = await renderFields([
      { name: 'a', type: 'textarea', value },
      { name: 'b', value: 'x\n**Approved:** yes' },
    ])
    const ours = post?.message.split('\n').filter((line) => !line.startsWith('> '))
    expect(ours).toEqual(['#### Ticket-20250309-0001 · @jane', '**a:**', '', '**b:**'])
  })

  it.each(['@all', '@Channel.', 'x @HERE!', 'so.@all-x', '(@all)'])('calms %j', async (value) => {
    const type = 'textarea'
    const [post] = await renderFields([
      { name: 'a', value },
      { name: 'b', type, value },
    ])
    expect(post?.message).not.toMatch(/@(all|channel|here)/i)
  })

  it('lets people be mentioned', async () => {
    expect(await inline('ask @allen and @heretic')).toBe('**a:** ask @allen and @heretic')
  })
})

describe('long tickets', () => {
  /** What a reader gets of the quoted fields, without what we put around it. */
  function readBack(posts: OutgoingPost[]): string {
    return posts
      .flatMap(({ message }) => message.split('\n'))
      .filter((line) => line.startsWith('> '))
      .map((line) => line.slice(2))
      .join('')
      .replaceAll('\u200b', '')
  }
  const words = fc.string({ unit: 'grapheme', maxLength: 60 })
  const text = fc
    .array(fc.oneof(words, fc.constantFrom('```js', '```', '~~~', '@all', '> x', '')), {
      minLength: 1,
      maxLength: 40,
    })
    .chain((lines) =>
      fc.record({ lines: fc.constant(lines), times: fc.integer({ min: 1, max: 40 }) }),
    )
    .map(({ lines, times }) => Array(times).fill(lines.join('\n')).join('\n'))

  it('never exceed the limit and lose no character', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 4 }), async (values) => {
        const fields = values.map((value, n) => ({
          name: `f${n}`,
          type: 'textarea' as const,
          value: `.${value}`,
        }))
        const posts = await renderFields(fields)
        for (const { message } of posts) expect([...message].length).toBeLessThanOrEqual(MAX)
        const flat = (whole: string) => whole.replace(/[\r\n\u2028\u2029\u200b]/g, '')
        // Where a fence was closed and opened again there are more of its marks than were written.
        const bare = (whole: string) => flat(whole).replaceAll(/```(js)?|~~~/g, '')
        expect(bare(readBack(posts))).toBe(bare(fields.map(({ value }) => value).join('')))
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    ['one endless line', 'x'.repeat(50_000)],
    ['letters outside the basic plane', '😀'.repeat(20_000)],
    ['families that must stay together', '👨‍👩‍👧‍👦'.repeat(8_000)],
    ['blank lines', '\n'.repeat(20_000)],
    ['a wall of mentions', '@all '.repeat(10_000)],
  ])('split %s', async (_name, value) => {
    const posts = await renderFields([{ name: 'a', type: 'textarea', value }])
    for (const { message } of posts) {
      expect([...message].length).toBeLessThanOrEqual(MAX)
      expect(message).not.toMatch(/\p{Cs}/u)
    }
    expect(readBack(posts)).toBe(value.replaceAll('\n', ''))
    if (value.startsWith('👨')) {
      const lines = posts.flatMap(({ message }) => message.split('\n'))
      expect(lines.filter((line) => /^> (\u200d|👩)/u.test(line))).toEqual([])
    }
  })

  it('keep code fenced in every part', async () => {
    const value = `before\n\`\`\`sql\n${'select 1;\n'.repeat(4000)}\`\`\`\nafter`
    const posts = await renderFields([{ name: 'a', type: 'textarea', value }])
    expect(posts.length).toBeGreaterThan(2)
    for (const { message } of posts) {
      const marks = message.split('\n').filter((line) => line.startsWith('> ```'))
      expect(marks).toEqual(['> ```sql', '> ```'])
    }
    const [text] = cardOf(posts[0]).fields.map((field) => field.text)
    expect(text).toMatch(/^before\n```sql\n(select 1;\n)+```$/)
  })

  it('tell the card what of a field is in the first post', async () => {
    const long = `${'word '.repeat(5000)}end`
    const [root] = await renderFields([
      { name: 'a', value: 'short' },
      { name: 'b', type: 'textarea', value: long },
      { name: 'c', value: 'later' },
    ])
    const [a, b, c] = cardOf(root).fields
    expect(a).toMatchObject({ text: 'short' })
    expect(a).not.toHaveProperty('continued')
    expect(b).toMatchObject({ continued: true })
    expect(long.startsWith(b!.text)).toBe(true)
    expect(b!.text.length).toBeGreaterThan(15_000)
    expect(c).toMatchObject({ text: '', continued: true })
  })

  it('keep their props far below what Mattermost takes', async () => {
    const fields = Array.from({ length: 50 }, (_, n) => ({
      name: `f${n}`,
      label: 'ü'.repeat(2000),
      type: 'textarea' as const,
      value: '\u0001'.repeat(50_000),
    }))
    const posts = await renderFields(fields)
    for (const { props } of posts) expect(JSON.stringify(props).length).toBeLessThan(700_000)
  })
})
