/** Requests that are on their way and do not arrive yet: two people's can cross, in a known order. */
import type { Page, Response } from 'playwright-core'
import { eventually } from './eventually'
import type { StandIn } from './stand-in'

/** The page's next request to such a path: once it has been sent, and when it may arrive. */
export interface Held {
  sent: Promise<unknown>
  arrive(): Promise<Response>
}

/** Holds what the web app sends there, inside or beside Mattermost. */
export async function holdRequests(page: Page, path: RegExp): Promise<Held> {
  let letGo = () => {}
  const gate = new Promise<void>((open) => {
    letGo = open
  })
  await page.route(path, async (route) => {
    await gate
    await route.continue()
  })
  return {
    sent: page.waitForRequest(path),
    async arrive() {
      const answered = page.waitForResponse(path)
      letGo()
      return answered
    },
  }
}

/** Holds what Mattermost sends to Ticket Desk, such as clicks on buttons of its own. */
export async function holdClicks({ control }: StandIn) {
  await control('faults', { plugin: 'hold' })
  return {
    /** Waits until so many wait. */
    waiting: (count: number) =>
      eventually(`${count} on their way`, async () => {
        return (await control<{ held: number }>('world')).held === count
      }),
    /** Lets the first one through. */
    pass: () => control('faults/pass', {}),
    end: () => control('faults', { plugin: 'ok' }),
  }
}
