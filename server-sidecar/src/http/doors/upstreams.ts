/**
 * The door for upstreams: they show the key in the address, as with Mattermost's own incoming
 * webhooks. It is compared by its hash, in the database; it never reaches a log or an answer.
 */
import type { Source } from '../../domain/source/source'
import type { RateLimit } from '../rate-limit'

/** The source of a key that is valid now. */
export type FindSource = (key: string) => Promise<Source | undefined>

export type Entry =
  | { ok: true; source: Source }
  | { ok: false; refused: 'unknown_key' | 'too_many'; waitMs: number }

/** Far above any key of ours or of Mattermost's; nothing longer is worth a question. */
const MAX_KEY = 200

/** Who may come in, and not too often; asked before anything of the request is read. */
export function createUpstreamsDoor(findSource: FindSource, rateLimit: RateLimit) {
  return async function enter(key: string): Promise<Entry> {
    const source = key.length <= MAX_KEY ? await findSource(key) : undefined
    if (!source) return { ok: false, refused: 'unknown_key', waitMs: 0 }
    const taken = rateLimit.take(source.id)
    if (!taken.ok) return { ok: false, refused: 'too_many', waitMs: taken.waitMs }
    return { ok: true, source }
  }
}
