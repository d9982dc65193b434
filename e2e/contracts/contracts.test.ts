/**
 * The stand-in and a real Mattermost, asked the same: `make contracts` runs this very suite on the
 * real one. A route of the stand-in that nothing here asks for is a failure.
 */
import { aboutTheServer } from './about'
import { buttons } from './buttons'
import { type Cast, gather } from './cast'
import { channels } from './channels'
import { commands } from './commands'
import { dialogs } from './dialogs'
import { closeListeners, heardEvents } from './listener'
import { people } from './people'
import { plugins } from './plugins'
import { posts } from './posts'
import { reactions } from './reactions'
import { openReceiver, type Receiver } from './receiver'
import type { Scene } from './scene'
import { openServer, type ServerUnderTest } from './server'
import { sockets } from './sockets'
import { teams } from './teams'

jest.setTimeout(30_000)

let server: ServerUnderTest
let cast: Cast
let receiver: Receiver
const scene: Scene = { server: () => server, cast: () => cast, receiver: () => receiver }

beforeAll(async () => {
  // Mattermost's WebSocket client says everything it does on the console.
  jest.spyOn(console, 'log').mockImplementation(() => {})
  server = await openServer()
  receiver = await openReceiver()
  cast = await gather(server)
}, 60_000)

afterEach(closeListeners)

afterAll(async () => {
  await cast?.clear()
  await receiver?.close()
  await server?.close()
})

describe('the server', () => aboutTheServer(scene))
describe('people and bots', () => people(scene))
describe('teams', () => teams(scene))
describe('channels', () => channels(scene))
describe('posts', () => posts(scene))
describe('reactions', () => reactions(scene))
describe('slash commands', () => commands(scene))
describe('buttons', () => buttons(scene))
describe('dialogs', () => dialogs(scene))
describe('the WebSocket', () => sockets(scene))
describe('a plugin that is only a bundle', () => plugins(scene))

/** Refused by every server without a licence. */
const LICENSED = new Set(['/api/v4/users/:user/groups'])
const isGood = (status: number) => status < 400

describe('the stand-in', () => {
  it('answers nothing and tells nothing that was not asked for above', async () => {
    if (!server.ledger) return
    await cast.admin.client.deleteTeam(cast.team.id)
    const { routes, events } = await server.ledger()
    expect(routes.length).toBeGreaterThan(60)
    const untouched = routes.filter(
      ({ answered, path }) => !answered.some(isGood) && !LICENSED.has(path),
    )
    expect(untouched.map(({ method, path }) => `${method} ${path}`)).toEqual([])
    expect(events.filter((event) => !heardEvents.has(event))).toEqual([])
  })
})
