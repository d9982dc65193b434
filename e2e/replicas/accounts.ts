/** What there is at the end, against what was asked for: every sentence is something that is wrong. */
import type { Person, Post, Ticketdesk } from '../support/person'
import type { Problem } from './senders'
import type { ChannelName, Stage } from './stage'

export interface Accounts {
  /** What was lost, doubled or told wrongly; empty when all is well. */
  complaints: string[]
  posts: number
  storms: number
  /** Problems told in a storm's thread. */
  inStorms: number
}

interface Expected {
  problems: readonly Problem[]
  /** What people were told that a ticket was opened for. */
  tickets: readonly string[]
}

type Posts = Record<ChannelName, Post[]>

export async function settleAccounts(stage: Stage, expected: Expected): Promise<Accounts> {
  const posts = Object.fromEntries(
    await Promise.all(
      Object.entries(stage.channels).map(async ([name, id]) => [
        name,
        await allPosts(stage.admin, id),
      ]),
    ),
  ) as Posts
  const all = Object.values(posts).flat()
  const summaries = [...posts.stormy, ...posts.mixed].filter(isSummary)
  const heads = new Set(summaries.map(({ id }) => id))
  return {
    complaints: [
      ...aboutTickets(posts.tickets, expected.tickets),
      ...(await aboutTicketRows(stage, expected.tickets.length)),
      ...aboutProblems(posts, expected.problems),
      ...aboutLines(posts.lines, expected.problems),
      ...aboutStorms(posts, summaries),
      ...twice(
        all.flatMap((post) => ours(post)?.delivery ?? []),
        'delivery',
      ),
    ],
    posts: all.length,
    storms: summaries.length,
    inStorms: all.filter((post) => ours(post)?.alert && heads.has(post.root_id)).length,
  }
}

async function allPosts(admin: Person, channelId: string): Promise<Post[]> {
  const found: Post[] = []
  for (let page = 0; ; page += 1) {
    const path = `/api/v4/channels/${channelId}/posts?per_page=200&page=${page}`
    const { order, posts } = await admin.json<{ order: string[]; posts: Record<string, Post> }>(
      path,
    )
    found.push(...order.flatMap((id) => posts[id] ?? []))
    if (order.length < 200) return found.reverse()
  }
}

const ours = (post: Post): Ticketdesk | undefined => post.props.ticketdesk
const isSummary = (post: Post) => /\/storm(-|$)/.test(ours(post)?.delivery ?? '')

function twice(names: readonly string[], what: string): string[] {
  const known = new Set<string>()
  return names.flatMap((name) => {
    if (known.has(name)) return [`${what} ${name} is there twice`]
    known.add(name)
    return []
  })
}

function aboutTickets(posts: readonly Post[], wanted: readonly string[]): string[] {
  const tickets = posts.flatMap(({ props, message }) =>
    props.ticket_id === undefined ? [] : [{ id: props.ticket_id, message }],
  )
  const odd = wanted.flatMap((problem) => {
    const count = tickets.filter(({ message }) => message.includes(problem)).length
    return count === 1 ? [] : [`"${problem}" was posted ${count} times`]
  })
  const strays = tickets.length - wanted.length
  return [
    ...odd,
    ...(strays === 0 ? [] : [`${strays} tickets more than were asked for are in the channel`]),
    ...twice(
      tickets.map(({ id }) => id),
      'ticket',
    ),
  ]
}

async function aboutTicketRows({ database }: Stage, wanted: number): Promise<string[]> {
  const [row] = await database.ask<{ rows: string; ids: string }>(
    'select count(*) as rows, count(distinct id) as ids from ticketdesk.ticket',
  )
  const good = Number(row?.rows) === wanted && Number(row?.ids) === wanted
  return good ? [] : [`the database has ${row?.rows} tickets, ${wanted} were asked for`]
}

function aboutProblems(posts: Posts, problems: readonly Problem[]): string[] {
  const cards = new Map<string, NonNullable<Ticketdesk['alert']>[]>()
  for (const post of [...posts.calm, ...posts.stormy, ...posts.mixed]) {
    const alert = ours(post)?.alert
    const machine = /web-\d{6}x/.exec(JSON.stringify(alert ?? {}))?.[0]
    if (alert && machine) cards.set(machine, [...(cards.get(machine) ?? []), alert])
  }
  return problems
    .filter(({ format }) => format)
    .flatMap(({ machine, sent, taken, over }) => {
      const [card, ...more] = cards.get(machine) ?? []
      if (!card || more.length > 0) {
        return [`${machine} has ${card ? more.length + 1 : 0} posts`]
      }
      const wrong = []
      if (card.count < taken || card.count > sent) {
        wrong.push(`${machine} counts ${card.count}, taken ${taken}, sent ${sent}`)
      }
      const state = over ? 'resolved' : 'open'
      if (card.state !== state) wrong.push(`${machine} is shown as ${card.state}, not ${state}`)
      return wrong
    })
}

/** Whoever got no answer sent it again, and both may have been kept: never more than were sent. */
function aboutLines(posts: readonly Post[], problems: readonly Problem[]): string[] {
  return problems
    .filter(({ format }) => !format)
    .flatMap(({ machine, sent, taken }) => {
      const count = posts.filter(({ message }) => message.includes(machine)).length
      return count >= taken && count <= sent
        ? []
        : [`the line about ${machine} is there ${count} times, taken ${taken}, sent ${sent}`]
    })
}

/** What a killed replica had in its hands may be found in the thread after the storm is over. */
const LATE = 8

/** Problems stand alone or in a summary's thread, which says at its end that it is over, once. */
function aboutStorms(posts: Posts, summaries: readonly Post[]): string[] {
  const heads = new Map(summaries.map((post) => [post.id, post]))
  const lost = [...posts.stormy, ...posts.mixed]
    .filter((post) => ours(post)?.alert && post.root_id !== '' && !heads.has(post.root_id))
    .map(({ id }) => `the alert ${id} is in the thread of no summary`)
  const calm = posts.calm
    .filter((post) => isSummary(post) || (ours(post)?.alert && post.root_id !== ''))
    .map(({ id }) => `${id} tells of a storm where there is none`)
  const wrong = [...heads.values()].flatMap(({ id, channel_id, message }) => {
    const thread = [...posts.stormy, ...posts.mixed].filter((post) => post.root_id === id)
    const inside = thread.filter((post) => ours(post)?.alert).length
    const said = Number(/\d[\d.,]*/.exec(message)?.[0].replaceAll(/\D/g, ''))
    const ends = thread.filter((post) => ours(post)?.delivery.endsWith('/over')).length
    return [
      ...(said <= inside && said >= inside - LATE
        ? []
        : [`a summary in ${channel_id} says ${said}, it has ${inside}`]),
      ...(ends === 1 ? [] : [`the storm ${id} is over ${ends} times`]),
    ]
  })
  return [...lost, ...calm, ...wrong]
}
