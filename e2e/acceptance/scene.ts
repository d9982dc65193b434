/** What the steps share: the server, the people, the open page, and the tickets known so far. */
import type { Browser } from 'playwright-core'
import { eventually } from '../support/eventually'
import { type Post, ticketsIn } from '../support/person'
import type { Desk } from './desk'
import type { RealPage } from './real-page'
import type { Server, Stage } from './server'

export interface Scene {
  server: Server
  stage: Stage
  desk: Desk
  browser: Browser
  known: Set<string>
  /** Anna's page, once she has signed in. */
  page: RealPage | undefined
  /** The first ticket of the run: others are compared with it. */
  first: Post | undefined
  /** The address of the source of alerts, once it is added. */
  hook: string | undefined
}

/** A sentence for people, and what is done. A text it answers with is printed. */
export type Step = readonly [what: string, work: (scene: Scene) => Promise<unknown>]

export function must(condition: unknown, otherwise: string): asserts condition {
  if (!condition) throw new Error(otherwise)
}

export function pageOf({ page }: Scene): RealPage {
  must(page, 'nobody could sign in')
  return page
}

export function firstOf({ first }: Scene): Post {
  must(first, 'there is no ticket to compare with')
  return first
}

/** The ticket that has come since the last look. */
export async function newTicket({ stage, known }: Scene): Promise<Post> {
  const post = await eventually('a new ticket in the channel', async () => {
    const tickets = ticketsIn(await stage.anna.posts(stage.open))
    return tickets.find(({ id }) => !known.has(id))
  })
  known.add(post.id)
  return post
}
