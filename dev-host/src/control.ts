/** `/dev/…`: who I am, what goes wrong, the plugin's process. For tests and curious people; loopback only. */
import { json, type Request, Router } from 'express'
import { AppError } from './mattermost/errors'
import { EVENTS } from './mattermost/events'
import type { Faults } from './mattermost/faults'
import type { Ledger } from './mattermost/ledger'
import type { PluginLog } from './mattermost/log'
import type { PluginHost } from './mattermost/plugins'
import { answerErrors } from './mattermost/rest/door'
import type { WebsocketDoor } from './mattermost/websocket'
import { channelByName, join, openSession, userByName, type World } from './mattermost/world'
import { setSessionCookies } from './page'

export interface ControlNeeds {
  world: World
  plugin: PluginHost | undefined
  faults: Faults
  log: PluginLog
  websocket: WebsocketDoor
  ledger: Ledger
  /** Of what stands around Mattermost. */
  more?: Router | undefined
}

export function controlRoutes(needs: ControlNeeds): Router {
  const { world, faults, log, plugin } = needs
  const state = () => ({
    plugin: plugin?.status(),
    faults: faults.current(),
    held: faults.held(),
  })
  return Router()
    .use(fromHereOnly)
    .use(json({ type: () => true }))
    .get('/world', (_request, response) => {
      const { team, users, channels } = world
      const list = { users: [...users.values()], channels: [...channels.values()] }
      response.json({ team, ...list, ...state() })
    })
    .get('/log', (_request, response) => {
      response.json(log.lines())
    })
    .post('/login', (request, response) => {
      const user = userByName(world, String(request.body?.username))
      if (!user) throw new AppError('app.user.missing_account.const', 404)
      const session = openSession(world, user.id)
      setSessionCookies(response, session)
      response.json(session)
    })
    .post('/faults', (request, response) => {
      response.json(faults.set(request.body ?? {}))
    })
    .post('/faults/pass', (_request, response) => {
      faults.pass()
      response.json(state())
    })
    .post('/members', (request, response) => {
      const { username, channel, member } = request.body ?? {}
      const user = userByName(world, username)
      const members = world.members.get(channelByName(world, channel)?.id ?? '')
      if (!user || !members) throw new AppError('app.channel.get.existing.app_error', 404)
      if (member) join(members, user.id)
      else members.delete(user.id)
      response.json({ members: [...members.keys()] })
    })
    .use('/plugin', needs.plugin ? processRoutes(needs.plugin) : Router())
    .use('/websocket', websocketRoutes(needs.websocket))
    .get('/routes', (_request, response) => {
      response.json({ routes: needs.ledger.read(), events: EVENTS })
    })
    .use(needs.more ?? Router())
    .use(answerErrors)
}

function websocketRoutes(websocket: WebsocketDoor): Router {
  return Router()
    .post('/cut', (request, response) => {
      websocket.cut(request.body?.forget === true)
      response.json({})
    })
    .post('/refuse', (request, response) => {
      websocket.refuse(request.body?.refused === true)
      response.json({})
    })
    .post('/lose', (request, response) => {
      websocket.lose(Number(request.body?.events) || 1)
      response.json({})
    })
}

function processRoutes(plugin: PluginHost): Router {
  return Router()
    .post('/start', async (_request, response) => {
      await plugin.start()
      response.json(plugin.status())
    })
    .post('/stop', async (_request, response) => {
      await plugin.stop()
      response.json(plugin.status())
    })
    .post('/kill', (_request, response) => {
      plugin.kill()
      response.json(plugin.status())
    })
    .post('/health', async (_request, response) => {
      response.json({ healthy: await plugin.checkHealth(), ...plugin.status() })
    })
}

/** A page of another site may send requests here, but it cannot hide where it comes from. */
function fromHereOnly(request: Request, _response: unknown, next: () => void) {
  const { origin, host } = request.headers
  if (origin && new URL(origin).host !== host) throw new AppError('api.context.forbidden', 403)
  next()
}
