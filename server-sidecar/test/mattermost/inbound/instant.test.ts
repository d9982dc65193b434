/**
 * A post stands in its channel, and the answer that says so has not arrived: its record is not
 * written. Whoever is that quick is served like anybody else.
 */
import { routes } from '@ticketdesk/contract'
import { openTestDesk, type TestDesk } from '../../a-desk'
import { anId } from '../../builders/refs'
import { databases, type TestStore } from '../../databases'
import { createFakeMattermost } from '../../fakes/fake-mattermost'
import { type FakePortal, openFakePortal } from '../../fakes/fake-portal'
import { until } from '../../until'
import { recordedRequests } from '../../wire'

const TOKEN = 'offline-token-of-the-team'

describe.each(databases)('in the instant before a post is recorded, on %s', (_, createStore) => {
  let store: TestStore
  let t: TestDesk
  /** Lets the answers to what was posted arrive. */
  let release = () => {}
  /** A request whose answer waits for that, too. */
  let pending: Promise<unknown> | undefined

  beforeEach(async () => {
    store = await createStore()
  })
  afterEach(async () => {
    release()
    await pending
    await t.close()
    await store.close()
  })
  async function open(settings: Record<string, unknown> = {}, mattermost = createFakeMattermost()) {
    const { createPost } = mattermost
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    mattermost.createPost = async (post) => {
      const created = await createPost(post)
      await gate
      return created
    }
    t = await openTestDesk(store.at, { mattermost, settings })
  }

  const posted = async (type: string) => {
    const find = () => t.mattermost.posts.find((post) => post.type === `custom_ticketdesk_${type}`)
    await until('it is posted', () => find() !== undefined)
    return find()!
  }
  const cardIn = (post: { props: Record<string, unknown> }, kind: string) =>
    (post.props['ticketdesk'] as Record<string, Record<string, unknown>>)[kind]!
  const click = async (path: string, postId: string, context: object) => {
    const place = { channel_id: t.channel.id, post_id: postId, trigger_id: 'a-trigger' }
    const body = JSON.stringify({ ...place, user_id: t.jane.id, type: 'button', context })
    return (await t.ask(path, { as: t.jane, body, headers: { 'Content-Type': '' } })).json
  }
  const type = (command: string, rootId = '') =>
    t.desk.handleCommand({
      ...{ command, rootId, userId: t.jane.id, channelId: t.channel.id, triggerId: 'trigger' },
    })
  const react = (postId: string, emoji: string) =>
    t.desk.hear({ kind: 'reaction', postId, emoji, userId: t.jane.id, createAt: Date.now() })

  describe('a ticket', () => {
    async function openTicket() {
      await open()
      const values = { cluster: 'prod-cluster', resource: 'web-01', problem: 'smoke' }
      const body = { requestId: anId(), channelId: t.channel.id, values }
      pending = t.ask(routes.tickets, { as: t.jane, body })
      const post = await posted('ticket')
      return { post, ticket: String(post.props['ticket_id']) }
    }
    /** Once the answer arrived, the card shows it. */
    async function becomes(state: string) {
      release()
      const life = async () => cardIn(await posted('ticket'), 'ticket')['life']
      await until(`it is ${state}`, async () => {
        return ((await life()) as { state: string }).state === state
      })
    }

    test('is taken by its button', async () => {
      const { post, ticket } = await openTicket()
      const answer = await click(routes.ticketAction, post.id, { ticket, action: 'take' })
      expect(answer).toEqual({})
      await becomes('in_progress')
    })

    test('is taken on the web card', async () => {
      const { post, ticket } = await openTicket()
      const body = { ticketId: ticket, postId: post.id, action: 'take' }
      const answer = await t.ask(routes.ticketActions, { as: t.jane, body })
      expect(answer.json).toMatchObject({ done: true })
      await becomes('in_progress')
    })

    test('is taken by a reaction', async () => {
      const { post } = await openTicket()
      await react(post.id, 'eyes')
      await becomes('in_progress')
    })

    test('is taken by a word in its thread', async () => {
      const { post, ticket } = await openTicket()
      expect(await type('/ticket take', post.id)).toContain(ticket)
      await becomes('in_progress')
    })

    test('is not taken through a post that only says it is the one', async () => {
      const { post, ticket } = await openTicket()
      const forged = t.mattermost.addPost({ channelId: t.channel.id, userId: t.jane.id })
      forged.props = structuredClone(post.props)
      const answer = await click(routes.ticketAction, forged.id, { ticket, action: 'take' })
      expect(answer.ephemeral_text).toContain('There is no such ticket')
      await react(forged.id, 'eyes')
      expect(await type('/ticket take', forged.id)).not.toContain(ticket)
    })

    test('is not taken through a post of another ticket', async () => {
      const { post } = await openTicket()
      const answer = await click(routes.ticketAction, post.id, {
        ...{ ticket: 'Ticket-20200101-0001', action: 'take' },
      })
      expect(answer.ephemeral_text).toContain('There is no such ticket')
    })
  })

  describe('an alert', () => {
    async function openAlert() {
      const mattermost = createFakeMattermost()
      const channel = mattermost.addChannel()
      const key = anId()
      const source = { name: 'Nagios', kind: 'openitcockpit', key, channel: channel.id }
      await open({ Sources: JSON.stringify([source]) }, mattermost)
      channel.members.add(t.jane.id)
      const recorded = recordedRequests(['openitcockpit'])
      const { headers, body } = recorded.find(({ name }) => name.includes('svc-02'))!
      const send = () => t.ask(`/hooks/${key}`, { method: 'POST', headers, body })
      await until('the source is there', async () => (await send()).text === 'ok')
      const post = await posted('alert')
      return { post, alert: String(cardIn(post, 'alert')['id']) }
    }
    async function isAcknowledged() {
      release()
      await until('it is acknowledged', async () => {
        const { ack } = cardIn(await posted('alert'), 'alert') as { ack: { kind: string } }
        return ack.kind === 'here'
      })
    }

    test('is acknowledged by its button', async () => {
      const { post, alert } = await openAlert()
      expect(await click(routes.alertAction, post.id, { alert, action: 'acknowledge' })).toEqual({})
      await isAcknowledged()
    })

    test('is acknowledged on the web card', async () => {
      const { post, alert } = await openAlert()
      const body = { alertId: alert, postId: post.id, action: 'acknowledge' }
      const answer = await t.ask(routes.alertActions, { as: t.jane, body })
      expect(answer.json).toMatchObject({ done: true })
      await isAcknowledged()
    })

    test('is acknowledged by a reaction', async () => {
      const { post } = await openAlert()
      await react(post.id, 'white_check_mark')
      await isAcknowledged()
    })

    test('becomes a ticket by its button', async () => {
      const { post, alert } = await openAlert()
      const clicked = await click(routes.alertAction, post.id, { alert, action: 'createTicket' })
      expect(clicked).toEqual({})
      expect(t.mattermost.dialogs).toHaveLength(1)
    })
  })

  describe('a case', () => {
    let portal: FakePortal
    beforeEach(async () => {
      portal = await openFakePortal()
      portal.logins.set(TOKEN, '1')
    })
    afterEach(() => portal.close())

    async function followCase() {
      const vendor = { kind: 'redhat', name: 'Red Hat', offline_token: TOKEN, poll_seconds: 5 }
      const vendors = [{ ...vendor, api_url: portal.url, sso_url: portal.url }]
      await open({ Vendors: JSON.stringify(vendors) })
      const { caseNumber } = portal.addCase()
      await until('the login is known', async () =>
        (await type('/case account list')).includes('Red Hat'),
      )
      await type(`/case track ${caseNumber}`)
      const post = await posted('case')
      return { post, follow: String(cardIn(post, 'case')['id']) }
    }

    test('becomes a ticket by its button', async () => {
      const { post, follow } = await followCase()
      const context = { follow, action: 'createTicket' }
      expect(await click(routes.caseAction, post.id, context)).toEqual({})
      expect(t.mattermost.dialogs).toHaveLength(1)
    })

    test('tells its latest comment on the web card', async () => {
      const { post, follow } = await followCase()
      const body = { followId: follow, postId: post.id, action: 'latestComment' }
      const answer = await t.ask(routes.caseActions, { as: t.jane, body })
      expect(answer.json).toMatchObject({ done: true })
    })

    test('is known in its thread', async () => {
      const { post } = await followCase()
      expect(await type('/case show', post.id)).toContain('Waiting on Red Hat')
    })
  })
})
