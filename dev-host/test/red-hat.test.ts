/** The stand-in for Red Hat's portal, asked as its clients ask it. */
import { type RedHat, startRedHat } from '../src/upstreams/red-hat'
import type { PortalMode } from '../src/upstreams/red-hat/http'

let redHat: RedHat
beforeEach(async () => {
  redHat = await startRedHat()
})
afterEach(() => redHat.close())

const TOKEN = '/auth/realms/redhat-external/protocol/openid-connect/token'
const form = (fields: Record<string, string>) =>
  fetch(redHat.url + TOKEN, { method: 'POST', body: new URLSearchParams(fields) })
async function accessToken(): Promise<string> {
  const refresh_token = redHat.offlineToken
  const answer = await form({ grant_type: 'refresh_token', client_id: 'rhsm-api', refresh_token })
  return (await answer.json()).access_token
}
const ask = (path: string, token: string, body?: object) =>
  fetch(`${redHat.url}/support${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
const json = async (path: string, token: string, body?: object) =>
  (await ask(path, token, body)).json()

it('gives tokens for an offline token and a service account, and says what is wrong', async () => {
  const { clientId: client_id, clientSecret: client_secret } = redHat.serviceAccount
  const client = { grant_type: 'client_credentials', client_id }
  expect((await form({ ...client, client_secret })).status).toBe(200)
  expect((await form({ ...client, client_secret: 'x' })).status).toBe(401)
  const wrong = await form({ grant_type: 'refresh_token', refresh_token: 'x' })
  expect([wrong.status, (await wrong.json()).error]).toEqual([400, 'invalid_grant'])
  const token = await accessToken()
  for (const login of redHat.tokens.logins.values()) login.isDead = true
  const gone = await form({ grant_type: 'refresh_token', refresh_token: redHat.offlineToken })
  expect((await gone.json()).error_description).toBe('Offline user session not found')
  expect((await ask('/v1/accounts/casegroups', token)).status).toBe(401)
})

it('ends access tokens after as many seconds as it said', async () => {
  redHat.tokens.expiresIn = 0
  expect((await ask('/v1/accounts/casegroups', await accessToken())).status).toBe(401)
  redHat.tokens.expiresIn = 60
  expect((await ask('/v1/accounts/casegroups', await accessToken())).status).toBe(200)
})

it('lists what moved last first, and closed cases when they are wanted', async () => {
  const { portal } = redHat
  const [first, second] = [portal.open(), portal.open()]
  Object.assign(second, { modifiedAt: first.modifiedAt - 5000 })
  const token = await accessToken()
  const list = async (more: object = {}) =>
    (await json('/v1/cases/filter', token, { maxResults: 50, offset: 0, ...more })).cases.map(
      ({ caseNumber }: { caseNumber: string }) => caseNumber,
    )
  expect(await list()).toEqual([first.number, second.number])
  portal.change(first.number, { status: 'Closed' })
  expect(await list()).toEqual([second.number])
  expect(await list({ includeClosed: true, maxResults: 1 })).toEqual([first.number])
  expect(await list({ groupNumbers: ['76704'] })).toEqual([])
  expect((await json(`/v1/cases/${first.number}`, token)).isClosed).toBe(true)
})

it('shows comments newest first, takes new ones, and hides cases of other accounts', async () => {
  const { portal } = redHat
  const { number } = portal.open()
  const token = await accessToken()
  expect(await json(`/v1/cases/${number}`, token)).not.toHaveProperty('comments')
  portal.comment(number, { body: 'one' })
  const path = `/v1/cases/${number}/comments`
  const added = await ask(path, token, { commentBody: 'two', isPublic: true })
  expect([added.status, (await added.json()).createdByType]).toEqual([201, 'Customer'])
  const bodies = (await json(path, token)).map((one: { commentBody: string }) => one.commentBody)
  // Whether a moment lies between them or not.
  expect(bodies).toEqual(['two', 'one'])
  const foreign = portal.open({ account: '1' })
  expect((await ask(`/v1/cases/${foreign.number}`, token)).status).toBe(403)
  expect((await ask('/v1/cases/09999999', token)).status).toBe(404)
})

it('can be without a list of cases', async () => {
  const [{ number } = redHat.portal.open()] = redHat.portal.cases()
  redHat.setMode('list-gone')
  const token = await accessToken()
  expect((await ask('/v1/cases/filter', token, { offset: 0 })).status).toBe(404)
  expect((await ask(`/v1/cases/${number}`, token)).status).toBe(200)
})

it.each<[PortalMode, number, RegExp]>([
  ['maintenance', 503, /<html>/],
  ['login-page', 200, /<form/],
  ['cut', 200, /^\{"caseNumber":"0400$/],
  ['limited', 429, /Too Many/],
  ['limited-silent', 429, /Too Many/],
  ['unauthorized', 401, /Unauthorized/],
  ['forbidden', 403, /Forbidden/],
])('can be %s', async (mode, status, text) => {
  const token = await accessToken()
  redHat.setMode(mode)
  const answer = await ask('/v1/accounts/casegroups', token)
  expect(answer.status).toBe(status)
  expect(await answer.text()).toMatch(text)
  expect(answer.headers.has('retry-after')).toBe(mode === 'limited')
})
