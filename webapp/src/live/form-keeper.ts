/**
 * Keeps the ticket form at hand: from the browser's own copy at once, from the server as soon as it
 * answers, and again whenever the form, the user or the user's language may have changed.
 *
 * A sidecar beside Mattermost cannot tell pages that the form changed, and nobody is vouched for to
 * it before there is a reason: its form is fetched whenever somebody is about to fill it in.
 */
import type { Door, DoorKind } from '../api/door'
import type { TicketDeskApi } from '../api/ticket-desk'
import { parseForm } from '../api/ticket-desk'
import type { SafeStorage } from '../host/browser'
import { currentLocale, currentUserId, type HostStore } from '../host/store'
import { formFailed, formForgotten, formReceived, formRequested } from '../state/form'

interface Needs {
  store: HostStore
  api: Pick<TicketDeskApi, 'getForm'>
  door: Pick<Door, 'kind'>
  storage: SafeStorage
}

export interface FormKeeper {
  /** Fetches the form; the newest call wins over those still under way. */
  refresh(): void
  /** The form may have changed: fetches it where it is kept up to date, else waits for a reader. */
  mayHaveChanged(): void
  /** Somebody is about to read it: fetches it where changes go unheard. */
  isWanted(): void
  /** Starts, and follows the user and the language until the returned function is called. */
  follow(): () => void
}

export function createFormKeeper({ store, api, door, storage }: Needs): FormKeeper {
  let underWay: AbortController | undefined
  let followed = ''
  let stopped = false
  const reader = () => `${currentUserId(store.getState())}.${currentLocale(store.getState())}`
  const cacheKey = () => `ticketdesk.form.${reader()}`

  async function refresh() {
    underWay?.abort()
    if (currentUserId(store.getState()) === '') return
    const mine = new AbortController()
    underWay = mine
    const key = cacheKey()
    store.dispatch(formRequested())
    const answer = await api.getForm(currentLocale(store.getState()), mine.signal)
    if (underWay !== mine || mine.signal.aborted) return
    if (!answer.ok) return void store.dispatch(formFailed(answer.problem))
    storage.set(key, JSON.stringify(answer.body))
    store.dispatch(formReceived(answer.body))
  }

  function restart() {
    if (reader() === followed) return
    followed = reader()
    store.dispatch(formForgotten())
    const kept = readKept(storage.get(cacheKey()))
    if (kept) store.dispatch(formReceived(kept))
    void refreshUnless('sidecar')
  }

  async function refreshUnless(kind: DoorKind) {
    // Where nobody knows the way in, trying tells why.
    if ((await door.kind()) !== kind && !stopped) await refresh()
  }

  return {
    refresh: () => void refresh(),
    mayHaveChanged: () => void refreshUnless('sidecar'),
    isWanted: () => void refreshUnless('native'),
    follow() {
      restart()
      const unsubscribe = store.subscribe(restart)
      return () => {
        stopped = true
        unsubscribe()
        underWay?.abort()
      }
    },
  }
}

function readKept(text: string | null) {
  try {
    return parseForm(JSON.parse(text ?? 'null'))
  } catch {
    return undefined
  }
}
