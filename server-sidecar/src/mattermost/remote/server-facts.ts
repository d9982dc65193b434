/**
 * What Mattermost tells everybody about itself (`GET /config/client`): its address, and the key it
 * signs clicks with. Asked again when it is old, since both may change while we run.
 */
import { createPublicKey, type KeyObject } from 'node:crypto'
import type { Clock } from '../../ports/clock'
import type { Log } from '../../ports/log'
import { ask, type RemoteClient } from './client'
import { isNoRoute } from './gaps'

export interface ServerFacts {
  /** Mattermost's Site URL as known now, without a slash at its end; what we call it by till then. */
  siteUrl(): string
  /** The key clicks are signed with; undefined when Mattermost names none. Rejects if it is away. */
  clickKey(): Promise<KeyObject | undefined>
  /** Asks now. Rejects with MattermostError. */
  refresh(): Promise<void>
}

interface Needs {
  client: RemoteClient
  clock: Clock
  log: Log
}

const FRESH_MS = 60_000

export function createServerFacts({ client, clock, log }: Needs): ServerFacts {
  let siteUrl = client.getUrl()
  let key: KeyObject | undefined
  let askedAt = Number.NEGATIVE_INFINITY
  let asking: Promise<void> | undefined

  async function read(): Promise<void> {
    const config = await ask(() => client.getClientConfig()).catch((error: unknown) => {
      if (isNoRoute(error)) return undefined
      throw error
    })
    askedAt = clock.now()
    // Where it cannot be asked, what was known stays.
    if (!config) return
    siteUrl = config.SiteURL?.replace(/\/+$/, '') || client.getUrl()
    key = readKey(config.AsymmetricSigningPublicKey, log)
  }

  const refresh = () => {
    asking ??= read().finally(() => {
      asking = undefined
    })
    return asking
  }
  const isFresh = () => clock.now() - askedAt < FRESH_MS

  return {
    siteUrl() {
      // Best effort: an address that was true a minute ago will do until there is another.
      if (!isFresh()) refresh().catch(() => undefined)
      return siteUrl
    },
    async clickKey() {
      if (!isFresh()) await refresh()
      return key
    },
    refresh,
  }
}

/** base64 of DER (PKIX). */
function readKey(text: string | undefined, log: Log): KeyObject | undefined {
  if (!text) return undefined
  try {
    return createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' })
  } catch {
    log.warn('the key Mattermost signs clicks with cannot be read')
    return undefined
  }
}
