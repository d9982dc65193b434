/** Everything behind the port: the way to Mattermost, the doors, and the desk between them. */
import type { RequestListener } from 'node:http'
import { routes } from '@ticketdesk/contract'
import { manifest } from '@ticketdesk/contract/manifest'
import { createDesk, type Desk } from '../../compose'
import { sentence } from '../../compose/sentence'
import { createStandaloneDoors } from '../../compose/standalone-doors'
import { openStorage, type Storage } from '../../compose/storage'
import type { LiveConfig } from '../../config/live'
import { createSlashTokensDoor } from '../../http/doors/slash-tokens'
import { createMetricsApp } from '../../http/metrics-app'
import { createRateLimit } from '../../http/rate-limit'
import { createStandaloneApp, TICKET_SUBMIT } from '../../http/standalone-app'
import { createDialogStates } from '../../mattermost/inbound/dialog-state'
import { createTrustedCalls } from '../../mattermost/inbound/trusted-calls'
import { vouchForForms } from '../../mattermost/inbound/vouched-form'
import { createWebSessions } from '../../mattermost/inbound/web-session'
import type { Remote } from '../../mattermost/remote/api'
import { createRemoteEvents, type RemoteEvents } from '../../mattermost/remote/events'
import { createVouched, type Vouched } from '../../mattermost/remote/gaps'
import { createSignedContexts } from '../../mattermost/remote/signed-context'
import { createTriggerVerifier } from '../../mattermost/remote/triggers'
import { createMetrics } from '../../metrics/metrics'
import type { Clock } from '../../ports/clock'
import type { Log } from '../../ports/log'
import type { Meter } from '../../ports/meter'
import { createUsedCalls } from '../../store/used-triggers'
import { createLink, type Link } from './link'
import type { Settings } from './settings'

export interface ServiceNeeds {
  settings: Settings
  live: LiveConfig
  log: Log
  clock?: Clock
  /** Instead of the way over the network; for tests. */
  openLink?: typeof createLink
}

export interface Service {
  app: RequestListener
  /** For a port of its own: it tells what is inside. */
  metrics: RequestListener
  database: 'sqlite' | 'postgres'
  /** Begins to deliver what is kept. */
  start(): void
  /** Takes over what can be; the rest is named in the log and waits for a restart. */
  reconfigure(next: Settings): Settings
  /** Listens to Mattermost no longer. */
  quiet(): void
  /** Lets go of everything; deliveries under way have so many milliseconds. */
  close(limitMs: number): Promise<void>
}

/** Wrong slash tokens from one address: a slip of the pen, not a search. */
const WRONG_TOKENS = { rate: 0.2, burst: 20 }
/** Lines in the log about calls nobody stands behind. */
const TURNED_AWAY = { rate: 0.1, burst: 20 }

interface Parts {
  current: () => Settings
  live: LiveConfig
  clock: Clock
  meter: Meter
  log: Log
  storage: Storage
  link: Link
  vouched: Vouched
}

/** Reaches for Mattermost at once and as long as it takes; the database is opened at its first use. */
export function openService(needs: ServiceNeeds): Service {
  const { live, log, clock = { now: Date.now }, openLink = createLink } = needs
  let current = needs.settings
  let events: RemoteEvents | undefined
  const { databaseAt, connection } = current
  const storage = openStorage(databaseAt, { live, log })
  const metrics = createMetrics(
    { version: manifest.version, mode: 'standalone' },
    { standing: () => desk.standing(), isListening: () => events?.isConnected() },
  )
  const signing = { signingKey: storage.secrets.signingKey, clock }
  const contexts = createSignedContexts(signing)
  const vouched = createVouched(clock.now)
  const link = openLink({
    ...{ url: connection.mattermostUrl, token: connection.botToken, contexts, vouched, clock },
    callback: (path) =>
      connection.callbackUrl + (path === routes.ticketDialog ? TICKET_SUBMIT : path),
    log: log.room('mattermost'),
    onConnected(remote) {
      // Channels of what is declared can be looked up from now on.
      desk.settle()
      // Who writes to a person means the person.
      if (!remote.bot.isBot) return
      events = listen(remote, desk, { token: connection.botToken, clock, log })
    },
  })
  const { desk, app } = openDesk(
    { current: () => current, live, clock, meter: metrics.meter, log, storage, link, vouched },
    contexts,
  )

  return {
    app,
    metrics: createMetricsApp({ path: '/metrics', show: metrics.show, log: log.room('http') }),
    database: databaseAt.kind,
    start: desk.start,
    reconfigure(next) {
      warnAboutRest(current, next, log)
      live.swap(next.desk)
      const { slashTokens, logLevel } = next.connection
      current = { ...next, databaseAt, connection: { ...connection, slashTokens, logLevel } }
      return current
    },
    quiet() {
      link.close()
      events?.close()
    },
    close: (limitMs) => desk.close(limitMs),
  }
}

function openDesk(parts: Parts, contexts: ReturnType<typeof createSignedContexts>) {
  const { current, live, clock, meter, log, storage, link, vouched } = parts
  const signing = { signingKey: storage.secrets.signingKey, clock }
  const { publicUrl } = current().connection
  const calls = createTrustedCalls({
    ...{ ...signing, contexts, used: createUsedCalls(storage.database, clock) },
    verifyTrigger: createTriggerVerifier({ clickKey: link.clickKey, clock }),
  })
  const doors = createStandaloneDoors({
    calls: vouchForForms(calls, { states: createDialogStates(signing), vouched }),
    sessions: createWebSessions(signing),
    publicUrl: () => publicUrl,
    onTurnedAway: sayTurnedAway(parts),
  })
  const desk = createDesk({
    ...{ api: link.api, botId: link.botId, siteUrl: siteUrlOf(parts), live, storage, clock },
    ...{ meter, log },
    hookBase: () => publicUrl,
    // A bot may not read Mattermost's settings.
    allowedInternal: async () => undefined,
    doors,
    reach: link.check,
  })
  return { desk, app: openApp(parts, desk, doors.connect) }
}

function openApp(
  parts: Parts,
  desk: Desk,
  connect: ReturnType<typeof createStandaloneDoors>['connect'],
): RequestListener {
  const { current, clock, log, vouched } = parts
  return createStandaloneApp({
    siteUrl: siteUrlOf(parts),
    app: (request, response) => desk.app(request, response),
    checkToken: createSlashTokensDoor({
      tokens: () => current().connection.slashTokens,
      rateLimit: createRateLimit(clock, WRONG_TOKENS),
      onWrong: () =>
        log.room('http').warn('a slash command came with a token that is not in SLASH_TOKEN'),
    }),
    handleCommand(call) {
      vouched.note(call)
      return desk.handleCommand(call)
    },
    connect,
    sentence,
    log: log.room('http'),
  })
}

/** Who knocks without end does not fill the log. */
function sayTurnedAway({ clock, log }: Parts): (path: string, reason: string) => void {
  const limit = createRateLimit(clock, TURNED_AWAY)
  return (path, reason) => {
    if (!limit.take('').ok) return
    const remedy = reason === 'call_expired' ? 'compare our clock with Mattermost’s' : undefined
    log.room('http').warn('a click or dialog was turned away', { path, reason, remedy })
  }
}

function siteUrlOf({ current, link }: Parts): () => string {
  return () => current().connection.siteUrl ?? link.siteUrl()
}

function listen(
  { client, bot }: Remote,
  desk: Desk,
  { token, clock, log }: { token: string; clock: Clock; log: Log },
): RemoteEvents {
  const events = createRemoteEvents({
    ...{ client, token, botId: bot.id, lastHeardAt: desk.lastHeardAt, clock },
    onHeard: desk.hear,
    onInvited: desk.invited,
    log: log.room('mattermost'),
  })
  events.start()
  return events
}

/** What a running sidecar holds on to. */
function warnAboutRest(before: Settings, next: Settings, log: Log): void {
  const fixed = ({ connection: { slashTokens: _, logLevel: __, ...rest }, databaseAt }: Settings) =>
    JSON.stringify([rest, databaseAt])
  if (fixed(before) === fixed(next)) return
  log.warn('some of what changed is taken over by a restart only', {
    kept: 'addresses, BOT_TOKEN, port, certificates, database',
  })
}
