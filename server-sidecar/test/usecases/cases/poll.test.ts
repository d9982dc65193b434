/** Asking a vendor as a good guest does. */
import type { VendorAccount } from '../../../src/domain/case/account'
import { createDeliveries } from '../../../src/store/deliveries'
import { keepBroken } from '../../../src/usecases/login-trouble'
import { type CaseDesk, openCaseDesk, TOKEN } from '../../a-case-desk'
import { aVendor } from '../../builders/a-vendor'
import { databases, type TestStore } from '../../databases'
import { anAnswer } from '../../fakes/loopback-server'
import { recordedAnswer } from '../../redhat-wire'

const FILTER = /\/v1\/cases\/filter$/
const DETAIL = /\/cases\/\d+/
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

describe.each(databases)('on %s', (_, createStore) => {
  let store: TestStore
  let desk: CaseDesk
  let account: VendorAccount
  beforeEach(async () => {
    store = await createStore()
    desk = await openCaseDesk(store)
    account = await desk.addLogin()
  })
  afterEach(async () => {
    await desk.close()
    await store.close()
  })

  async function follow(count: number) {
    const numbers = Array.from({ length: count }, () => desk.portal.addCase().caseNumber)
    for (const number of numbers) {
      await desk.followCases.track(desk.jane, desk.place, { number })
    }
    await desk.tellAll()
    // The second in which they were made is over.
    await desk.poll(account, 10 * MINUTE)
    await desk.poll(account)
    desk.portal.seen.length = 0
    return numbers
  }

  it('asks one question when nothing moves, and for details of what moved only', async () => {
    const [first = ''] = await follow(10)
    for (let n = 0; n < 5; n += 1) await desk.poll(account)
    expect([desk.portal.count(FILTER), desk.portal.count(DETAIL)]).toEqual([5, 0])
    desk.portal.comment(first)
    await desk.poll(account, 3 * MINUTE)
    const paths = desk.portal.seen.map(({ target }) => target).filter((one) => DETAIL.test(one))
    expect(paths.every((path) => path.includes(first))).toBe(true)
    expect(paths).toHaveLength(3)
    expect(desk.thread()).toHaveLength(1)
  })

  it('reads the list no further than it was read before', async () => {
    const [first = ''] = await follow(1)
    for (let n = 0; n < 200; n += 1) {
      const lastModifiedDate = new Date(desk.clock.now() - DAY - n * 1000).toISOString()
      desk.portal.addCase({ lastModifiedDate })
    }
    desk.portal.comment(first)
    await desk.poll(account, 3 * MINUTE)
    expect(desk.portal.count(FILTER)).toBe(1)
    expect(desk.thread()).toHaveLength(1)
  })

  it('reads the list as far back as the last time it could', async () => {
    const numbers = await follow(2)
    desk.portal.comment(numbers[0] ?? '')
    desk.clock.advance(HOUR)
    for (let n = 0; n < 170; n += 1) {
      desk.clock.advance(1000)
      desk.portal.addCase()
    }
    await desk.poll(account)
    expect(desk.portal.count(FILTER)).toBe(4)
    expect(desk.thread()).toHaveLength(1)
  })

  it('asks for a case by itself that stands in no list', async () => {
    const [first = '', second = ''] = await follow(2)
    // A case of another account that this login may read all the same.
    const hidden = desk.portal.cases.get(first)
    const filter = ({ target }: { target: string }) => {
      if (hidden) hidden.accountNumberRef = FILTER.test(target) ? 'of others' : '1'
      return undefined
    }
    desk.portal.trouble = filter
    await desk.poll(account, HOUR)
    desk.portal.seen.length = 0
    await desk.poll(account)
    expect(desk.portal.count(new RegExp(`/v1/cases/${first}$`))).toBe(1)
    expect(desk.portal.count(new RegExp(second))).toBe(0)
    desk.portal.comment(first, { commentBody: 'read all the same' })
    await desk.poll(account)
    expect(desk.thread()).toEqual(['Max Redhatter: read all the same'])
  })

  it('keeps the configured interval', async () => {
    await follow(1)
    expect(await desk.poll(account)).toBe(5000)
  })

  it('asks more often while a case of the worst severity is open', async () => {
    Reflect.deleteProperty(desk.vendor, 'pollSeconds')
    const [first = ''] = await follow(1)
    const calm = await desk.poll(account)
    desk.portal.change(first, { severity: '1 (Urgent)' })
    await desk.poll(account)
    const urgent = await desk.poll(account)
    expect([calm, urgent]).toEqual([180_000, 60_000])
  })

  it('does as Retry-After says, whoever wants to ask', async () => {
    await follow(1)
    desk.portal.trouble = () => recordedAnswer('case-429.response.http')
    expect(await desk.poll(account)).toBeGreaterThanOrEqual(60_000)
    desk.portal.seen.length = 0
    expect(await desk.refresh(account.id)).toBeGreaterThan(0)
    expect(await desk.poll(account, 30_000)).toBeGreaterThan(0)
    expect(desk.portal.count()).toBe(0)
    desk.portal.trouble = () => undefined
    expect(await desk.poll(account, 40_000)).toBe(5000)
  })

  it.each([['case-429-no-retry-after.response.http'], ['case-503-html.response.http']])(
    'waits ever longer after %s, and nothing is lost',
    async (name) => {
      const [first = ''] = await follow(1)
      desk.portal.trouble = () => recordedAnswer(name)
      desk.portal.comment(first)
      const waits: number[] = []
      for (let n = 0; n < 4; n += 1) waits.push((await desk.poll(account, 40 * MINUTE)) ?? 0)
      expect([...waits].sort((one, other) => one - other)).toEqual(waits)
      expect(new Set(waits).size).toBe(4)
      desk.portal.trouble = () => undefined
      await desk.poll(account, HOUR)
      expect(desk.thread()).toHaveLength(1)
      // Of a night's outage, one line.
      const lines = desk.log.lines.filter(({ message }) => message === 'a vendor did not answer')
      expect(lines).toHaveLength(1)
    },
  )

  it.each([
    ['a page', '<html>maintenance</html>', 'text/html'],
    ['something else', '{"hello":1}', 'application/json'],
  ])('takes %s in place of a list for an outage, not for a change', async (_what, body, type) => {
    await follow(2)
    const before = structuredClone(desk.chat.posts)
    desk.portal.trouble = () => anAnswer(200, body, { 'Content-Type': type })
    for (let n = 0; n < 5; n += 1) await desk.poll(account, HOUR)
    expect(desk.chat.posts).toEqual(before)
  })

  it('lets no case that cannot be read stop the others', async () => {
    const [first = '', second = ''] = await follow(2)
    desk.portal.trouble = ({ target }) =>
      target.includes(first) ? anAnswer(500, 'oops') : undefined
    desk.portal.comment(first, { commentBody: 'one' })
    desk.portal.comment(second, { commentBody: 'other' })
    await desk.poll(account)
    expect(desk.thread()).toEqual(['Max Redhatter: other'])
    // Nor does it stop the list from being read to where it was read before.
    expect(await desk.poll(account)).toBe(5000)
    expect(desk.log.lines.filter(({ message }) => message.includes('could not'))).toHaveLength(1)
    desk.portal.trouble = () => undefined
    await desk.poll(account)
    expect(desk.thread()).toEqual(['Max Redhatter: other', 'Max Redhatter: one'])
  })

  it('is as good a guest of a portal that gives another offline token each time', async () => {
    desk.portal.rotates = true
    const [first = ''] = await follow(1)
    await desk.poll(account, 20 * MINUTE)
    desk.portal.seen.length = 0
    for (let n = 0; n < 4; n += 1) await desk.poll(account)
    expect(desk.portal.count(/token$/)).toBe(0)
    desk.portal.comment(first)
    desk.portal.trouble = ({ target }) =>
      target.endsWith('/token') ? undefined : recordedAnswer('case-429.response.http')
    desk.clock.advance(20 * MINUTE)
    expect(await desk.poll(account)).toBeGreaterThanOrEqual(60_000)
    expect(await desk.poll(account)).toBeGreaterThan(0)
    expect(desk.portal.count(/token$/)).toBe(1)
    desk.portal.trouble = () => undefined
    await desk.poll(account, HOUR)
    expect(desk.thread()).toHaveLength(1)
  })

  it('says once that a token is dead, to whose it is, and others go on', async () => {
    const [first = ''] = await follow(1)
    const TOKEN_OF_BEN = 'offline-token-of-ben-0123456789'
    desk.portal.logins.set(TOKEN_OF_BEN, '2')
    const input = { vendor: 'Red Hat', way: 'offline_token' as const, team: false }
    const bens = await desk.manageAccounts.set(desk.ben, { ...input, secret: TOKEN_OF_BEN })
    const number = desk.portal.addCase({ accountNumberRef: '2' }).caseNumber
    await desk.followCases.track(desk.ben, desk.place, { number })
    await desk.tellAll()

    desk.portal.logins.delete(TOKEN)
    desk.portal.comment(first)
    desk.clock.advance(20 * MINUTE)
    for (let n = 0; n < 6; n += 1) await desk.poll(account, HOUR)
    const notices = desk.chat.posts.filter(({ channelId }) => channelId.startsWith('direct-'))
    expect(notices).toMatchObject([
      { channelId: `direct-${desk.jane.id}`, message: 'account_broken Red Hat token_dead own en' },
    ])
    desk.portal.seen.length = 0
    await desk.poll(account, HOUR)
    expect(desk.portal.count()).toBe(0)

    if (bens.refused) throw new Error('no login')
    desk.portal.comment(number, { commentBody: 'for ben' })
    await desk.poll(bens.account)
    expect(desk.thread()).toEqual(['Max Redhatter: for ben'])

    desk.portal.logins.set('a new token', '1')
    await desk.addLogin({ secret: 'a new token' })
    await desk.poll(account)
    expect(desk.thread()).toHaveLength(2)
    expect(await desk.manageAccounts.list(desk.jane)).toMatchObject([{ cases: 1 }])
  })

  it('goes on by itself when a token that was said to be dead is good again soon', async () => {
    const [first = ''] = await follow(1)
    desk.portal.logins.delete(TOKEN)
    desk.clock.advance(20 * MINUTE)
    for (let n = 0; n < 4; n += 1) await desk.poll(account, MINUTE)
    expect((await desk.manageAccounts.list(desk.jane))[0]).toHaveProperty('broken')
    desk.portal.logins.set(TOKEN, '1')
    desk.portal.comment(first, { commentBody: 'here again' })
    await desk.poll(account, 10 * MINUTE)
    expect(desk.thread()).toEqual(['Max Redhatter: here again'])
    expect((await desk.manageAccounts.list(desk.jane))[0]).not.toHaveProperty('broken')
  })

  it('does not say that a token is dead when it is back at the next try', async () => {
    await follow(1)
    desk.portal.logins.delete(TOKEN)
    await desk.poll(account, HOUR)
    desk.portal.logins.set(TOKEN, '1')
    await desk.poll(account, HOUR)
    desk.portal.logins.delete(TOKEN)
    await desk.poll(account, HOUR)
    expect(desk.chat.posts.filter(({ channelId }) => channelId.startsWith('direct-'))).toEqual([])
  })

  it('does not break a login that was set up anew while the old one was tried', async () => {
    const watch = await desk.inTransaction(({ accounts }) => accounts.watch(account.id))
    desk.portal.logins.set('a new token', '1')
    await desk.addLogin({ secret: 'a new token' })
    // Now the answer to the old token comes in.
    expect(await keepBroken(desk, { id: account.id, watch }, 'token_dead')).toBe(0)
    expect((await desk.manageAccounts.list(desk.jane))[0]).not.toHaveProperty('broken')
    const now = await desk.inTransaction(({ accounts }) => accounts.watch(account.id))
    expect(await keepBroken(desk, { id: account.id, watch: now }, 'token_dead')).toBe(10 * MINUTE)
    expect((await desk.manageAccounts.list(desk.jane))[0]).toHaveProperty('broken')
  })

  it('says once that a case is not shown any more, and finds it again', async () => {
    const [first = ''] = await follow(1)
    const forbid = ({ target }: { target: string }) =>
      target.includes(first) ? recordedAnswer('case-403.response.http') : undefined
    desk.portal.trouble = forbid
    desk.portal.comment(first, { commentBody: 'unseen' })
    for (let n = 0; n < 4; n += 1) await desk.poll(account, HOUR)
    const notices = desk.chat.posts.filter(({ channelId }) => channelId.startsWith('direct-'))
    expect(notices.map(({ message }) => message)).toEqual([`case_lost ${first} forbidden own en`])
    expect(desk.cards()[0]?.message).toContain('lost: forbidden')
    desk.portal.trouble = () => undefined
    await desk.poll(account, 2 * HOUR)
    expect(desk.cards()[0]?.message).not.toContain('lost')
    expect(desk.thread()).toEqual(['Max Redhatter: unseen'])
  })

  it('looks at closed cases no more after a while, until they are open again', async () => {
    const [first = '', second = ''] = await follow(2)
    desk.portal.change(first, { status: 'Closed', isClosed: true })
    await desk.poll(account)
    await desk.poll(account, 15 * DAY)
    desk.portal.comment(first, { commentBody: 'after the end' })
    await desk.poll(account)
    desk.portal.seen.length = 0
    await desk.poll(account, 2 * DAY)
    expect(desk.portal.count(new RegExp(second))).toBe(3)
    expect(desk.portal.count(new RegExp(`/v1/cases/${first}$`))).toBe(0)

    desk.portal.change(first, { status: 'Waiting on Red Hat', isClosed: false })
    await desk.poll(account)
    expect(desk.thread()).toContain('reopened: Waiting on Red Hat')
    desk.portal.comment(first, { commentBody: 'back' })
    await desk.poll(account)
    expect(desk.thread()).toContain('Max Redhatter: back')
  })

  it('asks a vendor nobody follows anything of once a day, which keeps the token alive', async () => {
    desk.portal.seen.length = 0
    for (let hour = 0; hour < 72; hour += 1) await desk.poll(account, HOUR)
    expect(desk.portal.count(FILTER)).toBe(3)
    expect(desk.portal.count(/token$/)).toBe(3)
  })

  it('loses and doubles nothing when the clock jumps', async () => {
    const [first = ''] = await follow(1)
    const start = desk.clock.now()
    desk.portal.now = () => start + desk.portal.count() * 1000
    for (const [index, jump] of [-30 * DAY, 400 * DAY, -DAY, HOUR].entries()) {
      desk.portal.comment(first, { commentBody: `${index}` })
      await desk.poll(account, jump)
      await desk.poll(account)
    }
    expect(desk.thread()).toEqual([0, 1, 2, 3].map((n) => `Max Redhatter: ${n}`))
  })

  it('is left to one node, and to another when that one dies', async () => {
    const lane = { kind: 'account_watched', only: true } as const
    const [one, other] = [desk.database, store.open({ clock: desk.clock })].map((database) =>
      createDeliveries(database, lane),
    )
    desk.clock.advance(MINUTE)
    const [held] = (await one?.claim(4, 30_000)) ?? []
    expect(held?.fact).toEqual({ kind: 'account_watched', accountId: account.id })
    expect(await other?.claim(4, 30_000)).toEqual([])
    // The first one says nothing more.
    desk.clock.advance(31_000)
    expect(await other?.claim(4, 30_000)).toMatchObject([{ id: held?.id, attempt: 2 }])
    // Should it wake up, it has nothing to say.
    expect(held && (await one?.extend(held, 30_000))).toBe(false)
  })

  it('is not put to sleep by a clock that is put back', async () => {
    const lane = desk.database
    await desk.inTransaction(({ outbox }) =>
      outbox.add({ kind: 'account_watched', accountId: account.id }),
    )
    desk.clock.advance(-10 * DAY)
    const polls = createDeliveries(lane, { kind: 'account_watched', only: true })
    expect(await polls.claim(10, 30_000)).toMatchObject([{ fact: { accountId: account.id } }])
    // Once: its lease is by the clock of now.
    expect(await polls.claim(10, 30_000)).toEqual([])
  })

  it('says what the vendor’s name no longer stands for', async () => {
    await follow(1)
    desk.settings.vendors[0] = aVendor({ name: 'Other' })
    for (let n = 0; n < 3; n += 1) await desk.poll(account, HOUR)
    const notices = desk.chat.posts.filter(({ channelId }) => channelId.startsWith('direct-'))
    expect(notices.map(({ message }) => message)).toEqual([
      'account_broken Red Hat no_vendor own en',
    ])
  })
})
