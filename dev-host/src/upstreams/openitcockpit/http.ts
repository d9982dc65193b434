/**
 * openITCOCKPIT's own addresses: acknowledging from Mattermost, commands, and the pages that tell how
 * things are. 200 means "queued": a command works a moment later, or, as wanted, never.
 */
import { json, type Request, type Response, Router } from 'express'
import type { Monitored, Monitoring } from './monitoring'
import { renderHostList, renderHostPage, renderServicePage } from './pages'

/** What an installation can be like; `nothing` says yes and does nothing. */
export const MODES = ['ok', 'slow', 'down', 'wrong', 'refuses', 'nothing'] as const
export type Mode = (typeof MODES)[number]

export interface HttpNeeds {
  monitoring: Monitoring
  apiKey: string
  mode: () => Mode
  /** Calls back after a while, in milliseconds, unless everything ends before. */
  later: (milliseconds: number, what: () => void) => void
}

const SLOW_MS = 4000
/** Until Naemon has worked off a command. */
const QUEUE_MS = 300

export function openItCockpitRoutes(needs: HttpNeeds): Router {
  const { monitoring } = needs
  return Router()
    .use(json({ type: () => true }))
    .use(inMode(needs))
    .use(withKey(needs))
    .post('/mattermost_module/acknowledge/host.json', (request, response) => {
      acknowledge(needs, { request, response, uuid: request.query['uuid'], kind: 'host' })
    })
    .post('/mattermost_module/acknowledge/service.json', (request, response) => {
      acknowledge(needs, { request, response, uuid: request.query['serviceuuid'], kind: 'service' })
    })
    .post('/nagios_module/cmd/submit.json', (request, response) => submit(needs, request, response))
    .get('/hosts/browser/:uuid.json', (request, response) => {
      const host = monitoring.find(request.params.uuid)
      if (!host || host.service) return void refuse(response, 404, 'Host not found')
      response.json(renderHostPage(host))
    })
    .get('/services/browser/:uuid.json', (request, response) => {
      const service = monitoring.find(request.params.uuid)
      if (!service?.service) return void refuse(response, 404, 'Service not found')
      response.json(renderServicePage(service, monitoring.object(service.host.name)))
    })
    .get('/hosts/index.json', (_request, response) => {
      response.json(renderHostList(monitoring.hosts()))
    })
}

function inMode({ mode, later }: HttpNeeds) {
  return (request: Request, response: Response, next: () => void) => {
    switch (mode()) {
      case 'down':
        return void request.socket.destroy()
      case 'wrong':
        return void response.status(200).type('html').send('<html><form>Login</form></html>')
      case 'slow':
        return later(SLOW_MS, next)
      default:
        next()
    }
  }
}

/** By header or query; what is wrong gets an empty page, as there. */
function withKey({ apiKey, mode }: HttpNeeds) {
  return (request: Request, response: Response, next: () => void) => {
    const [, inHeader] = /^X-OITC-API (.+)$/.exec(request.headers.authorization ?? '') ?? []
    const known = (inHeader ?? request.query['apikey']) === apiKey
    if (!known || mode() === 'refuses') return void response.status(401).type('html').end()
    next()
  }
}

interface Asked {
  request: Request
  response: Response
  uuid: unknown
  kind: 'host' | 'service'
}

function acknowledge(needs: HttpNeeds, { request, response, uuid, kind }: Asked): void {
  const { user_name: user, post_id: post } = request.body ?? {}
  if (!user || !post) return void refuse(response, 400, 'Missing data in Webhook payload.')
  const object = needs.monitoring.find(String(uuid))
  if (!object || (kind === 'service') !== (object.service !== undefined)) {
    return void refuse(response, 404, `No ${kind} with given uuid found.`)
  }
  const comment = `Issue got acknowledged by ${user} via Mattermost.`
  queue(needs, () => needs.monitoring.acknowledge(object, { author: user, comment }, false))
  const message = `Issue got acknowledged by **@${user}** via Mattermost.`
  response.json({ update: { message }, _csrfToken: null })
}

function submit(needs: HttpNeeds, request: Request, response: Response): void {
  const { command, ...args } = request.body ?? {}
  if (!command) return void refuse(response, 400, 'Bad Request')
  const work = COMMANDS[command]
  if (!work) return void refuse(response, 404, 'Command not found')
  // Unknown objects are taken as well, and forgotten.
  const object = needs.monitoring.find(args.serviceUuid ?? args.hostUuid)
  if (object) queue(needs, () => work(needs.monitoring, object, args))
  const message = 'Command added successfully to queue'
  response.json({ message, command, args, _csrfToken: null })
}

type Work = (monitoring: Monitoring, object: Monitored, args: Record<string, unknown>) => void

const acknowledgeBy: Work = (monitoring, object, { author, comment, notify }) => {
  // Naemon drops a command without a comment, and says nothing.
  if (!author || !comment) return
  const ack = { author: String(author), comment: String(comment) }
  monitoring.acknowledge(object, ack, Number(notify ?? 1) === 1)
}
const remove: Work = (monitoring, object) => monitoring.removeAcknowledgement(object)

const COMMANDS: Record<string, Work | undefined> = {
  ACKNOWLEDGE_HOST_PROBLEM: acknowledgeBy,
  ACKNOWLEDGE_SVC_PROBLEM: acknowledgeBy,
  REMOVE_HOST_ACKNOWLEDGEMENT: remove,
  REMOVE_SVC_ACKNOWLEDGEMENT: remove,
}

function queue({ mode, later }: HttpNeeds, work: () => void): void {
  if (mode() !== 'nothing') later(QUEUE_MS, work)
}

/** As there, the address stands in the answer, with the key when it was in the address. */
function refuse(response: Response, code: number, message: string): void {
  const url = response.req.originalUrl
  response.status(code).json({ message, url, code, _csrfToken: null })
}
