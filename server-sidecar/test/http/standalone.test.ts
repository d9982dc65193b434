import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect as connectTo } from 'node:net'
import { join } from 'node:path'
import { routes } from '@ticketdesk/contract'
import { aTrigger, CALLBACK, openTestService, PUBLIC, SITE, type TestService } from '../a-service'
import { anId } from '../builders/refs'
import { createSqliteStore, databases, type TestStore } from '../databases'
import { createFakeClock, type FakeClock } from '../fakes/fake-clock'
import type { FakeChannel, FakeUser } from '../fakes/fake-mattermost'
import { until } from '../until'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const values = { cluster: 'prod-cluster', resource: 'web-01', problem: 'It is down' }

let store: TestStore
let clock: FakeClock
let t: TestService
let jane: FakeUser
let ben: FakeUser
let channel: FakeChannel
beforeEach(async () => {
  store = await createSqliteStore()
  clock = createFakeClock()
  t = await openTestService(store.at, { clock })
  jane = t.mattermost.addUser({ username: 'jane' })
  ben = t.mattermost.addUser({ username: 'ben' })
  channel = t.mattermost.addChannel({}, [jane, ben])
})
/** What a test opened besides. */
const others: TestService[] = []
afterEach(async () => {
  for (const one of [t, ...others.splice(0)]) await one.close()
  await store.close()
})

/** What Mattermost puts in the form of a command. */
const typed = (user: FakeUser, text: string, more: Record<string, string> = {}) => ({
  ...{ channel_id: channel.id, channel_name: channel.name, command: '/ticket', root_id: '' },
  ...{ response_url: `${SITE}/hooks/commands/x`, team_domain: 'ops', team_id: channel.teamId },
  ...{ text, token: 'slash-token', trigger_id: t.trigger(user), user_id: user.id },
  ...{ user_name: user.username, ...more },
})
const codeOf = async (response: Response) => {
  const { error } = (await response.json()) as { error: { code: string } }
  return [response.status, error.code]
}
/** Nobody's ticket, no post, no dialog. */
function expectNothing() {
  expect(t.mattermost.posts).toEqual([])
  expect(t.mattermost.dialogs).toEqual([])
}

describe('a slash command', () => {
  it('opens the dialog, with nothing for people to read', async () => {
    const answer = await t.slash('/ticket', typed(jane, ''))
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json'])
    expect(await answer.json()).toMatchObject({ response_type: 'ephemeral', text: '' })
    expect(t.mattermost.dialogs).toMatchObject([{ url: `${CALLBACK}/ticket/submit` }])
  })

  it('is understood as Mattermost sends it, byte for byte', async () => {
    const file = join(__dirname, '../fixtures/wire/mattermost/slash-01-external.http')
    const [head = '', body = ''] = readFileSync(file, 'utf8').split('\r\n\r\n')
    const lines = head.split('\r\n').slice(1)
    const headers = Object.fromEntries(lines.map((line) => line.split(': ') as [string, string]))
    const token = new URLSearchParams(body).get('token') ?? ''
    const known = await openTestService(store.at, { clock, slashTokens: [token] })
    others.push(known)
    for (const name of ['Host', 'Content-Length', 'User-Agent']) delete headers[name]
    const answer = await known.ask('/alerts', { method: 'POST', headers, body })
    expect(answer.status).toBe(200)
    const { text } = (await answer.json()) as { text: string }
    expect(text).toMatch(/\/alerts/)
  })

  it.each(['slash-token', 'newer-token'])('may have any of our tokens: %s', async (token) => {
    const answer = await t.slash('/ticket', typed(jane, 'help', { token }))
    const { text } = (await answer.json()) as { text: string }
    expect(text).toContain('`/ticket`')
  })

  it('may have its token in the header alone', async () => {
    const { token: _, ...form } = typed(jane, 'help')
    const answer = await t.slash('/ticket', form, { Authorization: 'Token newer-token' })
    expect(answer.status).toBe(200)
  })

  it.each([
    ['another', { token: 'slash-tokem' }, {}],
    ['a longer one', { token: 'slash-token1' }, {}],
    ['an empty one', { token: '' }, {}],
    ['none', {}, {}],
    ['another in the header', {}, { Authorization: 'Token slash-tokem' }],
    ['two at once', { token: 'slash-token newer-token' }, {}],
    ['another, and ours in the header', { token: 'x' }, { Authorization: 'Token slash-token' }],
  ])('with %s for a token is turned away, and nothing happens', async (_, given, headers) => {
    const { token: __, ...form } = typed(jane, '')
    const answer = await t.slash(
      '/ticket',
      { ...form, ...given },
      headers as { [k: string]: string },
    )
    expect(await codeOf(answer)).toEqual([401, 'wrong_token'])
    expectNothing()
  })

  it('with wrong tokens again and again is not even answered for them, and ours goes on', async () => {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      expect((await t.slash('/ticket', typed(jane, '', { token: 'x' }))).status).toBe(401)
    }
    const answer = await t.slash('/ticket', typed(jane, '', { token: 'x' }))
    expect(await codeOf(answer)).toEqual([429, 'too_many_attempts'])
    expect((await t.slash('/ticket', typed(jane, 'help'))).status).toBe(200)
    clock.advance(5000)
    expect((await t.slash('/ticket', typed(jane, '', { token: 'x' }))).status).toBe(401)
  })

  it.each(['/ticket', '/alerts', '/case'])('%s is answered at its own path', async (path) => {
    const answer = await t.slash(path, typed(jane, 'help'))
    expect(await answer.json()).toMatchObject({ text: expect.stringContaining(`\`${path} `) })
  })

  it.each([
    ['GET', '', 405],
    ['PUT', '', 405],
    ['POST', '{"token":"slash-token"}', 415],
  ])('comes as a form: %s %j is %d', async (method, body, status) => {
    const init = { method, headers: { 'Content-Type': 'application/json' } }
    const answer = await t.ask('/ticket', method === 'GET' ? init : { ...init, body })
    expect(answer.status).toBe(status)
  })

  it('is not read without an end', async () => {
    const answer = await t.slash('/ticket', typed(jane, 'x'.repeat(300_000)))
    expect(answer.status).toBe(413)
  })

  it('keeps its token out of the log', async () => {
    await t.slash('/ticket', typed(jane, '', { token: 'hunter2' }))
    t.mattermost.fail('openInteractiveDialog')
    await t.slash('/ticket', typed(jane, ''))
    expect(JSON.stringify(t.log.lines)).not.toMatch(/hunter2|slash-token/)
    expect(t.log.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', message: expect.stringContaining('SLASH_TOKEN') }),
    )
  })

  it('takes the tokens of new settings, and gives up the old ones', async () => {
    const { connection } = t.settings
    t.service.reconfigure({ ...t.settings, connection: { ...connection, slashTokens: ['third'] } })
    expect((await t.slash('/ticket', typed(jane, 'help', { token: 'third' }))).status).toBe(200)
    expect((await t.slash('/ticket', typed(jane, 'help'))).status).toBe(401)
  })
})

/** The dialog Mattermost was told to open for Jane. */
async function openDialog(user = jane): Promise<string> {
  await t.slash('/ticket', typed(user, ''))
  return t.mattermost.dialogs.at(-1)!.dialog.state
}
const submission = (user: FakeUser, state: string, more: object = {}) => ({
  ...{ type: 'dialog_submission', callback_id: 'ticket', state, user_id: user.id },
  ...{ channel_id: channel.id, team_id: channel.teamId, submission: values, cancelled: false },
  ...more,
})

describe.each(['/ticket/submit', routes.ticketDialog])('a dialog submitted to %s', (path) => {
  it('makes a ticket, once, however often it comes', async () => {
    const sent = submission(jane, await openDialog())
    for (let time = 0; time < 2; time += 1) {
      const answer = await t.send(path, sent)
      expect([answer.status, await answer.json()]).toEqual([200, {}])
    }
    await until('it is posted', () => t.mattermost.posts.length === 1)
    expect(t.mattermost.posts[0]?.message).toContain('-0001')
  })

  it('makes none when it was cancelled', async () => {
    const sent = submission(jane, await openDialog(), { submission: {}, cancelled: true })
    const answer = await t.send(path, sent)
    expect([answer.status, await answer.json()]).toEqual([200, {}])
    expect(t.mattermost.posts).toEqual([])
  })

  it('shows what is missing', async () => {
    const sent = submission(jane, await openDialog(), { submission: { cluster: 'prod-cluster' } })
    const answer = await t.send(path, sent)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ errors: { problem: expect.any(String) } })
  })

  it.each<[string, (state: string) => object, number, string]>([
    ['without a state', () => ({ state: undefined }), 401, 'call_not_signed'],
    ['with a state of nobody’s', () => ({ state: 'abc' }), 401, 'call_not_signed'],
    ['changed', (state) => ({ state: `${state.slice(0, -3)}AAA` }), 401, 'call_not_signed'],
    ['for somebody else', () => ({ user_id: ben.id }), 401, 'call_not_signed'],
    ['for nobody', () => ({ user_id: undefined }), 401, 'call_not_signed'],
    [
      'cancelled by somebody else',
      () => ({ user_id: ben.id, cancelled: true }),
      401,
      'call_not_signed',
    ],
  ])('%s is turned away, and nothing happens', async (_, change, status, code) => {
    const state = await openDialog()
    const answer = await t.send(path, submission(jane, state, change(state)))
    expect(await codeOf(answer)).toEqual([status, code])
    expect(t.mattermost.posts).toEqual([])
  })

  it('too late is turned away', async () => {
    const state = await openDialog()
    clock.advance(6 * 60 * MINUTE + 1)
    const answer = await t.send(path, submission(jane, state))
    expect(await codeOf(answer)).toEqual([403, 'call_expired'])
    expect(t.mattermost.posts).toEqual([])
  })

  it('signed for a web session is turned away', async () => {
    const { token } = await connect(jane)
    const answer = await t.send(path, submission(jane, token))
    expect(await codeOf(answer)).toEqual([401, 'call_not_signed'])
  })
})

describe('a dialog that is no ticket', () => {
  /** The form that makes a source, filled in. */
  async function fillIn(name: string) {
    t.mattermost.systemAdmins.add(jane.id)
    await t.slash('/alerts', typed(jane, 'source add'))
    const { state } = t.mattermost.dialogs.at(-1)!.dialog
    const filled = { name, kind: 'openitcockpit', channel: channel.id, replies: 'all' }
    return submission(jane, state, { submission: { ...filled, problems: '20', seconds: '60' } })
  }

  it('is carried out once', async () => {
    const sent = await fillIn('House')
    const first = await t.send(routes.sourceDialog, sent)
    expect([first.status, await first.json()]).toEqual([200, {}])
    const again = await t.send(routes.sourceDialog, sent)
    expect(await codeOf(again)).toEqual([403, 'call_repeated'])
  })

  it('is carried out once, however its signature is spelled', async () => {
    const sent = await fillIn('House')
    await t.send(routes.sourceDialog, sent)
    for (const state of [`${sent.state}=`, `${sent.state}!`, `${sent.state}${' '.repeat(1000)}`]) {
      const again = await t.send(routes.sourceDialog, { ...sent, state })
      expect(await codeOf(again)).toEqual([401, 'call_not_signed'])
    }
  })

  it('may be sent again when something in it was wrong', async () => {
    const sent = await fillIn('')
    const first = await t.send(routes.sourceDialog, sent)
    expect(await first.json()).toMatchObject({ errors: { name: expect.any(String) } })
    const better = { ...sent, submission: { ...sent.submission, name: 'House' } }
    const second = await t.send(routes.sourceDialog, better)
    expect([second.status, await second.json()]).toEqual([200, {}])
  })

  it('is carried out by one of two', async () => {
    const sent = await fillIn('House')
    const answers = await Promise.all([1, 2, 3].map(() => t.send(routes.sourceDialog, sent)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403])
  })
})

it('takes no notice of a caller who hangs up in the middle', async () => {
  const { port } = new URL(t.url)
  const line = connectTo(Number(port), '127.0.0.1')
  const head = `POST ${routes.ticketDialog} HTTP/1.1\r\nHost: x\r\nContent-Length: 100`
  line.write(`${head}\r\n\r\n{`, () => line.destroy())
  await once(line, 'close')
  expect((await t.ask(routes.health)).status).toBe(200)
  expect(t.log.lines.filter(({ level }) => level === 'error')).toEqual([])
})

it('keeps a ticket while Mattermost is away, and posts it when it is back', async () => {
  const state = await openDialog()
  t.mattermost.fail('createPost')
  const answer = await t.send('/ticket/submit', submission(jane, state))
  expect([answer.status, await answer.json()]).toEqual([200, {}])
  await until('it was tried', () => t.mattermost.calls.includes('createPost'))
  expect(t.mattermost.posts).toEqual([])
  t.mattermost.heal()
  await until('it is posted', () => t.mattermost.posts.length === 1)
})

it('says in words that no form can be opened while Mattermost is away', async () => {
  t.mattermost.fail('openInteractiveDialog')
  const answer = await t.slash('/ticket', typed(jane, ''))
  expect(answer.status).toBe(200)
  const { text } = (await answer.json()) as { text: string }
  expect(text).toMatch(/^Mattermost does not answer/)
})

it('does not begin again at 0001 after a restart', async () => {
  await t.send('/ticket/submit', submission(jane, await openDialog()))
  await t.close()
  t = await openTestService(store.at, { clock, mattermost: t.mattermost })
  await t.send('/ticket/submit', submission(jane, await openDialog()))
  await until('both are posted', () => t.mattermost.posts.length === 2)
  const ids = t.mattermost.posts.map(({ props }) => String(props['ticket_id']).slice(-4))
  expect(ids.sort()).toEqual(['0001', '0002'])
})

/** What the web app gets of `/ticket connect`. */
async function connect(user: FakeUser) {
  const answer = await t.slash('/ticket', typed(user, 'connect'))
  const { props, text } = (await answer.json()) as {
    text: string
    props: { ticketdesk: { token: string; expiresAt: number; url: string } }
  }
  expect([answer.status, text]).toEqual([200, ''])
  return props.ticketdesk
}
const bearer = (token: string, more: Record<string, string> = {}) => ({
  headers: { Authorization: `Bearer ${token}`, ...more },
})

describe('a web session', () => {
  it('is given to whom Mattermost stands behind, for a quarter of an hour', async () => {
    const { token, expiresAt, url } = await connect(jane)
    expect([url, expiresAt]).toEqual([PUBLIC, clock.now() + 15 * MINUTE])
    expect((await t.ask(routes.form, bearer(token))).status).toBe(200)
    clock.advance(15 * MINUTE)
    expect((await t.ask(routes.form, bearer(token))).status).toBe(200)
    clock.advance(1)
    expect(await codeOf(await t.ask(routes.form, bearer(token)))).toEqual([401, 'not_signed_in'])
  })

  it('opens tickets as that person', async () => {
    const { token } = await connect(jane)
    const body = JSON.stringify({ requestId: 'request-1', channelId: channel.id, values })
    const init = { method: 'POST', body, ...bearer(token, { 'Content-Type': 'application/json' }) }
    expect((await t.ask(routes.tickets, init)).status).toBe(201)
    await until('it is posted', () => t.mattermost.posts.length === 1)
    expect(t.mattermost.posts[0]?.message).toContain('@jane')
  })

  it.each<[string, () => Promise<string>]>([
    ['changed', async () => `${(await connect(jane)).token.slice(0, -3)}AAA`],
    ['of another kind', () => openDialog()],
    ['empty', async () => ''],
    ['made up', async () => Buffer.from(JSON.stringify([1, jane.id, 0])).toString('base64url')],
  ])('that is %s is nobody’s', async (_, token) => {
    expect(await codeOf(await t.ask(routes.form, bearer(await token())))).toEqual([
      401,
      'not_signed_in',
    ])
  })

  it('is not taken from an address or a cookie', async () => {
    const { token } = await connect(jane)
    for (const init of [{}, { headers: { Cookie: `token=${token}` } }]) {
      const path = `${routes.form}?access_token=${token}&token=${token}`
      expect((await t.ask(path, init)).status).toBe(401)
    }
  })

  it('does not come of a header that Mattermost’s plugins trust', async () => {
    const init = { headers: { 'Mattermost-User-Id': jane.id } }
    expect((await t.ask(routes.form, init)).status).toBe(401)
  })

  it.each<[string, () => string, number, string]>([
    ['without a trigger', () => '', 401, 'call_not_signed'],
    ['with somebody else’s trigger', () => t.trigger(ben), 401, 'call_not_signed'],
    ['with a trigger of another key', () => t.trigger(jane, strange), 401, 'call_not_signed'],
    [
      'with an old trigger',
      () => aTrigger(jane.id, { at: clock.now() - 2 * MINUTE }),
      403,
      'call_expired',
    ],
  ])('is not given %s', async (_, trigger, status, code) => {
    const answer = await t.slash('/ticket', typed(jane, 'connect', { trigger_id: trigger() }))
    expect(await codeOf(answer)).toEqual([status, code])
  })

  it('is not given while nobody can say whether Mattermost stands behind it', async () => {
    t.link.away = true
    const answer = await t.slash('/ticket', typed(jane, 'connect'))
    expect(await codeOf(answer)).toEqual([503, 'mattermost_unavailable'])
  })

  it('is not given twice for one command', async () => {
    const form = typed(jane, 'connect')
    expect((await t.slash('/ticket', form)).status).toBe(200)
    expect(await codeOf(await t.slash('/ticket', form))).toEqual([403, 'call_repeated'])
  })

  it('is given by the token alone where Mattermost names no key', async () => {
    const keyless = await openTestService(store.at, { clock, keyless: true })
    others.push(keyless)
    const form = typed(jane, 'connect', { trigger_id: 'x.y' })
    const answer = await keyless.slash('/ticket', form)
    expect(answer.status).toBe(200)
  })
})
const strange = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey

describe('a page', () => {
  it('of our Mattermost may ask, and read the answer', async () => {
    const { token } = await connect(jane)
    const answer = await t.ask(routes.form, bearer(token, { Origin: SITE }))
    expect(answer.status).toBe(200)
    expect(answer.headers.get('access-control-allow-origin')).toBe(SITE)
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
    expect(answer.headers.get('vary')).toContain('Origin')
  })

  it('of our Mattermost may ask whether it may ask', async () => {
    const answer = await t.ask(routes.tickets, {
      method: 'OPTIONS',
      headers: {
        ...{ Origin: SITE, 'Access-Control-Request-Method': 'POST' },
        'Access-Control-Request-Headers': 'authorization,content-type',
      },
    })
    expect(answer.status).toBe(204)
    expect(answer.headers.get('access-control-allow-origin')).toBe(SITE)
    expect(answer.headers.get('access-control-allow-headers')).toMatch(
      /Authorization, Content-Type/,
    )
    expect(answer.headers.get('vary')).toContain('Origin')
  })

  it('of our Mattermost sees why it is refused', async () => {
    const answer = await t.ask(routes.form, { headers: { Origin: SITE } })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('access-control-allow-origin')).toBe(SITE)
  })

  it.each(['https://evil.example.org', 'http://chat.example.org', `${SITE}.evil.test`, 'null', ''])(
    'of %j is turned away before anything is looked at, token or not',
    async (Origin) => {
      const { token } = await connect(jane)
      const body = JSON.stringify({ requestId: 'request-1', channelId: channel.id, values })
      for (const method of ['POST', 'OPTIONS']) {
        const answer = await t.ask(routes.tickets, {
          ...{ method, ...bearer(token, { Origin, 'Content-Type': 'application/json' }) },
          ...(method === 'POST' && { body }),
        })
        expect(await codeOf(answer)).toEqual([403, 'wrong_origin'])
        expect(answer.headers.get('access-control-allow-origin')).toBeNull()
      }
      const form = typed(jane, '')
      expect((await t.slash('/ticket', form, { Origin })).status).toBe(403)
      expectNothing()
    },
  )
})

describe.each(databases)('a click, taken down in %s', (_kind, createStore) => {
  let shelf: TestStore
  let other: TestService
  beforeEach(async () => {
    shelf = await createStore()
    await t.close()
    t = await openTestService(shelf.at, { clock, mattermost: t.mattermost })
    // A second one on the same database, behind the same address.
    other = await openTestService(shelf.at, { clock, mattermost: t.mattermost })
    const { token } = await connect(jane)
    const body = JSON.stringify({ requestId: 'request-1', channelId: channel.id, values })
    const init = { method: 'POST', body, ...bearer(token, { 'Content-Type': 'application/json' }) }
    expect((await t.ask(routes.tickets, init)).status).toBe(201)
    await until('it is posted', () => t.mattermost.posts.length === 1)
  })
  afterEach(async () => {
    await other.close()
    await t.close()
    await shelf.close()
    t = await openTestService(store.at, { clock })
  })

  interface Action {
    id: string
    integration: { url: string; context: Record<string, unknown> }
  }
  const post = () => t.mattermost.posts[0]!
  const [url] = [CALLBACK + routes.ticketAction]
  function button(id = 'take'): Action {
    const [{ actions }] = post().props['attachments'] as [{ actions: Action[] }]
    const found = actions.find((action) => action.id === id)!
    expect(found.integration.url).toBe(url)
    return found
  }
  const click = (user: FakeUser, more: object = {}) => ({
    ...{ user_id: user.id, user_name: user.username, channel_id: channel.id, post_id: post().id },
    ...{ trigger_id: t.trigger(user), type: 'button', data_source: '' },
    ...{ context: button().integration.context, ...more },
  })
  const isTaken = () => !JSON.stringify(post().props['attachments']).includes('"take"')

  it('does what it says', async () => {
    const answer = await t.send(routes.ticketAction, click(jane))
    expect(answer.status).toBe(200)
    await until('the post shows it', isTaken)
  })

  it('is the same with its keys in another order, as Go writes them', async () => {
    const { context } = button().integration
    const turned = Object.fromEntries(
      Object.entries(context)
        .reverse()
        .map(([key, value]) => [
          key,
          typeof value === 'object' && value !== null
            ? Object.fromEntries(Object.entries(value).reverse())
            : value,
        ]),
    )
    expect((await t.send(routes.ticketAction, click(jane, { context: turned }))).status).toBe(200)
    await until('the post shows it', isTaken)
  })

  it.each<[string, () => object, number, string]>([
    [
      'without our signature',
      () => ({ context: { ticket: 'x', action: 'take' } }),
      401,
      'call_not_signed',
    ],
    ['without a context', () => ({ context: undefined }), 401, 'call_not_signed'],
    ['of another channel', () => ({ channel_id: anId() }), 401, 'call_not_signed'],
    ['without a trigger', () => ({ trigger_id: undefined }), 401, 'call_not_signed'],
    ['with a made-up trigger', () => ({ trigger_id: 'eDp5' }), 401, 'call_not_signed'],
    [
      'with a trigger of another key',
      () => ({ trigger_id: t.trigger(jane, strange) }),
      401,
      'call_not_signed',
    ],
    ['in somebody else’s name', () => ({ user_id: ben.id }), 401, 'call_not_signed'],
    ['in nobody’s name', () => ({ user_id: '' }), 401, 'call_not_signed'],
    [
      'from two minutes ago',
      () => ({ trigger_id: aTrigger(jane.id, { at: clock.now() - 2 * MINUTE }) }),
      403,
      'call_expired',
    ],
  ])('%s is turned away, and nothing happens', async (_, change, status, code) => {
    const before = JSON.stringify(post())
    const answer = await t.send(routes.ticketAction, { ...click(jane), ...change() })
    expect(await codeOf(answer)).toEqual([status, code])
    expect(JSON.stringify(post())).toBe(before)
  })

  it('sent to another path of ours is turned away', async () => {
    const answer = await t.send(routes.alertAction, click(jane))
    expect(await codeOf(answer)).toEqual([401, 'call_not_signed'])
  })

  it('on a post of long ago is turned away', async () => {
    const sent = click(jane)
    const now = () => ({ ...sent, trigger_id: t.trigger(jane) })
    clock.advance(90 * DAY)
    expect((await t.send(routes.ticketAction, now())).status).toBe(200)
    clock.advance(1)
    const late = await t.send(routes.ticketAction, now())
    expect(await codeOf(late)).toEqual([403, 'call_expired'])
    const said = t.log.lines.find(({ message }) => message === 'a click or dialog was turned away')
    expect(said?.fields).toMatchObject({ path: routes.ticketAction, reason: 'call_expired' })
  })

  it('counts once, whichever of two gets it', async () => {
    const sent = click(jane)
    const answers = await Promise.all(
      [t, other, t, other].map(async (one) => (await one.send(routes.ticketAction, sent)).status),
    )
    expect(answers.sort()).toEqual([200, 403, 403, 403])
    const again = await other.send(routes.ticketAction, sent)
    expect(await codeOf(again)).toEqual([403, 'call_repeated'])
  })
})

describe('health', () => {
  it('is ok while the process lives, and ready while it reaches everything', async () => {
    expect(await (await t.ask('/health')).json()).toEqual({ status: 'ok' })
    expect((await t.ask('/health/ready')).status).toBe(200)
    t.link.away = true
    expect(await (await t.ask('/health')).json()).toEqual({ status: 'ok' })
    expect((await t.ask('/health/ready')).status).toBe(503)
    t.link.away = false
    expect((await t.ask('/health/ready')).status).toBe(200)
  })
})
