import { once } from 'node:events'
import http from 'node:http'
import { routes } from '@ticketdesk/contract'
import { openTestDesk, type TestDesk } from '../a-desk'
import { anId } from '../builders/refs'
import { databases, type TestStore } from '../databases'
import { until } from '../until'

const values = { cluster: 'prod-cluster', resource: 'web-01', problem: 'It is down' }

describe.each(databases)('POST /api/v1/tickets on %s', (_kind, createStore) => {
  let store: TestStore
  let t: TestDesk
  beforeAll(async () => {
    store = await createStore()
  })
  afterAll(() => store.close())
  beforeEach(async () => {
    t = await openTestDesk(store.at)
  })
  afterEach(() => t.close())

  const request = (more: object = {}) => ({
    requestId: anId(),
    channelId: t.channel.id,
    values,
    ...more,
  })
  const submit = (body: unknown, as: { id: string } | undefined = t.jane) =>
    t.ask(routes.tickets, { method: 'POST', ...(as && { as }), body })
  /** Only while the desk is closed: an SQLite file is one process's own. */
  async function countTickets(): Promise<number> {
    const database = store.open()
    const rows = await database.run((db) => db.selectFrom('ticket').select('id').execute())
    await database.close()
    return rows.length
  }
  const ticketPosts = () => t.mattermost.posts.filter((post) => post.props['is_ticket'])

  it('keeps the ticket, posts it and tells its id', async () => {
    const { status, json, headers } = await submit(request())
    expect(status).toBe(201)
    expect(headers['Content-Type']).toEqual(['application/json'])
    expect(headers['Cache-Control']).toEqual(['no-store'])
    const [post] = ticketPosts()
    expect(json.ticket).toMatchObject({ channelId: t.channel.id, postId: post?.id })
    expect(json.ticket.id).toMatch(/^Ticket-\d{8}-\d{4}$/)
    expect(post).toMatchObject({ userId: t.bot, channelId: t.channel.id })
    expect(post?.message).toContain(`#### ${json.ticket.id} · @jane`)
    expect(post?.message).toContain('> It is down')
    await until('the author is told', () => t.mattermost.ephemeral.length === 1)
    expect(t.mattermost.ephemeral[0]).toMatchObject({ userId: t.jane.id })
    expect(t.mattermost.ephemeral[0]?.message).toContain(json.ticket.id)
  })

  it('posts in the thread it was opened in', async () => {
    const root = t.mattermost.addPost({ channelId: t.channel.id, userId: t.jane.id })
    const { json } = await submit(request({ rootId: root.id }))
    expect(json.ticket.rootId).toBe(root.id)
    expect(ticketPosts()[0]?.rootId).toBe(root.id)
  })

  it('gives the same ticket for the same key, and posts it once', async () => {
    const body = request()
    const answers = await Promise.all([submit(body), submit(body), submit(body)])
    const later = await submit(body)
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201])
    expect(later.status).toBe(200)
    const ids = [...answers, later].map(({ json }) => json.ticket.id)
    expect(new Set(ids).size).toBe(1)
    expect(later.json.ticket.postId).toBe(ticketPosts()[0]?.id)
    expect(ticketPosts()).toHaveLength(1)
  })

  it('does not wait for a Mattermost that hangs, and posts later', async () => {
    const release = t.mattermost.hold('createPost')
    const { status, json } = await submit(request())
    expect(status).toBe(201)
    expect(json.ticket.postId).toBeUndefined()
    expect(ticketPosts()).toHaveLength(0)
    release()
    await until('the ticket is posted', () => ticketPosts().length === 1)
  })

  it('posts once although the first answer of Mattermost was lost', async () => {
    t.mattermost.fail('createPost', { when: 'after', times: 1 })
    const { status } = await submit(request())
    expect(status).toBe(201)
    await until('the author is told', () => t.mattermost.ephemeral.length === 1)
    expect(ticketPosts()).toHaveLength(1)
  })

  describe('refuses, keeps nothing and posts nothing:', () => {
    let before: number
    beforeEach(async () => {
      await t.close()
      before = await countTickets()
      t = await openTestDesk(store.at)
    })
    afterEach(async () => {
      await t.close()
      expect(await countTickets()).toBe(before)
    })
    const refused = async (body: unknown, status: number, code: string) => {
      const answer = await submit(body)
      expect(answer).toMatchObject({ status, json: { error: { code } } })
      expect(answer.json.error.message).toMatch(/^\p{Lu}.*\.$/u)
      expect(answer.json.error).not.toHaveProperty('requestId')
      expect(t.mattermost.calls).not.toContain('createPost')
      return answer.json.error
    }
    const field = (name: string, value: unknown) =>
      request({ values: { ...values, [name]: value } })

    it('an unknown field', async () => {
      const { fields } = await refused(field('colour', 'red'), 422, 'invalid_form')
      expect(fields).toEqual({ colour: { code: 'unknown_field', message: expect.any(String) } })
    })
    it('a missing field', async () => {
      const { fields } = await refused(request({ values: {} }), 422, 'invalid_form')
      expect(Object.keys(fields)).toEqual(['cluster', 'resource', 'problem'])
    })
    it('a value of the wrong type', async () => {
      const { fields } = await refused(field('problem', true), 422, 'invalid_form')
      expect(fields.problem.code).toBe('wrong_type')
    })
    it('a value that is no option', async () => {
      const { fields } = await refused(field('cluster', 'my-cluster'), 422, 'invalid_form')
      expect(fields.cluster.code).toBe('not_an_option')
    })
    it('a value that is too long', async () => {
      const { fields } = await refused(field('resource', 'x'.repeat(1001)), 422, 'invalid_form')
      expect(fields.resource).toMatchObject({ code: 'too_long' })
    })
    it.each([
      ['a number as value', () => field('problem', 7), 'values.problem'],
      ['an object as value', () => field('problem', {}), 'values.problem'],
      ['a forged user_id', () => request({ user_id: anId() }), 'user_id'],
      ['a channel that is no id', () => request({ channelId: '../x' }), 'channelId'],
      ['no key', () => request({ requestId: undefined }), 'requestId'],
      ['a list', () => [], ''],
      ['nothing', () => null, ''],
    ])('%s', async (_name, body, path) => {
      const { message } = await refused(body(), 400, 'invalid_body')
      if (path) expect(message).toContain(`(${path})`)
    })
    it('broken JSON', () => refused('{"requestId":', 400, 'invalid_json'))
    it('JSON that is not UTF-8', () =>
      refused(Buffer.from([0x22, 0xff, 0x22]), 400, 'invalid_json'))
    it('a reserved key', () => refused('{"values":{"__proto__":"x"}}', 400, 'invalid_json'))
    it('a channel one cannot post in', async () => {
      t.channel.muted.add(t.jane.id)
      await refused(request(), 403, 'not_allowed_in_channel')
    })
    it('a channel that does not exist', () =>
      refused(request({ channelId: anId() }), 403, 'not_allowed_in_channel'))
    it('an archived channel', async () => {
      t.channel.archived = true
      await refused(request(), 409, 'channel_archived')
    })
    it('a thread of another channel', async () => {
      const other = t.mattermost.addChannel({}, [t.jane])
      const root = t.mattermost.addPost({ channelId: other.id, userId: t.jane.id })
      await refused(request({ rootId: root.id }), 404, 'thread_not_found')
    })
    it('a source message one cannot read', async () => {
      const other = t.mattermost.addChannel({ type: 'P' })
      const post = t.mattermost.addPost({ channelId: other.id, userId: t.bot })
      await refused(request({ sourcePostId: post.id }), 404, 'source_post_not_found')
    })
    it('a body over the limit, told by its length or not', async () => {
      const body = request({ values: { problem: 'x'.repeat(300_000) } })
      await refused(body, 413, 'body_too_large')
      const small = JSON.stringify(request()).padEnd(300_000, ' ')
      await refused(small, 413, 'body_too_large')
    })
    it('another content type', async () => {
      const headers = { 'Content-Type': 'text/plain' }
      const { status, json } = await t.ask(routes.tickets, { as: t.jane, headers, body: request() })
      expect([status, json.error.code]).toEqual([415, 'unsupported_content_type'])
    })
    it('whoever is not signed in, whatever they claim', async () => {
      const claims = { 'mattermost-user-id': t.jane.id, Cookie: `MMUSERID=${t.jane.id}` }
      const server = http.createServer(t.desk.app).listen(0, '127.0.0.1')
      await once(server, 'listening')
      const { port } = server.address() as { port: number }
      const answer = await fetch(`http://127.0.0.1:${port}${routes.tickets}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...claims },
        body: JSON.stringify(request({ user_id: t.jane.id })),
      })
      server.close()
      expect(answer.status).toBe(401)
      expect(await answer.json()).toMatchObject({ error: { code: 'not_signed_in' } })
      expect((await submit(request(), { id: '' })).status).toBe(401)
      expect(t.mattermost.calls).not.toContain('createPost')
    })
    it('everything while Mattermost does not answer', async () => {
      t.mattermost.fail('getChannel')
      await refused(request(), 503, 'mattermost_unavailable')
    })
  })

  it('says what is wrong in the language of the person', async () => {
    const hans = t.mattermost.addUser({ locale: 'de' })
    const { json } = await submit(request({ values: {} }), hans)
    expect(json.error.message).toBe('Bitte prüfen Sie die markierten Felder.')
  })

  it('never logs what people wrote', async () => {
    await submit(request({ values: { ...values, problem: 'very-private' } }))
    await submit(request({ values: { ...values, colour: 'very-private' } }))
    expect(JSON.stringify(t.log.lines)).not.toContain('very-private')
  })
})
