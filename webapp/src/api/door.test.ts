import { aBrowser, anId, aStore, channelId, teamId, userId } from '../../test/host-fake'
import {
  aSidecarStore,
  aSidecarWorld,
  noSuchCommand,
  type SidecarWorld,
  sidecarManifest,
  sidecarUrl,
} from '../../test/sidecar-fake'
import type { HostStore } from '../host/store'
import { createClient } from './client'
import { createDoor } from './door'

const anything = (body: unknown) => body ?? undefined
const anId1 = anId('d')
const minutes = (count: number) => count * 60_000

function aDoor(world: SidecarWorld = aSidecarWorld(), store: HostStore = aSidecarStore()) {
  const { browser } = world
  const client = createClient(browser)
  const door = createDoor({ client, store, browser })
  const ask = (options = {}) => door.request('/api/v1/tickets', anything, options)
  return { world, door, client, ask }
}
const kindOf = (answer: { ok: boolean; problem?: { kind: string } }) =>
  answer.ok ? 'fine' : answer.problem?.kind

describe('which way in', () => {
  test('is through Mattermost where the plugin has a server', async () => {
    const browser = aBrowser(() => ({ json: {} }))
    const store = aStore()
    const door = createDoor({ client: createClient(browser), store, browser })
    await door.request('/api/v1/form', anything)
    expect(browser.sent.map(({ url }) => url)).toEqual(['/plugins/ticketdesk/api/v1/form'])
    expect(await door.kind()).toBe('native')
  })

  test('is asked of Mattermost, once, where the page does not know', async () => {
    const props = { door: 'sidecar', sidecar_url: '' }
    const world = aSidecarWorld()
    const { server } = world.browser
    world.browser.server = (sent) =>
      sent.url === '/api/v4/plugins/webapp'
        ? { json: [{ id: 'other' }, { id: 'ticketdesk', props }] }
        : server(sent)
    const { ask, door } = aDoor(world, aStore({}, null))
    expect(await door.kind()).toBe('sidecar')
    await ask()
    expect(world.browser.sentTo('/api/v4/plugins/webapp')).toHaveLength(1)
  })

  test('is nobody knows where while Mattermost does not answer', async () => {
    const browser = aBrowser(() => {
      throw new TypeError('Failed to fetch')
    })
    const store = aStore({}, null)
    const door = createDoor({ client: createClient(browser), store, browser })
    expect(await door.kind()).toBeUndefined()
    expect(kindOf(await door.request('/x', anything))).toBe('offline')
  })
})

describe('a request to a sidecar elsewhere', () => {
  test('carries a token that Mattermost vouched for, and nothing of the page', async () => {
    const { world, ask } = aDoor()
    expect(kindOf(await ask({ body: { a: 1 } }))).toBe('fine')
    expect(world.commands()).toHaveLength(1)
    expect(world.commands()[0]).toMatchObject({
      method: 'POST',
      body: { command: '/ticket connect', channel_id: channelId, team_id: teamId },
      headers: { 'X-CSRF-Token': 'token-1' },
      init: { credentials: 'include' },
    })
    const [sent] = world.toDesk()
    expect(sent).toMatchObject({ url: `${sidecarUrl}/api/v1/tickets`, body: { a: 1 } })
    expect(sent?.init).toMatchObject({
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
    })
    expect(sent?.headers).toEqual({
      Authorization: `Bearer token-of-${userId}-1`,
      'Content-Type': 'application/json',
    })
  })

  test('leaves its token in no address and in no storage', async () => {
    const { world, ask } = aDoor()
    await ask()
    expect(world.browser.sent.filter(({ url }) => url.includes('token-of'))).toEqual([])
    expect(JSON.stringify(Object.entries(window.localStorage))).not.toContain('token-of')
  })

  test('keeps the token for the next one, and renews it before it ends', async () => {
    const { world, ask } = aDoor()
    await ask()
    world.clock.now += minutes(13)
    await ask()
    expect(world.commands()).toHaveLength(1)
    world.clock.now += minutes(1.5)
    await ask()
    expect(world.commands()).toHaveLength(2)
    expect(world.toDesk().at(-1)?.headers['Authorization']).toContain('-2')
  })

  test('waits with the others for one renewal', async () => {
    const { world, ask } = aDoor()
    const answers = await Promise.all([ask(), ask(), ask()])
    expect(answers.map(kindOf)).toEqual(['fine', 'fine', 'fine'])
    expect(world.commands()).toHaveLength(1)
  })

  test('that is turned away is vouched for anew, and sent once more', async () => {
    const { world, ask } = aDoor()
    await ask()
    world.tokens.clear()
    expect(kindOf(await ask({ body: { a: 1 } }))).toBe('fine')
    expect(world.commands()).toHaveLength(2)
    expect(world.toDesk().at(-1)?.body).toEqual({ a: 1 })
  })

  test('that is turned away again is given up, and does not blame the user', async () => {
    const { world, ask } = aDoor()
    world.command = () => {
      const answer = world.vouch()
      world.tokens.clear()
      return answer
    }
    expect(kindOf(await ask())).toBe('unavailable')
    expect(world.toDesk()).toHaveLength(2)
  })

  test('goes on where the clock of this browser is a day ahead', async () => {
    const { world, ask } = aDoor()
    world.command = () => world.vouch({ expiresAt: world.clock.now - 24 * minutes(60) })
    await ask()
    await ask()
    expect(world.commands()).toHaveLength(1)
  })

  test("never goes with another user's token", async () => {
    const store = aSidecarStore()
    const { world, ask } = aDoor(aSidecarWorld(), store)
    await ask()
    store.change({ users: { currentUserId: anId('w'), profiles: {} } })
    await ask()
    expect(world.commands()).toHaveLength(2)
  })

  test('is not sent when its owner has given up meanwhile', async () => {
    const { world, ask } = aDoor()
    const owner = new AbortController()
    world.command = () => {
      owner.abort()
      return world.vouch()
    }
    expect(kindOf(await ask({ signal: owner.signal }))).toBe('aborted')
    expect(world.toDesk()).toEqual([])
  })
})

describe('the command that vouches', () => {
  const other = { id: anId1, team_id: teamId }

  test.each<[string, object]>([
    ['archived', { status: 400, json: { id: 'api.command.execute_command.deleted.error' } }],
    ['not ours to write in', { status: 403, json: { id: 'api.context.permissions.app_error' } }],
  ])('is run in another channel where this one is %s', async (_, refusal) => {
    const { world, ask } = aDoor(aSidecarWorld(), aSidecarStore({ [anId1]: other }))
    world.command = ({ body }) => (body?.['channel_id'] === channelId ? refusal : world.vouch())
    expect(kindOf(await ask())).toBe('fine')
    world.clock.now += minutes(20)
    await ask()
    expect(world.commands().map(({ body }) => body?.['channel_id'])).toEqual([
      channelId,
      anId1,
      anId1,
    ])
  })

  test("is run in another team where this team has none, conversations with this team's", async () => {
    const talk = anId('q')
    const channels = {
      [anId1]: { id: anId1, team_id: anId('z') },
      [talk]: { id: talk, team_id: '' },
    }
    const { world, ask } = aDoor(aSidecarWorld(), aSidecarStore(channels))
    world.command = ({ body }) => (body?.['team_id'] === teamId ? noSuchCommand : world.vouch())
    expect(kindOf(await ask())).toBe('fine')
    expect(world.commands().map(({ body }) => [body?.['channel_id'], body?.['team_id']])).toEqual([
      [channelId, teamId],
      [talk, teamId],
      [anId1, anId('z')],
    ])
  })

  test.each<[string, object, string]>([
    ['nobody has made it', noSuchCommand, 'no_command'],
    [
      'commands are switched off',
      { status: 501, json: { id: 'api.command.disabled.app_error' } },
      'no_command',
    ],
    ["it is somebody else's", { json: { text: 'Hello', props: null } }, 'not_vouched'],
    ['its answer is half one', { json: { props: { ticketdesk: { token: 'x' } } } }, 'not_vouched'],
    [
      'Mattermost does not reach the sidecar',
      { status: 500, json: { id: 'api.command.execute_command.failed.app_error' } },
      'unavailable',
    ],
    ['nobody is signed in', { status: 401, json: {} }, 'signed_out'],
    ['no channel takes it', { status: 403, json: {} }, 'unavailable'],
  ])('when %s: that is what is told', async (_, answer, kind) => {
    const { world, ask } = aDoor()
    world.command = () => answer
    expect(kindOf(await ask())).toBe(kind)
    expect(world.toDesk()).toEqual([])
  })

  test('is tried again by the next request', async () => {
    const { world, ask } = aDoor()
    world.command = () => noSuchCommand
    await ask()
    world.command = () => world.vouch()
    expect(kindOf(await ask())).toBe('fine')
  })
})

describe('the address', () => {
  const foreign = (url: string, pinned: string) => {
    const { world, ask } = aDoor(aSidecarWorld(), aSidecarStore({}, pinned))
    world.command = () => world.vouch({ url })
    return { world, answer: ask() }
  }

  test.each([
    [sidecarUrl, sidecarUrl],
    [`${sidecarUrl}/`, sidecarUrl],
    [sidecarUrl, `${sidecarUrl.toUpperCase()}/`],
    ['https://desk.example:443', sidecarUrl],
  ])('%s is the one this plugin was made for: %s', async (url, pinned) => {
    expect(kindOf(await foreign(url, pinned).answer)).toBe('fine')
  })

  test.each([
    ['https://elsewhere.example', sidecarUrl],
    ['http://desk.example', sidecarUrl],
    ['https://desk.example:8443', sidecarUrl],
    ['https://desk.example.org', sidecarUrl],
    [`${sidecarUrl}/other`, `${sidecarUrl}/desk`],
  ])('%s is not talked to by a plugin made for %s', async (url, pinned) => {
    const { world, answer } = foreign(url, pinned)
    expect(await answer).toEqual({
      ok: false,
      problem: { kind: 'foreign_address', address: url },
    })
    expect(world.browser.sentTo('/api/v1/')).toEqual([])
  })

  test('a session gave is not used once the plugin is made for another', async () => {
    const store = aSidecarStore()
    const { world, ask } = aDoor(aSidecarWorld(), store)
    await ask()
    store.changeManifest(sidecarManifest('https://elsewhere.example'))
    expect(kindOf(await ask())).toBe('foreign_address')
    expect(world.toDesk()).toHaveLength(1)
  })

  test.each(['', 'desk.example', 'ftp://desk.example', 'javascript:alert(1)'])(
    '%j is none',
    async (url) => {
      expect(kindOf(await foreign(url, '').answer)).toBe('not_vouched')
    },
  )

  test('that does not answer is named', async () => {
    const { world, ask } = aDoor()
    world.desk = () => {
      throw new TypeError('Failed to fetch')
    }
    expect(await ask()).toEqual({
      ok: false,
      problem: { kind: 'out_of_reach', address: sidecarUrl },
    })
  })
})

test('a door that was closed sends nothing more', async () => {
  const { world, door, ask } = aDoor()
  await ask()
  door.close()
  expect(kindOf(await ask())).toBe('aborted')
  expect(world.toDesk()).toHaveLength(1)
})
