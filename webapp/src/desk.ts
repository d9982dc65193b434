/** What the parts on the screen work with: the one place where our services are built. */
import { createClient } from './api/client'
import { createDirectory, type Directory } from './api/directory'
import { createDoor } from './api/door'
import { createPressButton, type PressButton } from './api/press-button'
import { createTicketDeskApi, type TicketDeskApi } from './api/ticket-desk'
import { createDrafts, type Drafts } from './drafts/drafts'
import type { Browser } from './host/browser'
import type { HostStore } from './host/store'
import { createFormKeeper, type FormKeeper } from './live/form-keeper'

export interface Desk {
  store: HostStore
  api: TicketDeskApi
  pressButton: PressButton
  directory: Directory
  drafts: Drafts
  formKeeper: FormKeeper
  /** A fresh client key for a submit. */
  newRequestId(): string
  /** Starts following the user; the returned function ends that and every request under way. */
  open(): () => void
}

export function createDesk(store: HostStore, browser: Browser): Desk {
  const { storage } = browser
  const client = createClient(browser)
  const door = createDoor({ client, store, browser })
  const api = createTicketDeskApi(door)
  const drafts = createDrafts(storage, browser.now)
  const formKeeper = createFormKeeper({ store, api, door, storage })
  return {
    store,
    api,
    pressButton: createPressButton(client, store),
    directory: createDirectory(client, store),
    drafts,
    formKeeper,
    newRequestId: browser.randomId,
    open() {
      drafts.purge()
      const unfollow = formKeeper.follow()
      return () => {
        unfollow()
        door.close()
        client.close()
      }
    },
  }
}
