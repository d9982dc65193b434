/**
 * What Mattermost calls while the plugin lives. Activation is short and does not need the database:
 * that is opened at its first use, and tried again for as long as it takes.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { events } from '@ticketdesk/contract'
import { manifest } from '@ticketdesk/contract/manifest'
import type { CommandArgs, PluginHooks } from '@ticketdesk/plugin-rpc'
import { createDesk, type Desk } from '../compose'
import { nativeDoors } from '../compose/native-doors'
import { sentence } from '../compose/sentence'
import { openStorage } from '../compose/storage'
import { createLiveConfig, type LiveConfig } from '../config/live'
import { parseConfig } from '../config/parse'
import { createMetricsApp } from '../http/metrics-app'
import { createNotReady } from '../http/not-ready'
import type { PluginApi } from '../mattermost/api'
import { ensureBot, ensurePicture } from '../mattermost/bot'
import type { CommandCall } from '../mattermost/inbound/command'
import { renderSlashCommand } from '../mattermost/inbound/slash-command'
import { createNativeApi } from '../mattermost/native/api'
import { pluginPath } from '../mattermost/native/attachments'
import { readHeardPost, readHeardReaction } from '../mattermost/native/heard'
import { createServeHttp } from '../mattermost/native/serve-http'
import { renderAlertsCommand } from '../mattermost/render/alerts-command'
import { renderCaseCommand } from '../mattermost/render/case-command'
import { createMetrics } from '../metrics/metrics'
import type { Log } from '../ports/log'
import type { Meter } from '../ports/meter'
import type { MessageId } from '../text/sentence'
import { placeDatabase, type Surroundings } from './database-at'
import { activationError, complain, parseOrThrow, refuseBadSettings } from './plugin-settings'
import { createQueue } from './queue'

/** Deliveries under way have so long when the plugin is switched off or moves to another database. */
const CLOSE_LIMIT_MS = 5000

interface Running {
  api: PluginApi
  botId: string
  live: LiveConfig
  surroundings: Surroundings
  meter: Meter
  /** Changes when the tickets are to be kept elsewhere. */
  place: string
  desk: Desk
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: the hooks share what is running
export function createPluginHooks({ log }: { log: Log }): PluginHooks {
  let running: Running | undefined
  // Changes come in quick succession, and one may take a while.
  const inTurn = createQueue()
  const notReady = createNotReady(sentence)
  const door = createServeHttp((request, response) =>
    (running?.desk.app ?? notReady)(request, response),
  )
  const metrics = createMetrics(
    { version: manifest.version, mode: 'plugin' },
    { standing: () => running?.desk.standing() },
  )
  // What is left of `/plugins/ticketdesk/metrics`.
  const metricsApp = createMetricsApp({ path: '/', show: metrics.show, log })
  const metricsDoor = createServeHttp(metricsApp)

  async function activate(api: PluginApi): Promise<void> {
    const config = parseOrThrow(await api.loadPluginConfiguration())
    const [server, bundlePath] = await Promise.all([api.getServerConfig(), api.getBundlePath()])
    const botId = await ensureBot(api, sentence(config.language, 'bot.description'))
    const surroundings = { server, bundlePath }
    const live = createLiveConfig(config)
    running = openDesk({ api, botId, live, surroundings, meter: metrics.meter }, log)
    await registerCommands(running)
    showPicture(running, log)
    log.info('active', { version: manifest.version, database: config.database.kind })
  }

  async function reconfigure(now: Running): Promise<void> {
    const parsed = parseConfig(await now.api.loadPluginConfiguration())
    if (!parsed.ok) return complain(log, parsed.complaints)
    now.surroundings.server = await now.api.getServerConfig()
    const placed = placeDatabase(parsed.config, now.surroundings)
    if (!placed.ok) return complain(log, [placed.complaint])
    const previous = now.live.current()
    now.live.swap(parsed.config)
    if (JSON.stringify(placed.at) !== now.place) {
      running = openDesk(now, log)
      await now.desk.close(CLOSE_LIMIT_MS)
      log.info('tickets are kept elsewhere from now on', { database: parsed.config.database.kind })
    }
    if (parsed.config.language !== previous.language) await registerCommands(now)
    if (parsed.config.formRevision !== previous.formRevision) {
      await now.api.publishWebSocketEvent(events.formChanged, {})
    }
  }

  return {
    OnActivate: (rpc) => inTurn(() => activate(createNativeApi(rpc))),
    async OnConfigurationChange() {
      // Before the activation there is nothing to change: it reads the settings itself.
      if (running) await inTurn(async () => running && reconfigure(running))
    },
    async ConfigurationWillBeSaved(config) {
      if (!running) return
      const { api, surroundings } = running
      refuseBadSettings(config.PluginSettings.Plugins[manifest.id] ?? {}, {
        before: await api.loadPluginConfiguration(),
        place: (wanted) => placeDatabase(wanted, surroundings),
      })
    },
    async OnDeactivate() {
      const last = running
      running = undefined
      await last?.desk.close(CLOSE_LIMIT_MS)
      door.close()
      metricsDoor.close()
    },
    ServeHTTP: (_context, request, response) => door.serve(request, response),
    ServeMetrics: (_context, request, response) => metricsDoor.serve(request, response),
    // Mattermost tells of every message there is: the hook returns at once, whatever becomes of it.
    MessageHasBeenPosted(_context, post) {
      void running?.desk.hear(readHeardPost(post))
    },
    ReactionHasBeenAdded(_context, reaction) {
      void running?.desk.hear(readHeardReaction(reaction))
    },
    async ExecuteCommand(_context, args) {
      const text = running
        ? await running.desk.handleCommand(readCommand(args))
        : sentence('en', 'error.not_ready')
      // Our words are Markdown already: `<` and `>` in them are no links of Slack's.
      return text === '' ? {} : { ResponseType: 'ephemeral', Text: text, SkipSlackParsing: true }
    },
  }
}

function openDesk(parts: Omit<Running, 'desk' | 'place'>, log: Log): Running {
  const { api, botId, live, surroundings, meter } = parts
  const placed = placeDatabase(live.current(), surroundings)
  if (!placed.ok) throw activationError([placed.complaint])
  const desk = createDesk({
    api,
    botId: () => botId,
    live,
    siteUrl: () => surroundings.server.siteUrl,
    storage: openStorage(placed.at, { live, log }),
    hookBase: () => hookBaseOf(surroundings.server.siteUrl),
    allowedInternal: async () => (await api.getServerConfig()).allowedInternal,
    doors: nativeDoors,
    clock: { now: Date.now },
    meter,
    log,
  })
  desk.start()
  return { ...parts, desk, place: JSON.stringify(placed.at) }
}

/** Mattermost answers for its plugins below its own address, once it was told that. */
function hookBaseOf(siteUrl: string): string {
  return siteUrl === '' ? '' : siteUrl + pluginPath('')
}

/** The commands' words are one for all: in the language of posts. */
async function registerCommands({ api, live, surroundings }: Running): Promise<void> {
  const icon = await readAsset(surroundings, 'icon.svg').catch(() => undefined)
  const iconData = icon && `data:image/svg+xml;base64,${icon.toString('base64')}`
  const { language } = live.current()
  const say = (id: MessageId) => sentence(language, id)
  await api.registerCommand(renderSlashCommand(say, iconData))
  await api.registerCommand(renderAlertsCommand(say, iconData))
  await api.registerCommand(renderCaseCommand(say, iconData))
}

/** Afterwards, and no reason to fail: Mattermost takes its time for thumbnails. */
function showPicture({ api, botId, surroundings }: Running, log: Log): void {
  readAsset(surroundings, 'bot.png')
    .then((picture) => ensurePicture(api, botId, picture))
    .catch((error) => log.warn('the bot keeps its old picture', { reason: String(error) }))
}

function readAsset({ bundlePath }: Surroundings, name: string): Promise<Buffer> {
  return readFile(join(bundlePath, 'assets', name))
}

function readCommand(args: CommandArgs): CommandCall {
  return {
    userId: args.UserId,
    channelId: args.ChannelId,
    rootId: args.RootId,
    triggerId: args.TriggerId,
    command: args.Command,
  }
}
