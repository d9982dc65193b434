import type { PlainMessage } from '../../../src/domain/alert/plain-message'
import type { Source } from '../../../src/domain/source/source'
import { renderBare } from '../../../src/mattermost/render/bare-post'
import { createMessageRenderer } from '../../../src/mattermost/render/plain-message'
import { propsSize } from '../../../src/mattermost/render/post-size'
import { aMessage, anAttachment } from '../../builders/a-message'
import { aSource } from '../../builders/an-alert'

const MAX = 16_383
/** What Mattermost takes, in the JSON that Go writes. */
const LIMIT = 800_000
const renderMessage = createMessageRenderer({ maxMessageLength: MAX })
const render = (message: Partial<PlainMessage>, source: Source | undefined = aSource()) =>
  renderMessage(aMessage(message), source, 'delivery')
// biome-ignore lint/suspicious/noExplicitAny: tests look into posts of every shape
const attachmentsOf = (post: { props: any } | undefined) => post?.props.attachments ?? []

const fields = (count: number, value: string) =>
  Array.from({ length: count }, (_, n) => ({ title: `field ${n}`, value, short: false }))
const button = (url: string, context: Record<string, unknown> = {}) => ({
  ...{ name: 'Do', style: '', url, context },
})

test('a text is one post in the words of its sender', () => {
  const { posts, dropped } = render({ text: '**hello**', username: 'backup', iconEmoji: ':fire:' })
  expect(dropped).toEqual([])
  expect(posts).toMatchObject([
    {
      message: '**hello**',
      deliveryKey: 'delivery/root',
      props: {
        from_webhook: 'true',
        override_username: 'backup',
        override_icon_emoji: ':fire:',
        ticketdesk: { delivery: 'delivery/root' },
      },
    },
  ])
})

test('whoever gives no name has the name of the source', () => {
  const [post] = render({ text: 'x' }, aSource({ name: 'Cron' })).posts
  expect(post?.props['override_username']).toBe('Cron')
})

test('a long text goes on in further posts, and attachments follow its end', () => {
  const lines = Array.from({ length: 2000 }, (_, n) => `line ${n} of a long text`)
  const { posts } = render({ text: lines.join('\n'), attachments: [anAttachment({ text: 'a' })] })
  expect(posts.length).toBeGreaterThan(2)
  expect(posts.map(({ message }) => message).join('\n')).toBe(lines.join('\n'))
  expect(posts.map((post) => attachmentsOf(post).length)).toEqual([
    ...posts.slice(1).map(() => 0),
    1,
  ])
  expect(new Set(posts.map(({ deliveryKey }) => deliveryKey)).size).toBe(posts.length)
})

test('a long text of an attachment goes on as text: all of it is there', () => {
  const lines = Array.from({ length: 3000 }, (_, n) => `line ${n}.`)
  const { posts } = render({ attachments: [anAttachment({ text: lines.join('\n') })] })
  const all = posts.map((post) => post.message + JSON.stringify(attachmentsOf(post))).join('\n')
  expect(lines.filter((line) => !all.includes(line))).toEqual([])
  for (const { message } of posts) expect([...message].length).toBeLessThanOrEqual(MAX)
})

test.each([
  ['values', 'x'.repeat(15_000)],
  ['values of signs that Mattermost counts as six', '<&>'.repeat(5000)],
])('an attachment with too many %s goes on in others of its colour', (_what, value) => {
  const { posts } = render({
    attachments: [anAttachment({ title: 'Report', color: '#ff0000', fields: fields(60, value) })],
  })
  const all = posts.flatMap(attachmentsOf)
  expect(all[0]).toMatchObject({ title: 'Report', color: '#ff0000' })
  expect(all.slice(1).every(({ color, title }) => color === '#ff0000' && !title)).toBe(true)
  const titles = all.flatMap((one) => one.fields.map(({ title }: { title: string }) => title))
  expect(titles).toEqual(Array.from({ length: 60 }, (_, n) => `field ${n}`))
  for (const { props } of posts) expect(propsSize(props)).toBeLessThan(LIMIT)
})

test('props too large for any post are left out, and that is said', () => {
  const { posts, dropped } = render({ text: 'x', props: { card: '<'.repeat(200_000) } })
  expect(dropped).toEqual(['props'])
  expect(posts).toHaveLength(1)
  expect(posts[0]).toMatchObject({ message: 'x' })
  expect(posts[0]?.props).not.toHaveProperty('card')
  expect(render({ text: 'x', props: { card: 'small' } }).posts[0]?.props['card']).toBe('small')
})

test('buttons lead to the place of the source, and as many as fit are kept', () => {
  const upstream = {
    baseUrl: 'https://m.example.org/x',
    twoWay: false,
    way: 'module',
    insecure: false,
  } as const
  const buttons = [
    button('https://m.example.org/x/a', { big: 'x'.repeat(60_000) }),
    button('https://m.example.org/x/b', { small: 1 }),
    button('https://evil.example.org/'),
  ]
  const attachments = [anAttachment({ text: 't', buttons })]
  const { posts, dropped } = render({ attachments }, aSource({ upstream }))
  expect(attachmentsOf(posts[0])[0].actions).toMatchObject([
    { integration: { url: 'https://m.example.org/x/b', context: { small: 1 } } },
  ])
  expect(dropped).toEqual(['buttons'])
  expect(attachmentsOf(render({ attachments }, undefined).posts[0])[0]).not.toHaveProperty(
    'actions',
  )
})

describe('the words alone', () => {
  test('are those of the text and of the attachments, without anything else', () => {
    const [post] = render({
      text: 'text',
      username: 'backup',
      iconUrl: 'https://example.org/i.png',
      props: { card: 'c' },
      attachments: [
        anAttachment({
          ...{ title: 'Title', titleLink: 'https://example.org/', text: 'inside', color: 'red' },
          ...{ fields: fields(2, 'v'), imageUrl: 'https://example.org/p.png' },
        }),
      ],
    }).posts
    expect(post && renderBare(post, MAX)).toEqual([
      {
        channelId: post?.channelId,
        message: 'text\n\n[Title](https://example.org/)\ninside\nfield 0: v\nfield 1: v',
        deliveryKey: 'delivery/root-bare-0',
        props: {
          from_webhook: 'true',
          override_username: 'backup',
          ticketdesk: { delivery: 'delivery/root-bare-0' },
        },
      },
    ])
  })

  test('may be none', () => {
    const attachments = [anAttachment({ imageUrl: 'https://example.org/p.png' })]
    const [post] = render({ attachments }).posts
    expect(post && renderBare(post, MAX)).toEqual([])
  })
})
