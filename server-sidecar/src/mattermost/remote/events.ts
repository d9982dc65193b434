/** Listening as the bot: what is said now, and what was said while nobody could listen. */
import { after } from '../../delivery/after'
import type { Clock } from '../../ports/clock'
import type { Log } from '../../ports/log'
import type { Heard } from '../heard'
import type { RemoteClient } from './client'
import { type ConnectionOptions, createConnection } from './connection'
import { heardOf, isInvitation } from './hear'
import { tellMissed } from './missed'
import { quietConsole } from './quiet-console'

export interface RemoteEventsNeeds {
  client: RemoteClient
  /** The bot's access token. */
  token: string
  botId: string
  /** When something was heard last, ms; undefined at the very first start. */
  lastHeardAt: () => Promise<number | undefined>
  /** Whatever is heard; may be told twice. False: not now, it is read again. Must not reject. */
  onHeard: (heard: Heard) => Promise<boolean>
  /** The bot may have been let into a channel. Must not throw. */
  onInvited: () => void
  clock: Clock
  log: Log
  options?: Partial<ConnectionOptions>
}

const usual: ConnectionOptions = {
  after,
  openMs: 15_000,
  retryMs: 3_000,
  maxRetryMs: 60_000,
  jitterMs: 3_000,
  pingMs: 30_000,
  refusedMs: 300_000,
}

export interface RemoteEvents {
  /** Connects, and stays connected until it is closed. */
  start(): void
  close(): void
  /** Does Mattermost talk to us now? */
  isConnected(): boolean
}

/** Nobody waits longer for an answer; what is older is left alone. */
const LONGEST_GAP_MS = 24 * 60 * 60_000
/** Events that were on their way when the line broke; and clocks that differ. */
const OVERLAP_MS = 60_000

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory; its functions share what it was given
export function createRemoteEvents(needs: RemoteEventsNeeds): RemoteEvents {
  const { client, botId, clock, log } = needs
  const options = { ...usual, ...needs.options }
  let closed = false
  /** The newest thing that was heard; before the first, the time we began to listen. */
  let lastAt = 0
  /** Since when something may be missing. */
  let gapSince: number | undefined
  let filling = false
  let restoreConsole = () => {}

  const connection = createConnection({
    ...{ client, token: needs.token, log, options },
    onEvent(event) {
      if (isInvitation(event, botId)) needs.onInvited()
      const heard = heardOf(event, botId)
      if (!heard) return
      lastAt = Math.max(lastAt, heard.createAt)
      void tell(heard)
    },
    onUp() {
      // Perhaps somebody did while nobody listened.
      needs.onInvited()
      void fill()
    },
    onMissed() {
      gapSince ??= lastAt
      void fill()
    },
  })

  /** What cannot be kept, as the database is away, is as good as missed; Mattermost still has it. */
  async function tell(heard: Heard): Promise<void> {
    if ((await needs.onHeard(heard)) || closed) return
    gapSince = Math.min(heard.createAt, gapSince ?? heard.createAt)
    options.after(options.maxRetryMs, () => void fill())
  }

  /** Best effort now, and again later: it never rejects. */
  async function fill(): Promise<void> {
    if (filling || gapSince === undefined || !connection.isUp()) return
    const since = gapSince
    gapSince = undefined
    filling = true
    try {
      const from = Math.max(since - OVERLAP_MS, clock.now() - LONGEST_GAP_MS)
      await tellMissed({ client, botId, onHeard: (heard) => void tell(heard) }, from)
    } catch (error) {
      log.warn('what was missed cannot be read; it is tried again', { reason: String(error) })
      gapSince = Math.min(since, gapSince ?? since)
    }
    filling = false
    if (gapSince !== undefined && !closed) options.after(options.retryMs, () => void fill())
  }

  async function begin(): Promise<void> {
    if (closed) return
    try {
      gapSince = await needs.lastHeardAt()
      lastAt = gapSince ?? clock.now()
      if (!closed) connection.start()
    } catch {
      options.after(options.retryMs, () => void begin())
    }
  }

  return {
    start() {
      restoreConsole = quietConsole(log)
      void begin()
    },
    close() {
      closed = true
      connection.close()
      restoreConsole()
    },
    isConnected: connection.isUp,
  }
}
