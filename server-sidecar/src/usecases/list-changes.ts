/** Which of a login's cases changed: one query, read no further than it was read before. */
import type { CaseState, SupportCase } from '../domain/case/support-case'
import type { Watch } from '../ports/accounts'
import { VendorTrouble } from '../ports/vendor'
import type { Reach } from './vendor-logins'

export interface Changes {
  /** By number; undefined when this vendor, or this way to log in, lists nothing. */
  cases: Map<string, CaseState> | undefined
  /** What changed since then is all in the list; ms, by the vendor's clock. */
  from: number
  /** The newest change there is. */
  watermark: number | undefined
}

/** What is listed late may stand behind what is listed already. */
const OVERLAP_MS = 10 * 60_000
/** Enough for a long week-end away. */
const MOST_PAGES = 40
/** Where nothing is listed. */
export const UNLISTED: Changes = { cases: undefined, from: Infinity, watermark: undefined }

export async function listChanges(
  login: Reach,
  { watch, followed, signal }: { watch: Watch; followed: SupportCase[]; signal: AbortSignal },
): Promise<Changes> {
  const since = Math.min(watch.watermark ?? Infinity, oldestUnknown(followed)) - OVERLAP_MS
  try {
    const { cases, isWhole } = await readPages(login, since, signal)
    const moments = [...cases.values()].map(({ modifiedAt = 0 }) => modifiedAt)
    const watermark = Math.max(watch.watermark ?? 0, ...moments)
    const mark = watermark > 0 ? watermark : undefined
    // Nobody reads a list that long again and again: what was not in it is asked for by itself.
    return { cases, from: isWhole ? since : -Infinity, watermark: mark }
  } catch (error) {
    if (!(error instanceof VendorTrouble) || error.reason !== 'not_supported') throw error
    return UNLISTED
  }
}

async function readPages(
  login: Reach,
  since: number,
  signal: AbortSignal,
): Promise<{ cases: Map<string, CaseState>; isWhole: boolean }> {
  const cases = new Map<string, CaseState>()
  const hint = Number.isFinite(since) ? { since } : {}
  for (let page = 0; page < MOST_PAGES; page += 1) {
    signal.throwIfAborted()
    const listed = await login.client.changes(login, { page, ...hint })
    // A case that moved between two pages is on both; the first word is the newer one.
    for (const one of listed.cases) if (!cases.has(one.number)) cases.set(one.number, one)
    const last = listed.cases.at(-1)
    if (!listed.more || !last || (last.modifiedAt ?? 0) < since) return { cases, isWhole: true }
  }
  return { cases, isWhole: false }
}

/** A case that was in no list yet has to be looked for as far back as it moved last. */
function oldestUnknown(followed: readonly SupportCase[]): number {
  const unknown = followed.filter(({ dropped, lost, listed }) => {
    return !dropped && !lost && listed === undefined
  })
  return Math.min(Infinity, ...unknown.map(({ state }) => state.modifiedAt ?? 0))
}

/** Is the case one of those the list has? As it was known, when this list cannot tell. */
export function isListed({ state, listed }: SupportCase, { cases, from }: Changes) {
  if (cases?.has(state.number)) return true
  return cases && (state.modifiedAt ?? 0) >= from ? false : listed
}
