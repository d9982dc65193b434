/** The case API of Red Hat, answer by recorded answer. */
import type { CaseComment } from '../../../src/domain/case/support-case'
import { type VendorClient, type VendorLogin, VendorTrouble } from '../../../src/ports/vendor'
import { createHttpClient } from '../../../src/upstream/http-client'
import { createRedHat } from '../../../src/upstream/red-hat'
import { parseOldCase, parseOldComments } from '../../../src/upstream/red-hat/old-portal'
import { parseSearch } from '../../../src/upstream/red-hat/schema'
import { aLogin, anAccount, aVendor } from '../../builders/a-vendor'
import { createFakeClock, type FakeClock } from '../../fakes/fake-clock'
import {
  anAnswer,
  type LoopbackServer,
  openLoopbackServer,
  type Reply,
  type SeenRequest,
} from '../../fakes/loopback-server'
import {
  recordedAnswer,
  recordedBody,
  recordedRequest,
  redHatFile,
  redHatFiles,
  usedRedHatFiles,
} from '../../redhat-wire'

const TOKEN_PATH = '/auth/realms/redhat-external/protocol/openid-connect/token'

let portal: LoopbackServer
let clock: FakeClock
let client: VendorClient
let login: VendorLogin
/** What each path answers, in turn; the last one stays. */
let answers: Record<string, Reply[]>
let renewed: string[]

beforeEach(async () => {
  answers = { [`POST ${TOKEN_PATH}`]: [recordedAnswer('token-200.response.http')] }
  portal = await openLoopbackServer((request) => next(request))
  clock = createFakeClock()
  renewed = []
  client = createRedHat({
    http: createHttpClient(),
    clock,
    onRenewed: (_, tokens) => renewed.push(tokens.renewed),
  })
  const vendor = aVendor({
    apiUrl: `${portal.url}/support`,
    ssoUrl: `${portal.url}${TOKEN_PATH}`,
    oldPortalUrl: `${portal.url}/rs`,
  })
  login = aLogin({ vendor })
})
afterEach(() => portal.close())

function next({ method, target }: SeenRequest): Reply {
  const path = `${method} ${target.split('?')[0]}`
  const waiting = answers[path]
  if (!waiting) return anAnswer(404, { message: 'Not found' })
  return (waiting.length > 1 ? waiting.shift() : waiting[0]) ?? 'drop'
}
const CASE = 'GET /support/v1/cases/04000001'
const COMMENTS = `${CASE}/comments`
const FILTER = 'POST /support/v1/cases/filter'

async function troubleOf(work: Promise<unknown>): Promise<VendorTrouble> {
  const error = await work.then(
    () => undefined,
    (thrown) => thrown,
  )
  expect(error).toBeInstanceOf(VendorTrouble)
  // Nothing of an answer, nothing of a secret.
  expect(`${error.message} ${JSON.stringify(error)}`).not.toMatch(/eyJ|Unauthorized|Forbidden|HTML/)
  return error
}
const apiRequests = () => portal.seen.filter(({ target }) => !target.startsWith('/auth'))
const tokenRequests = () => portal.seen.filter(({ target }) => target.startsWith('/auth'))
const idsOf = (comments: CaseComment[] | undefined) => comments?.map(({ id }) => id)

describe('tokens', () => {
  it('are fetched for an offline token as recorded, and serve until expires_in', async () => {
    answers[FILTER] = [recordedAnswer('filter-200-empty.response.http')]
    await client.check(login)
    const recorded = recordedRequest('token-200.request.http')
    const [asked] = tokenRequests()
    expect(asked).toMatchObject({ method: recorded.method, target: recorded.target })
    expect(asked?.text).toBe(recorded.body)
    expect(asked?.headers['content-type']).toBe(recorded.headers['content-type'])
    expect(asked?.headers.accept).toBe(recorded.headers['accept'])
    expect(asked?.headers.authorization).toBeUndefined()

    clock.advance(860_000)
    await client.check(login)
    expect(tokenRequests()).toHaveLength(1)
    clock.advance(40_000)
    await client.check(login)
    expect(tokenRequests()).toHaveLength(2)
    expect(renewed).toEqual([])
  })

  it('live for as long as the answer says, not for as long as usual', async () => {
    answers[`POST ${TOKEN_PATH}`] = [recordedAnswer('token-200-short-lived.response.http')]
    answers[FILTER] = [recordedAnswer('filter-200-empty.response.http')]
    await client.check(login)
    expect(apiRequests()[0]?.headers.authorization).toBe('Bearer eyJhbGciOi.EXAMPLE.ACCESS2')
    clock.advance(299_000)
    await client.check(login)
    expect(tokenRequests()).toHaveLength(2)
  })

  it('are fetched for a service account as recorded', async () => {
    answers[`POST ${TOKEN_PATH}`] = [recordedAnswer('token-200-service-account.response.http')]
    answers[FILTER] = [recordedAnswer('filter-200-empty.response.http')]
    const account = anAccount({ way: 'service_account', login: 'client' })
    await client.check({ ...login, account, secret: 'secret' })
    const recorded = recordedRequest('token-200-service-account.request.http')
    expect(tokenRequests()[0]?.text).toBe(recorded.body)
    expect(tokenRequests()[0]?.headers.authorization).toBe(recorded.headers['authorization'])
    expect(apiRequests()[0]?.headers.authorization).toBe('Bearer eyJhbGciOi.EXAMPLE.SVC')
  })

  it('are asked for once by those who need one at the same time', async () => {
    answers[FILTER] = [recordedAnswer('filter-200-empty.response.http')]
    await Promise.all([client.check(login), client.check(login), client.check(login)])
    expect(tokenRequests()).toHaveLength(1)
  })

  it('take the place of an offline token when the service gives another', async () => {
    const other = { access_token: 'a', expires_in: 60, refresh_token: 'OTHER' }
    answers[`POST ${TOKEN_PATH}`] = [anAnswer(200, other)]
    answers[FILTER] = [recordedAnswer('filter-200-empty.response.http')]
    await client.check(login)
    expect(renewed).toEqual(['OTHER'])
    clock.advance(60_000)
    await client.check(login)
    expect(tokenRequests()[1]?.text).toContain('refresh_token=OTHER')
    // With the secret that was kept, the access token is still the same.
    await client.check({ ...login, secret: 'OTHER' })
    expect(tokenRequests()).toHaveLength(2)
    await client.check({ ...login, secret: 'set up anew' })
    expect(tokenRequests()[2]?.text).toContain('refresh_token=set+up+anew')
  })

  it('are old when the clock was put back', async () => {
    answers[FILTER] = [recordedAnswer('filter-200-empty.response.http')]
    await client.check(login)
    clock.advance(-86_400_000)
    await client.check(login)
    expect(tokenRequests()).toHaveLength(2)
  })

  it.each([
    'token-400-offline-session-gone.response.http',
    'token-400-session-not-active.response.http',
    'token-400-token-invalid.response.http',
  ])('are dead for good after %s', async (name) => {
    answers[`POST ${TOKEN_PATH}`] = [recordedAnswer(name)]
    const trouble = await troubleOf(client.check(login))
    expect(trouble).toMatchObject({ reason: 'token_dead', retry: false })
    expect(apiRequests()).toHaveLength(0)
  })

  it('say nothing of a case where there is no service that gives them', async () => {
    answers[`POST ${TOKEN_PATH}`] = [anAnswer(404, { message: 'Not found' })]
    const trouble = await troubleOf(client.find(login, '04000001'))
    expect(trouble.reason).toBe('unexpected_answer')
  })

  it('are out of reach when a page in HTML answers in their place', async () => {
    answers[`POST ${TOKEN_PATH}`] = [
      anAnswer(200, '<html>log in</html>', { 'Content-Type': 'text/html' }),
    ]
    expect(await troubleOf(client.check(login))).toMatchObject({
      reason: 'unexpected_answer',
      retry: true,
    })
  })
})

describe('a case', () => {
  const MAX = { owner: 'Max Redhatter', severity: '2 (High)', rank: 2 }

  it('is asked for as recorded and read with its comments, oldest first', async () => {
    answers[CASE] = [recordedAnswer('case-200-open.response.http')]
    answers[COMMENTS] = [recordedAnswer('comments-200.response.http')]
    const said = await client.find(login, '04000001')
    for (const [index, name] of ['case-200-open', 'comments-200'].entries()) {
      const recorded = recordedRequest(`${name}.request.http`)
      expect(apiRequests()[index]).toMatchObject({
        method: recorded.method,
        target: recorded.target,
      })
      expect(apiRequests()[index]?.headers.authorization).toBe(recorded.headers['authorization'])
    }
    expect(said.state).toEqual({
      ...MAX,
      number: '04000001',
      summary: 'etcd slow fsync on control plane',
      status: 'Waiting on Red Hat',
      isClosed: false,
      product: 'OpenShift Container Platform',
      version: '4.18',
      groupNumber: '76703',
      groupName: 'Platform',
      accountNumber: '0000000',
      contact: 'Jane Doe',
      link: `${portal.url}/support/cases/#/case/04000001`,
      createdAt: Date.parse('2026-06-15T08:48:25Z'),
      modifiedAt: Date.parse('2026-06-17T08:41:12Z'),
    })
    expect(idsOf(said.comments)).toEqual([1, 2, 3, 4].map((n) => `a0aHn00000EXAM${n}IAA`))
    expect(said.comments?.at(-1)).toEqual({
      id: 'a0aHn00000EXAM4IAA',
      body: 'fio results: 99th percentile 180 ms & growing <see attachment>',
      author: 'Jane Doe',
      side: 'customer',
      isPublic: true,
      isDraft: false,
      createdAt: Date.parse('2026-06-17T08:41:10Z'),
      publishedAt: Date.parse('2026-06-17T08:41:10Z'),
      modifiedAt: Date.parse('2026-06-17T08:41:10Z'),
    })
    expect(said.attachments).toBeUndefined()
  })

  it('moves without a new comment', async () => {
    answers[CASE] = [recordedAnswer('case-200-waiting-on-customer.response.http')]
    answers[COMMENTS] = [recordedAnswer('comments-200.response.http')]
    const { state, comments } = await client.find(login, '04000001')
    expect(state).toMatchObject({ status: 'Waiting on Customer', severity: '1 (Urgent)', rank: 1 })
    expect(comments).toHaveLength(4)
  })

  it('is closed when isClosed says so', async () => {
    answers[CASE] = [recordedAnswer('case-200-closed.response.http')]
    const { state } = await client.find(login, '04000001')
    expect(state).toMatchObject({ status: 'Closed', isClosed: true })
  })

  it('has comments of its own where the list of them is missing', async () => {
    answers[CASE] = [recordedAnswer('case-200-open.response.http')]
    expect((await client.find(login, '04000001')).comments).toHaveLength(4)
  })

  it.each([
    ['is cut off', '[{"id":"a0aHn0'],
    ['is something else', '{"hello":1}'],
  ])('is not read without its comments, when their list %s', async (_, body) => {
    answers[CASE] = [recordedAnswer('case-200-no-comments-key.response.http')]
    answers[COMMENTS] = [anAnswer(200, body, { 'Content-Type': 'application/json' })]
    const trouble = await troubleOf(client.find(login, '04000001'))
    expect(trouble).toMatchObject({ reason: 'unexpected_answer', retry: true })
  })

  it('may leave out what has no value', async () => {
    answers[CASE] = [recordedAnswer('case-200-no-comments-key.response.http')]
    answers[COMMENTS] = [recordedAnswer('comments-200-empty.response.http')]
    const { state, comments } = await client.find(login, '04000001')
    expect(state.number).toBe('04000003')
    expect(state).not.toHaveProperty('groupNumber')
    expect(state).not.toHaveProperty('version')
    expect(comments).toEqual([])
  })

  it('takes comments that come wrapped', async () => {
    answers[CASE] = [recordedAnswer('case-200-no-comments-key.response.http')]
    answers[COMMENTS] = [recordedAnswer('comments-200-wrapped.response.http')]
    expect(idsOf((await client.find(login, '04000001')).comments)).toEqual(['a0aHn00000EXAM2IAA'])
  })

  it('takes comments that come oldest first', async () => {
    // What `startDate` and `sortOrder=ASC` ask for; we ask for all, in the usual order.
    expect(recordedRequest('comments-200-since.request.http').target).toContain('sortOrder=ASC')
    answers[CASE] = [recordedAnswer('case-200-no-comments-key.response.http')]
    answers[COMMENTS] = [recordedAnswer('comments-200-since.response.http')]
    const { comments } = await client.find(login, '04000001')
    expect(idsOf(comments)).toEqual(['a0aHn00000EXAM3IAA', 'a0aHn00000EXAM4IAA'])
  })

  it('has comments of one second, in the order they were written', async () => {
    answers[CASE] = [recordedAnswer('case-200-no-comments-key.response.http')]
    const createdDate = '2026-06-17T09:12:00Z'
    answers[COMMENTS] = [
      anAnswer(
        200,
        ['c', 'b', 'a'].map((id) => ({ id, createdDate })),
      ),
    ]
    expect(idsOf((await client.find(login, '04000001')).comments)).toEqual(['a', 'b', 'c'])
  })

  it('has comments that were edited: same id, newer date', async () => {
    answers[CASE] = [recordedAnswer('case-200-open.response.http')]
    answers[COMMENTS] = [recordedAnswer('comments-200-edited.response.http')]
    const { comments } = await client.find(login, '04000001')
    expect(comments?.find(({ id }) => id === 'a0aHn00000EXAM3IAA')).toMatchObject({
      body: 'One more thing: which disk model and firmware is it?',
      modifiedAt: Date.parse('2026-06-17T09:00:00Z'),
      createdAt: Date.parse('2026-06-17T08:30:05Z'),
    })
  })

  it('has drafts, private comments, machines, and sides in capitals', async () => {
    answers[CASE] = [recordedAnswer('case-200-no-comments-key.response.http')]
    answers[COMMENTS] = [recordedAnswer('comments-200-draft-and-private.response.http')]
    const { comments = [] } = await client.find(login, '04000001')
    const seen = comments.map(({ body, isDraft, isPublic, side }) => [
      body,
      isDraft,
      isPublic,
      side,
    ])
    expect(seen).toEqual([
      ['draft text', true, true, 'associate'],
      ['internal note', false, false, 'associate'],
      ['Case reminder', false, true, 'system'],
      ['Taking over from Max.', false, true, 'associate'],
    ])
  })

  it('has attachments where the portal has them, without v1 in the path', async () => {
    answers[CASE] = [recordedAnswer('case-200-no-comments-key.response.http')]
    const list = [
      { uuid: 'u1', fileName: 'must-gather.tar.gz', createdDate: '2026-06-15T09:00:00Z' },
      { uuid: 'u2', fileName: 'hidden', isPrivate: true },
    ]
    answers['GET /support/cases/04000001/attachments/'] = [anAnswer(200, list)]
    const { attachments } = await client.find(login, '04000001')
    expect(attachments).toEqual([
      { id: 'u1', name: 'must-gather.tar.gz', at: Date.parse('2026-06-15T09:00:00Z') },
    ])
  })

  it.each([
    ['case-403.response.http', { reason: 'forbidden', retry: false }],
    ['case-404.response.http', { reason: 'not_found', retry: false }],
    ['case-410-legacy.response.http', { reason: 'gone', retry: false }],
    ['case-429.response.http', { reason: 'rate_limited', retry: true, retryAfterMs: 60_000 }],
    ['case-503-html.response.http', { reason: 'server_error', retry: true }],
  ])('is not to be had after %s', async (name, trouble) => {
    answers[CASE] = [recordedAnswer(name)]
    expect(await troubleOf(client.find(login, '04000001'))).toMatchObject(trouble)
    expect(apiRequests()).toHaveLength(1)
  })

  it('is to be had later, when nobody says how much later', async () => {
    answers[CASE] = [recordedAnswer('case-429-no-retry-after.response.http')]
    const trouble = await troubleOf(client.find(login, '04000001'))
    expect([trouble.reason, trouble.retryAfterMs]).toEqual(['rate_limited', undefined])
  })

  it('may be had after a date', async () => {
    const headers = {
      Date: 'Sat, 20 Jun 2026 07:00:00 GMT',
      'Retry-After': 'Sat, 20 Jun 2026 07:02:00 GMT',
    }
    answers[CASE] = [anAnswer(503, '{}', headers)]
    const { retryAfterMs } = await troubleOf(client.find(login, '04000001'))
    expect(retryAfterMs).toBe(120_000)
  })

  it.each([
    [200, 'unexpected_answer'],
    [403, 'unexpected_answer'],
    [404, 'no_page'],
    [410, 'no_page'],
    [302, 'unexpected_answer'],
    [503, 'server_error'],
  ])('is nobody’s when a page in HTML answers with %i', async (status, reason) => {
    const page = '<!DOCTYPE html><html><body>Log in</body></html>'
    answers[CASE] = [anAnswer(status, page, { 'Content-Type': 'text/html' })]
    expect(await troubleOf(client.find(login, '04000001'))).toMatchObject({ reason, retry: true })
  })

  it('is asked for with another token, once, when the first is refused', async () => {
    answers[CASE] = [
      recordedAnswer('case-401.response.http'),
      recordedAnswer('case-200-open.response.http'),
    ]
    expect((await client.find(login, '04000001')).state.number).toBe('04000001')
    expect(tokenRequests()).toHaveLength(2)
  })

  it('is not to be had when every token is refused', async () => {
    answers[CASE] = [recordedAnswer('case-401.response.http')]
    const trouble = await troubleOf(client.find(login, '04000001'))
    expect(trouble).toMatchObject({ reason: 'login_refused', retry: false })
    expect([apiRequests().length, tokenRequests().length]).toEqual([2, 2])
  })

  it('is asked for again where an old token is answered with 403 instead of 401', async () => {
    answers[FILTER] = [recordedAnswer('filter-200-empty.response.http')]
    await client.check(login)
    clock.advance(120_000)
    answers[CASE] = [
      recordedAnswer('case-403.response.http'),
      recordedAnswer('case-200-open.response.http'),
    ]
    expect((await client.find(login, '04000001')).state.number).toBe('04000001')
  })
})

describe('a bare host for an address', () => {
  const list = anAnswer(200, { cases: [], totalCount: 0 })
  const filters = () =>
    portal.seen.flatMap(({ target }) => (target.endsWith('/filter') ? [target] : []))
  beforeEach(() => {
    login = { ...login, vendor: { ...login.vendor, apiUrl: portal.url } }
  })

  it('has the API below /support, as at Red Hat', async () => {
    answers['POST /support/v1/cases/filter'] = [list]
    await client.changes(login, { page: 0 })
    await expect(client.find(login, '04000009')).rejects.toMatchObject({ reason: 'not_found' })
    expect(portal.seen.map(({ target }) => target)).not.toContain('/v1/cases/04000009')
  })

  it('has it at its root when it is not there, and is asked for that once', async () => {
    answers['POST /v1/cases/filter'] = [list]
    for (const page of [0, 1]) expect(await client.changes(login, { page })).toMatchObject({})
    expect(filters()).toEqual(['/support/v1/cases/filter', '/v1/cases/filter', '/v1/cases/filter'])
  })

  it('has none when a page answers there', async () => {
    answers['POST /v1/cases/filter'] = [
      anAnswer(200, '<html>Welcome</html>', { 'Content-Type': 'text/html' }),
    ]
    await expect(client.changes(login, { page: 0 })).rejects.toMatchObject({ reason: 'list_gone' })
  })

  it('is looked for again while the host is in trouble', async () => {
    answers['POST /support/v1/cases/filter'] = [anAnswer(503, {}), list]
    await expect(client.changes(login, { page: 0 })).rejects.toMatchObject({ retry: true })
    expect(await client.changes(login, { page: 0 })).toMatchObject({ cases: [] })
  })

  it('is looked for again after a login page', async () => {
    const page = anAnswer(200, '<html>Log in</html>', { 'Content-Type': 'text/html' })
    answers['POST /support/v1/cases/filter'] = [page, anAnswer(404, {})]
    answers['POST /v1/cases/filter'] = [list]
    await expect(client.changes(login, { page: 0 })).rejects.toMatchObject({ retry: true })
    expect(await client.changes(login, { page: 0 })).toMatchObject({ cases: [] })
  })

  it('is looked for again after a refusal', async () => {
    answers['POST /support/v1/cases/filter'] = [anAnswer(404, {}), list]
    answers['POST /v1/cases/filter'] = [anAnswer(403, {})]
    await expect(client.changes(login, { page: 0 })).rejects.toMatchObject({ reason: 'forbidden' })
    expect(await client.changes(login, { page: 0 })).toMatchObject({ cases: [] })
  })
})

describe('lists', () => {
  it('are asked for by last modification and read page by page', async () => {
    answers[FILTER] = [recordedAnswer('filter-200.response.http')]
    const page = await client.changes(login, { page: 0 })
    const recorded = recordedRequest('filter-200.request.http')
    const [asked] = apiRequests()
    expect(asked).toMatchObject({ method: recorded.method, target: recorded.target })
    const { groupNumbers: _, ...theirs } = JSON.parse(recorded.body)
    expect(JSON.parse(asked?.text ?? '')).toEqual({ ...theirs, includeClosed: true })
    expect(page.more).toBe(false)
    expect(page.cases.map(({ number, owner, rank }) => [number, owner, rank])).toEqual([
      ['04000001', 'Max Redhatter', 2],
      ['04000002', 'Max Redhatter', 3],
    ])
    expect(page.cases[0]?.modifiedAt).toBe(Date.parse('2026-06-17T08:41:12Z'))
  })

  it('may be empty', async () => {
    answers[FILTER] = [recordedAnswer('filter-200-empty.response.http')]
    expect(await client.changes(login, { page: 0 })).toMatchObject({ cases: [], more: false })
  })

  it('go on while there are more', async () => {
    const { cases } = JSON.parse(recordedBody('filter-200.response.http'))
    answers[FILTER] = [anAnswer(200, { cases, count: 120 })]
    expect(await client.changes(login, { page: 1 })).toMatchObject({ more: true })
    expect(JSON.parse(apiRequests()[0]?.text ?? '')).toMatchObject({ offset: 50 })
  })

  it('are searched by group', async () => {
    answers[FILTER] = [recordedAnswer('filter-200.response.http')]
    await client.search(login, { groupNumber: '76703' })
    expect(JSON.parse(apiRequests()[0]?.text ?? '')).toMatchObject({
      groupNumbers: ['76703'],
      includeClosed: false,
    })
  })

  it.each([
    [404, { message: 'Not found' }],
    [410, { message: 'Gone' }],
    [400, { message: 'Bad Request' }],
    [404, '<!DOCTYPE html><html>There is nothing here</html>'],
  ])('are gone when the answer is %i %j', async (status, body) => {
    answers[FILTER] = [anAnswer(status, body), anAnswer(status, body)]
    for (const asked of [client.changes(login, { page: 0 }), client.check(login)]) {
      expect(await troubleOf(asked)).toMatchObject({ reason: 'list_gone', retry: false })
    }
  })

  it('are nobody’s when there is no list', async () => {
    answers[FILTER] = [anAnswer(200, { message: 'soon' })]
    expect((await troubleOf(client.changes(login, { page: 0 }))).reason).toBe('unexpected_answer')
  })

  it('of case groups give their numbers', async () => {
    const recorded = recordedRequest('casegroups-200.request.http')
    answers['GET /support/v1/accounts/casegroups'] = [
      recordedAnswer('casegroups-200.response.http'),
    ]
    expect(await client.groups(login)).toEqual([
      { number: '76703', name: 'Platform' },
      { number: '76704', name: 'Storage' },
    ])
    expect(apiRequests()[0]).toMatchObject({ method: recorded.method, target: recorded.target })
  })

  it('come from the search index below hydra/rest, where the filter is missing', async () => {
    const vendor = { ...login.vendor, apiUrl: `${portal.url}/hydra/rest` }
    const recorded = recordedRequest('search-v2-200.request.http')
    answers[`${recorded.method} ${recorded.target}`] = [
      recordedAnswer('search-v2-200.response.http'),
    ]
    const page = await client.changes({ ...login, vendor }, { page: 0 })
    expect(page).toMatchObject({ more: false, cases: [{ number: '04000001', isClosed: false }] })
    const asked = JSON.parse(apiRequests().at(-1)?.text ?? '')
    const theirs = JSON.parse(recorded.body)
    expect(Object.keys(asked).sort()).toEqual(Object.keys(theirs).sort())
    expect(new URLSearchParams(asked.expression).get('sort')).toBe(
      new URLSearchParams(theirs.expression).get('sort'),
    )
    // A product may be a list.
    const linkOf = (number: string) => number
    const found = parseSearch(JSON.parse(recordedBody('search-v2-200.response.http')), linkOf)
    expect(found.cases[0]).toMatchObject({
      product: 'OpenShift Container Platform',
      accountNumber: '0000000',
      owner: 'Max Redhatter',
      modifiedAt: Date.parse('2026-06-17T08:41:12Z'),
    })
  })
})

describe('a reply', () => {
  it('is sent as recorded', async () => {
    const recorded = recordedRequest('comment-post-201.request.http')
    answers[`${recorded.method} ${recorded.target}`] = [
      recordedAnswer('comment-post-201.response.http'),
    ]
    const comment = await client.reply(login, '04000001', 'posted from chat by jane')
    expect(JSON.parse(apiRequests()[0]?.text ?? '')).toEqual(JSON.parse(recorded.body))
    expect(comment).toMatchObject({ id: 'a0aHn00000EXAM9IAA', side: 'customer' })
  })
})

describe('the old portal', () => {
  const linkOf = (number: string) => `https://portal.example/${number}`

  it('answers a user and password that are sent at once, not when they are asked for', async () => {
    const [first, second] = [1, 2].map((n) =>
      recordedRequest(`pushbot-request-${n === 1 ? '1-unauthenticated' : '2-basic'}.http`),
    )
    expect(first?.headers['authorization']).toBeUndefined()
    answers['GET /rs/cases/04000001'] = [
      anAnswer(200, redHatFile('legacy-case-4-comments.xml'), {
        'Content-Type': 'application/xml',
      }),
    ]
    const account = anAccount({ way: 'basic', login: 'svc-example' })
    const old = { ...login, account, secret: 'plain-text-password' }
    const { state, comments } = await client.find(old, '04000001')
    expect(portal.seen).toHaveLength(1)
    expect(portal.seen[0]).toMatchObject({ method: second?.method, target: second?.target })
    expect(portal.seen[0]?.headers.authorization).toBe(second?.headers['authorization'])
    expect(state).toMatchObject({
      number: '04000001',
      summary: 'etcd slow fsync on control plane',
      severity: '2 (High)',
      owner: 'Red Hatter, Max',
      groupNumber: '76703',
      groupName: 'Platform',
      isClosed: false,
    })
    expect(idsOf(comments)).toEqual(
      ['AAAAAQA1', 'BBBBBQA2', 'CCCCCQA3', 'DDDDDQA4'].map((end) => `a0a2K00000${end}`),
    )
    expect(comments?.at(-1)).toMatchObject({
      body: 'fio results: 99th percentile 180 ms & growing <see attachment>',
      side: 'customer',
      isPublic: true,
      isDraft: false,
    })
  })

  it('knows no list of changes', async () => {
    const account = anAccount({ way: 'basic', login: 'svc-example' })
    const trouble = await troubleOf(client.changes({ ...login, account }, { page: 0 }))
    expect(trouble.reason).toBe('not_supported')
  })

  it('has cases with one comment', () => {
    const { comments } = parseOldCase(redHatFile('legacy-case-1-comment.xml'), linkOf)
    expect(idsOf(comments)).toEqual(['a0a2K00000BBBBBQA2'])
    expect(comments?.[0]?.body).toBe('Thanks, please run fio as in article 1234.\n\nRegards,\nMax')
  })

  it('has cases without comments, and closed ones', () => {
    expect(parseOldCase(redHatFile('legacy-case-no-comments.xml'), linkOf)).toMatchObject({
      comments: [],
      state: { number: '04000003' },
    })
    expect(parseOldCase(redHatFile('legacy-case-closed.xml'), linkOf).state).toMatchObject({
      isClosed: true,
      status: 'Closed',
    })
  })

  it('lists comments alone', () => {
    const comments = parseOldComments(redHatFile('legacy-comments.xml'))
    expect(comments).toHaveLength(4)
    expect(comments.at(-1)?.body).toContain('& growing <see attachment>')
  })

  it.each([
    ['JSON', '{"caseNumber":"1"}'],
    ['a page', '<html><body>Log in</body></html>'],
    ['half of it', '<case xmlns="http://www.redhat.com/gss/strata"><status>Clos'],
    ['entities of its own', '<!DOCTYPE a [<!ENTITY b "c">]><case>&b;</case>'],
  ])('says nothing with %s', (_, text) => {
    expect(() => parseOldCase(text, linkOf)).toThrow(VendorTrouble)
  })
})

it.each([
  ['04000001', '04000001'],
  ['4000001', '04000001'],
  [' #04000001 ', '04000001'],
  ['https://access.redhat.com/support/cases/#/case/04000001', '04000001'],
  ['https://access.redhat.com/support/cases/04000001/discussion', '04000001'],
  ['../../secret', undefined],
  ['etcd', undefined],
])('reads the number in %s', (text, number) => {
  expect(client.readNumber(text)).toBe(number)
})

/** The importer's own test has the rest. */
const elsewhere = ['pushbot-db.json', 'pushbot-pushed.json']
afterAll(() => {
  const missing = redHatFiles().filter(
    (name) => !usedRedHatFiles.has(name) && !elsewhere.includes(name),
  )
  expect(missing).toEqual([])
})
