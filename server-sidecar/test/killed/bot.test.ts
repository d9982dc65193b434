/**
 * kill -9 while the bot is asked and answers: each question that a process took in has one answer,
 * each reaction its effect.
 */
import { join } from 'node:path'
import { routes, type TicketCard } from '@ticketdesk/contract'
import type { Heard } from '../../src/mattermost/heard'
import { openTestDesk } from '../a-desk'
import { react, say, untilDone } from '../a-hearing'
import { anId } from '../builders/refs'
import { buildSidecar } from '../built-sidecar'
import { databases } from '../databases'
import { createFakeMattermost } from '../fakes/fake-mattermost'
import { until } from '../until'
import { type Death, openStage, settle } from './stage'

const QUESTIONS = 40
const TICKETS = 6

let built: Awaited<ReturnType<typeof buildSidecar>>
beforeAll(async () => {
  built = await buildSidecar(join(__dirname, 'node.ts'))
})
afterAll(() => built.remove())

const cleanUp: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const undo of cleanUp.splice(0)) await undo()
})

test.each(databases)(
  'processes killed on %s answer each question once',
  async (_kind, create) => {
    const store = await create()
    const mattermost = createFakeMattermost()
    // Tickets to react to; who opens them is of no interest here.
    const t = await openTestDesk(store.at, { mattermost })
    const values = { cluster: 'prod-cluster', resource: 'web-01', problem: 'It burns' }
    for (let n = 0; n < TICKETS; n += 1) {
      const body = { requestId: anId(), channelId: t.channel.id, values }
      await t.ask(routes.tickets, { as: t.jane, body })
    }
    await untilDone(store)
    await t.close()
    const tickets = mattermost.posts.filter(({ props }) => props['is_ticket'])
    expect(tickets).toHaveLength(TICKETS)

    const deaths: Death[] = [
      // What is said is soon kept, what follows takes longer.
      { at: 'answer', nth: 4 },
      { at: 'answer', nth: 6 },
      { at: 'createPost', nth: 2, when: 'after' },
      { at: 'createPost', nth: 3, when: 'before' },
      { at: 'updatePost', nth: 1, when: 'after' },
      { at: 'createPost', nth: 1, when: 'after' },
    ]
    const planned = deaths.length
    const stage = await openStage({ store, mattermost, deaths, file: built.file })
    cleanUp.push(stage.close)
    const questions = Array.from({ length: QUESTIONS }, (_, n) =>
      say(mattermost, { message: `@ticketdesk ticket new ${n}`, by: t.jane, in: t.channel }),
    )
    const heard: Heard[] = [...questions, ...tickets.map((post) => react(post, 'eyes', t.jane))]
    await Promise.all(heard.map((one) => stage.hear(one)))
    await until('all have died who were to', () => deaths.length === 0, 60_000)
    await stage.port()
    await settle(store)
    await stage.close()
    expect(stage.killed()).toBe(planned)

    for (const { postId, message } of questions) {
      const answers = mattermost.posts.filter(({ rootId }) => rootId === postId)
      expect([message, answers.length]).toEqual([message, 1])
    }
    for (const { id } of tickets) {
      const post = mattermost.posts.find((one) => one.id === id)
      const card = post?.props['ticketdesk'] as { ticket: TicketCard } | undefined
      expect(card?.ticket.life).toMatchObject({
        state: 'in_progress',
        assigneeName: 'jane',
        revision: 1,
      })
      expect(mattermost.posts.filter(({ rootId }) => rootId === id)).toHaveLength(1)
    }
    await store.close()
  },
  120_000,
)
