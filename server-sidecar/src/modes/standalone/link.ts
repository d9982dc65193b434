/**
 * The way to a Mattermost that may be away when we start: tried until it answers, and asked through
 * from then on. Until then every call of it fails as if nobody had answered, which is what happened.
 */
import type { KeyObject } from 'node:crypto'
import { backoff } from '../../delivery/backoff'
import { type MattermostApi, MattermostError } from '../../mattermost/api'
import { connectRemote, type Remote, type RemoteNeeds } from '../../mattermost/remote/api'
import type { Log } from '../../ports/log'

export interface Link {
  api: MattermostApi
  /** Throws MattermostError while nobody has told it. */
  botId: () => string
  /** Where people open Mattermost, as far as is known. */
  siteUrl: () => string
  /** What Mattermost signs clicks with; undefined when it names no key. Rejects while it is away. */
  clickKey: () => Promise<KeyObject | undefined>
  /** Rejects while Mattermost does not answer our token. */
  check: () => Promise<void>
  close: () => void
}

export interface LinkNeeds extends RemoteNeeds {
  onConnected: (remote: Remote) => void
}

/** Whoever asks whether we are ready asks again soon. */
const CHECK_LIMIT_MS = 3_000
/** Nobody should wait five minutes for us when Mattermost is back. */
const LONGEST_PAUSE_MS = 15_000

export function createLink(needs: LinkNeeds): Link {
  const { log } = needs
  let remote: Remote | undefined
  let timer: NodeJS.Timeout | undefined
  let closed = false

  const connected = () => {
    if (remote) return remote
    throw new MattermostError('', 0, 'Mattermost has not answered yet')
  }

  async function connect(attempt: number, said = ''): Promise<void> {
    try {
      const found = await connectRemote(needs)
      if (closed) return
      remote = found
      if (!found.isWhole) return again(attempt, complain(log, GAP, said))
      log.info('connected to Mattermost', { url: needs.url, bot: found.bot.username })
      if (!found.bot.isBot) log.warn('BOT_TOKEN belongs to a person', { remedy: PERSON })
      needs.onConnected(found)
    } catch (error) {
      if (closed) return
      again(attempt, complain(log, error, said))
    }
  }
  function again(attempt: number, reason: string): void {
    const pause = Math.min(LONGEST_PAUSE_MS, backoff(attempt))
    timer = setTimeout(() => void connect(attempt + 1, reason), pause)
  }
  void connect(1)

  return {
    api: passOn(connected),
    botId: () => connected().bot.id,
    siteUrl: () => remote?.facts.siteUrl() ?? needs.url,
    clickKey: async () => connected().facts.clickKey(),
    check: () => within(CHECK_LIMIT_MS, connected),
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}

async function within(ms: number, connected: () => Remote): Promise<void> {
  const late = AbortSignal.timeout(ms)
  await Promise.race([
    connected().check(),
    new Promise<never>((_, fail) => {
      late.onabort = () => fail(new MattermostError('', 0, `no answer within ${ms} ms`))
    }),
  ])
}

/** Every call goes to whom we are connected with by then. */
function passOn(connected: () => Remote): MattermostApi {
  return new Proxy({} as MattermostApi, {
    get:
      (_, method) =>
      async (...args: unknown[]) => {
        const { api } = connected()
        const call = api[method as keyof MattermostApi] as (...args: unknown[]) => unknown
        return call.apply(api, args)
      },
  })
}

/** Says the same reason once; the reason. */
function complain(log: Log, error: unknown, said: string): string {
  const reason = error instanceof Error ? error.message : String(error)
  if (reason === said) return reason
  const remedy = error instanceof MattermostError ? remedies[error.status] : undefined
  log.error('Mattermost cannot be used yet, it is tried again', { reason, remedy })
  return reason
}

const GAP = new MattermostError('', 404, 'GET /api/v4/users/me is not answered by Mattermost')
const remedies: Partial<Record<number, string>> = {
  0: 'check MATTERMOST_URL, the network and SSL_CERT_FILE',
  404: 'tickets are opened and posted meanwhile; everything else needs a way to all of /api/v4',
  401: 'BOT_TOKEN is no token that Mattermost knows: make a new one for the bot',
}
const PERSON = 'posts stand under this name, and nobody can talk to it: give it the token of a bot'
