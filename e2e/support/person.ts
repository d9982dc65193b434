/** Somebody with a session, over REST: what a test does besides looking at the page. */

export interface Post {
  id: string
  user_id: string
  root_id: string
  channel_id: string
  message: string
  type: string
  create_at: number
  props: Record<string, unknown> & { ticket_id?: string; ticketdesk?: Ticketdesk }
}
export interface Ticketdesk {
  delivery: string
  ticket?: { id: string; authorId: string; createdAt: number; fields: object[] }
  alert?: { id: string; title: string; state: string; count: number; revision: number }
}

export interface SessionAnswer {
  token: string
  csrf: string
  userId: string
}

export interface Person {
  userId: string
  session: SessionAnswer
  /** Any request with this session; `body` is sent as JSON by POST unless `method` says otherwise. */
  request(path: string, options?: { method?: string; body?: object }): Promise<Response>
  /** Like request; rejects unless the answer is a good one. */
  json<T>(path: string, options?: { method?: string; body?: object }): Promise<T>
  /** Oldest first. */
  posts(channelId: string): Promise<Post[]>
  say(channelId: string, message: string, rootId?: string): Promise<Post>
}

export function personAt(url: string, session: SessionAnswer): Person {
  const request: Person['request'] = (path, { method, body } = {}) =>
    fetch(url + path, {
      method: method ?? (body ? 'POST' : 'GET'),
      headers: { Authorization: `Bearer ${session.token}`, 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
  const json = async <T>(path: string, options = {}): Promise<T> => {
    const answer = await request(path, options)
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }
  return {
    userId: session.userId,
    session,
    request,
    json,
    async posts(channelId) {
      const path = `/api/v4/channels/${channelId}/posts?per_page=200`
      const { posts } = await json<{ posts: Record<string, Post> }>(path)
      return Object.values(posts).sort((one, other) => one.create_at - other.create_at)
    },
    say: (channelId, message, rootId = '') =>
      json('/api/v4/posts', { body: { channel_id: channelId, message, root_id: rootId } }),
  }
}

/** The posts about alerts, those about others left out when a title is given. */
export function alertsIn(posts: Post[], title = ''): Post[] {
  return posts.filter(({ props }) => props.ticketdesk?.alert?.title.includes(title))
}

export function ticketsIn(posts: Post[]): Post[] {
  return posts.filter((post) => post.props.ticket_id !== undefined)
}

/** A ticket's post without what must differ from ticket to ticket. */
export function comparable({ message, type, props }: Post) {
  const id = String(props.ticket_id)
  const text = JSON.stringify({ message, type, props }).replaceAll(id, 'ID')
  const { ticketdesk, ...others } = JSON.parse(text).props
  const { delivery: _, ticket } = ticketdesk
  return { message: JSON.parse(text).message, type, others, ticket: { ...ticket, createdAt: 0 } }
}
