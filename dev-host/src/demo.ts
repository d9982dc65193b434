/**
 * What stands around Mattermost in the demo: upstreams that send alerts and can be acknowledged in,
 * the sources that let them in, a vendor's portal with support cases, and the stories they play.
 * Driven below `/dev`.
 */
import { randomBytes } from 'node:crypto'
import { type Request, type Response, Router } from 'express'
import { AppError } from './mattermost/errors'
import type { Settings } from './mattermost/settings'
import { STORIES, type Stage, type StoryName, storyOf } from './scenarios/alert-stories'
import { openCases } from './scenarios/case-story'
import { type CyphonSettings, sendAlert } from './upstreams/cyphon'
import { type OpenItCockpit, startOpenItCockpit } from './upstreams/openitcockpit'
import { MODES, type Mode } from './upstreams/openitcockpit/http'
import type { Monitored } from './upstreams/openitcockpit/monitoring'
import { type RedHat, startRedHat } from './upstreams/red-hat'
import { aboutRedHat, redHatControl } from './upstreams/red-hat/control'

export interface Demo {
  redHat: RedHat
  /** The plugin's settings that make the upstreams its sources, and the portal a vendor. */
  settings: Settings
  /** For `/dev`. */
  routes: Router
  /** Tells the upstreams where Ticket Desk takes alerts: its base address. They say nothing before. */
  connect(deskUrl: string): void
  play(story: StoryName, speed?: number): void
  close(): Promise<void>
}

/** The channel all of it goes to. */
const CHANNEL = 'ops/alerts'

export async function openDemo(): Promise<Demo> {
  const oitc = await startOpenItCockpit()
  const redHat = await startRedHat()
  openCases(redHat.portal)
  const keys = { openitcockpit: newKey(), cyphon: newKey(), webhook: newKey() }
  const cyphon: CyphonSettings = {
    server: '',
    generatedKey: keys.cyphon,
    displayedUsername: 'Cyphon Alert',
    baseUrl: 'https://cyphon.invalid',
  }
  const stage: Stage = {
    monitoring: oitc.monitoring,
    portal: redHat.portal,
    cyphon: (alert) => void sendAlert(cyphon, alert),
  }
  const timers = new Set<NodeJS.Timeout>()
  let hooks = ''

  function play(story: StoryName, speed = 1): void {
    for (const [seconds, happens] of storyOf(story)) {
      const timer = setTimeout(
        () => {
          timers.delete(timer)
          happens(stage)
        },
        (seconds * 1000) / speed,
      )
      timers.add(timer)
    }
  }
  return {
    redHat,
    settings: {
      sources: JSON.stringify(declare(oitc, keys)),
      vendors: JSON.stringify([vendorOf(redHat)]),
      encryptionkey: newKey(),
    },
    routes: demoRoutes({ oitc, redHat, stage, play, keys, hooks: () => hooks }),
    connect(deskUrl) {
      cyphon.server = deskUrl
      hooks = `${cyphon.server}/hooks`
      oitc.setWebhook(`${hooks}/${keys.openitcockpit}`)
    },
    play,
    async close() {
      for (const timer of timers) clearTimeout(timer)
      await Promise.all([oitc.close(), redHat.close()])
    },
  }
}

function newKey(): string {
  return randomBytes(16).toString('hex')
}

type Keys = Record<'openitcockpit' | 'cyphon' | 'webhook', string>

function declare({ url: baseUrl, apiKey }: OpenItCockpit, keys: Keys): object[] {
  const upstream = { baseUrl, twoWay: true, way: 'module', apiKey }
  const storm = { problems: 15, seconds: 30 }
  const channel = CHANNEL
  return [
    {
      name: 'openITCOCKPIT',
      kind: 'openitcockpit',
      key: keys.openitcockpit,
      channel,
      storm,
      upstream,
    },
    { name: 'Cyphon', kind: 'cyphon', key: keys.cyphon, channel },
    { name: 'Webhook', kind: 'detect', key: keys.webhook, channel },
  ]
}

/** With the team's login, and as fast as is allowed: nobody waits minutes in a demo. */
function vendorOf({ url, offlineToken }: RedHat): object {
  const login = { api_url: `${url}/support`, sso_url: url, offline_token: offlineToken }
  return { kind: 'redhat', name: 'Red Hat', ...login, poll_seconds: 5, replies: true }
}

interface RouteNeeds {
  oitc: OpenItCockpit
  redHat: RedHat
  stage: Stage
  play: Demo['play']
  keys: Keys
  hooks: () => string
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a table of routes
function demoRoutes({ oitc, redHat, stage, play, keys, hooks }: RouteNeeds): Router {
  const { monitoring } = oitc
  const object = ({ host, service }: { host: string; service?: string }): Monitored =>
    monitoring.object(host, service)
  /** Does it, and answers with how the object is then. */
  const about =
    (does: (object: Monitored, body: Request['body']) => void) =>
    (request: Request, response: Response) => {
      const one = object(request.body)
      does(one, request.body)
      response.json(one)
    }
  return Router()
    .get('/upstreams', (_request, response) => {
      const urls = Object.entries(keys).map(([name, key]) => [name, `${hooks()}/${key}`])
      response.json({
        hooks: Object.fromEntries(urls),
        redHat: aboutRedHat(redHat),
        openitcockpit: { url: oitc.url, mode: oitc.mode(), modes: MODES, sent: oitc.sent() },
        stories: STORIES,
      })
    })
    .use('/upstreams/red-hat', redHatControl(redHat))
    .post('/stories/:name', (request, response) => {
      const name = STORIES.find((story) => story === request.params['name'])
      if (!name) throw new AppError('There is no such story.', 404)
      play(name, Number(request.body?.speed) || 1)
      response.status(202).json({})
    })
    .post('/upstreams/cyphon', (request, response) => {
      stage.cyphon(request.body)
      response.json({})
    })
    .post('/upstreams/openitcockpit/mode', (request, response) => {
      const mode = MODES.find((known): known is Mode => known === request.body?.mode)
      if (!mode) throw new AppError('There is no such mode.', 400)
      oitc.setMode(mode)
      response.json({ mode })
    })
    .post(
      '/upstreams/openitcockpit/object',
      about(() => {}),
    )
    .post(
      '/upstreams/openitcockpit/report',
      about((one, { state, output }) => monitoring.report(one, Number(state), String(output))),
    )
    .post(
      '/upstreams/openitcockpit/acknowledge',
      about((one, { author, comment }) => monitoring.acknowledge(one, { author, comment }, true)),
    )
    .post(
      '/upstreams/openitcockpit/downtime',
      about((one, { begins }) => monitoring.downtime(one, begins === true)),
    )
    .post(
      '/upstreams/openitcockpit/flapping',
      about((one, { begins }) => monitoring.flap(one, begins === true)),
    )
}
