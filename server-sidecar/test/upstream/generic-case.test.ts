/** A vendor of whom nothing is known but what the configuration says. */
import { vendorSettingsOf, vendorsSchema } from '../../src/config/vendors-schema'
import type { VendorClient, VendorLogin } from '../../src/ports/vendor'
import { createGenericCase } from '../../src/upstream/generic-case'
import { valueAt } from '../../src/upstream/generic-case/read'
import { createHttpClient } from '../../src/upstream/http-client'
import { anAccount } from '../builders/a-vendor'
import { anAnswer, type LoopbackServer, openLoopbackServer } from '../fakes/loopback-server'

const ticket = {
  ref: 'ACME-7',
  title: 'It smokes',
  state: { name: 'Open' },
  priority: 'P2',
  agent: { name: 'Wile' },
  changed: '2026-06-17T08:00:00Z',
  url: 'https://acme.example/t/7',
}
const note = (id: number, more = {}) => ({
  ...{ id, text: `note ${id}`, by: { name: 'Wile', role: 'Staff' } },
  ...{ at: `2026-06-17T08:00:0${id}Z`, visible: true },
  ...more,
})

let server: LoopbackServer
let client: VendorClient
let login: VendorLogin
let answers: Record<string, unknown>

beforeEach(async () => {
  answers = {
    '/api/tickets?since=2026-06-17T00%3A00%3A00.000Z&page=1': { data: { tickets: [ticket] } },
    '/api/tickets?since=1970-01-01T00%3A00%3A00.000Z&page=1': { data: { tickets: [ticket] } },
    '/api/tickets?since=1970-01-01T00%3A00%3A00.000Z&page=2': { data: { tickets: [] } },
    '/api/tickets/ACME-7': { ticket },
    '/api/tickets/ACME-7/notes': [note(2), note(1, { visible: false })],
  }
  server = await openLoopbackServer(({ target, method, text }) => {
    if (method === 'POST') return anAnswer(201, note(9, { text: JSON.parse(text).message }))
    const body = answers[target]
    return body === undefined ? anAnswer(404, {}) : anAnswer(200, body)
  })
  const given = {
    kind: 'generic',
    name: 'ACME',
    api_url: `${server.url}/api/`,
    token: 'the-token',
    generic: {
      auth: { header: 'X-Api-Key', prefix: '' },
      paths: {
        changes: '/tickets?since={since}&page={page}',
        case: '/tickets/{number}',
        comments: '/tickets/{number}/notes',
        reply: '/tickets/{number}/notes',
      },
      lists: { cases: 'data.tickets', case: 'ticket' },
      fields: {
        case: {
          number: 'ref',
          summary: 'title',
          status: 'state.name',
          severity: 'priority',
          owner: 'agent.name',
          modifiedAt: 'changed',
          link: 'url',
        },
        comment: {
          body: 'text',
          author: 'by.name',
          side: 'by.role',
          createdAt: 'at',
          public: 'visible',
        },
      },
      words: { closed: ['Done'] },
      reply_field: 'message',
    },
  }
  const { vendors, accounts } = vendorSettingsOf(vendorsSchema.parse([given]))
  const [vendor, account] = [vendors[0], accounts[0]]
  if (!vendor || !account) throw new Error('not configured')
  const { secret, way } = account
  login = { vendor, account: anAccount({ vendor: 'ACME', name: 'ACME', way }), secret }
  client = createGenericCase({ http: createHttpClient() })
})
afterEach(() => server.close())

const state = {
  number: 'ACME-7',
  summary: 'It smokes',
  status: 'Open',
  isClosed: false,
  severity: 'P2',
  owner: 'Wile',
  link: 'https://acme.example/t/7',
  modifiedAt: Date.parse('2026-06-17T08:00:00Z'),
}

it('lists changes since a moment, with the secret in its header', async () => {
  const since = Date.parse('2026-06-17T00:00:00Z')
  expect(await client.changes(login, { page: 0, since })).toEqual({ cases: [state], more: true })
  expect(server.seen[0]?.headers['x-api-key']).toBe('the-token')
})

it('finds a case with its comments, oldest first', async () => {
  const said = await client.find(login, 'ACME-7')
  expect(said.state).toEqual(state)
  expect(said.comments).toMatchObject([
    { id: '1', isPublic: false, side: 'associate', body: 'note 1', isDraft: false },
    { id: '2', isPublic: true, author: 'Wile' },
  ])
})

it('is closed when the vendor’s word for it says so', async () => {
  answers['/api/tickets/ACME-7'] = { ticket: { ...ticket, state: { name: 'done' } } }
  expect((await client.find(login, 'ACME-7')).state.isClosed).toBe(true)
})

it('searches page by page', async () => {
  expect(await client.search(login, {})).toEqual([state])
  expect(await client.search(login, { statuses: ['closed'] })).toEqual([])
})

it('replies in the field that was named', async () => {
  expect(await client.reply(login, 'ACME-7', 'thanks')).toMatchObject({ id: '9', body: 'thanks' })
})

it('has no list where its changes are not to be found', async () => {
  answers = {}
  const since = Date.parse('2026-06-17T00:00:00Z')
  for (const asked of [client.changes(login, { page: 0, since }), client.check(login)]) {
    await expect(asked).rejects.toMatchObject({ reason: 'list_gone' })
  }
  await expect(client.find(login, 'ACME-7')).rejects.toMatchObject({ reason: 'not_found' })
})

it('does not leave its address, whatever a number looks like', async () => {
  expect(client.readNumber('../../admin')).toBeUndefined()
  await expect(client.find(login, '../admin')).rejects.toMatchObject({ name: 'VendorTrouble' })
  expect(server.seen.every(({ target }) => target.startsWith('/api/tickets/'))).toBe(true)
})

it.each([
  ['', { a: [{ b: 1 }] }],
  ['a[0].b', 1],
  ['a.0.b', 1],
  ['a.b', undefined],
  ['constructor', undefined],
])('follows the path "%s"', (path, value) => {
  expect(valueAt({ a: [{ b: 1 }] }, path)).toEqual(value)
})
