/**
 * Half-written tickets, kept in the browser so that a reload, a crash or a closed lid costs nothing.
 * One per user and place (channel, thread, source message).
 */
import type { FormValues } from '@ticketdesk/contract/form'
import type { SafeStorage } from '../host/browser'
import type { Opening } from '../state/ui'

export interface Draft {
  /** The client key of the submit: kept with the text, so that a repeat after a reload is a repeat. */
  requestId: string
  /** What the user changed; what the form itself proposes is not in here. */
  values: FormValues
  /** The values first sent under this key, as JSON; a later answer may speak of those, not of `values`. */
  attempted?: string | undefined
}
interface StoredDraft extends Draft {
  /** Milliseconds since 1970. */
  savedAt: number
}

export interface Drafts {
  load(key: string): Draft | undefined
  save(key: string, draft: Draft): void
  remove(key: string): void
  /** Drops every draft, of any user of this browser, that nobody came back for. */
  purge(): void
}

const PREFIX = 'ticketdesk.draft.'
const MAX_AGE_MS = 14 * 24 * 60 * 60 * 1000

export function draftKey(userId: string, opening: Opening): string {
  const place = [userId, opening.channelId, opening.rootId, opening.sourcePostId]
  return PREFIX + place.map((part) => part || '-').join('.')
}

export function createDrafts(storage: SafeStorage, now: () => number): Drafts {
  function load(key: string): Draft | undefined {
    const draft = parseDraft(storage.get(key))
    return draft && now() - draft.savedAt <= MAX_AGE_MS ? draft : undefined
  }
  return {
    load,
    save: (key, draft) => storage.set(key, JSON.stringify({ ...draft, savedAt: now() })),
    remove: (key) => storage.remove(key),
    purge() {
      for (const key of storage.keys()) {
        if (key.startsWith(PREFIX) && !load(key)) storage.remove(key)
      }
    },
  }
}

function parseDraft(text: string | null): StoredDraft | undefined {
  try {
    const draft = JSON.parse(text ?? 'null') as Partial<StoredDraft> | null
    if (typeof draft?.requestId !== 'string' || typeof draft.savedAt !== 'number') return undefined
    const { requestId, savedAt, values, attempted } = draft
    const sent = typeof attempted === 'string' ? { attempted } : {}
    return { requestId, savedAt, values: textsAndTicks(values), ...sent }
  } catch {
    return undefined
  }
}

function textsAndTicks(values: unknown): FormValues {
  const usable = ([, value]: [string, unknown]) =>
    typeof value === 'string' || typeof value === 'boolean'
  return Object.fromEntries(Object.entries(values ?? {}).filter(usable)) as FormValues
}
