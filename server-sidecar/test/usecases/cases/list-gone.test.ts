/** A vendor whose list of changes is not where it is looked for. */
import type { VendorAccount } from '../../../src/domain/case/account'
import { type CaseDesk, openCaseDesk, TOKEN } from '../../a-case-desk'
import { databases, type TestStore } from '../../databases'
import { anAnswer } from '../../fakes/loopback-server'

const FILTER = /\/v1\/cases\/filter$/
const DETAIL = /\/cases\/\d+/
const MINUTE = 60_000
const HOUR = 60 * MINUTE

const GONE = [
  ['404', anAnswer(404, { message: 'Not found' })],
  ['410', anAnswer(410, { message: 'Gone' })],
  ['400', anAnswer(400, { message: 'Bad Request' })],
  ['a page with 404', anAnswer(404, '<html>Not found</html>', { 'Content-Type': 'text/html' })],
] as const

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
    for (const number of numbers) await desk.followCases.track(desk.jane, desk.place, { number })
    await desk.poll(account, 10 * MINUTE)
    return numbers
  }
  const directs = () =>
    desk.chat.posts
      .filter(({ channelId }) => channelId.startsWith('direct-'))
      .map(({ message }) => message)

  it.each(GONE)(
    'says once that the list is gone (%s), and looks at each case by itself',
    async (_what, gone) => {
      const [first = '', second = ''] = await follow(2)
      desk.portal.trouble = ({ target }) => (FILTER.test(target) ? gone : undefined)
      await desk.poll(account, HOUR)
      for (const number of [first, second]) {
        desk.portal.comment(number, { commentBody: `of ${number}` })
        await desk.poll(account, HOUR)
      }
      expect(desk.thread()).toEqual([first, second].map((number) => `Max Redhatter: of ${number}`))
      // As often as usual, but never more than one case in ten seconds.
      expect(await desk.poll(account, HOUR)).toBe(20_000)
      expect(directs()).toEqual(['account_broken Red Hat list_gone own en'])
      expect((await desk.manageAccounts.list(desk.jane))[0]?.broken?.reason).toBe('list_gone')

      desk.portal.trouble = () => undefined
      expect(await desk.poll(account, HOUR)).toBe(5000)
      expect((await desk.manageAccounts.list(desk.jane))[0]).not.toHaveProperty('broken')
      desk.portal.trouble = ({ target }) => (FILTER.test(target) ? gone : undefined)
      for (let n = 0; n < 3; n += 1) await desk.poll(account, HOUR)
      expect(directs()).toHaveLength(2)
      expect(desk.thread()).toHaveLength(2)
    },
  )

  it('is asked for again soon, and no case by itself, when the list was gone only once', async () => {
    const [first = ''] = await follow(8)
    desk.portal.trouble = ({ target }) => (FILTER.test(target) ? anAnswer(404, '{}') : undefined)
    desk.portal.seen.length = 0
    expect(await desk.poll(account, HOUR)).toBeLessThanOrEqual(10_000)
    expect(desk.portal.count(DETAIL)).toBe(0)
    desk.portal.trouble = () => undefined
    desk.portal.comment(first, { commentBody: 'hello' })
    await desk.poll(account, 10_000)
    expect(desk.thread()).toEqual(['Max Redhatter: hello'])
  })

  it('takes no case for lost where nothing is found at all, and soon stops asking', async () => {
    const numbers = await follow(8)
    desk.portal.trouble = ({ target }) =>
      target.includes('/cases/') ? anAnswer(404, { message: 'Not found' }) : undefined
    await desk.poll(account, HOUR)
    for (let n = 0; n < 3; n += 1) {
      desk.portal.seen.length = 0
      await desk.poll(account, HOUR)
      expect(desk.portal.count(DETAIL)).toBe(3)
    }
    expect(await desk.poll(account, HOUR)).toBe(10 * MINUTE)
    expect(directs()).toEqual(['account_broken Red Hat list_gone own en'])
    expect(
      desk
        .cards()
        .map(({ message }) => message)
        .join(),
    ).not.toContain('lost')
    expect(desk.log.lines.filter(({ message }) => message.includes('could not'))).toEqual([])
    // Some of them may be there: each has its turn.
    const there = numbers.at(-1) ?? ''
    desk.portal.trouble = ({ target }) =>
      target.includes('/cases/') && !target.includes(there) ? anAnswer(404, '{}') : undefined
    desk.portal.comment(there, { commentBody: 'still there' })
    for (let n = 0; n < 4; n += 1) await desk.poll(account, 10 * MINUTE)
    expect(desk.thread()).toEqual(['Max Redhatter: still there'])
  })

  it('says that a token died although its list was gone before', async () => {
    await follow(1)
    desk.portal.trouble = ({ target }) => (FILTER.test(target) ? anAnswer(410, '{}') : undefined)
    for (let n = 0; n < 3; n += 1) await desk.poll(account, HOUR)
    desk.portal.trouble = () => undefined
    desk.portal.logins.delete(TOKEN)
    for (let n = 0; n < 3; n += 1) await desk.poll(account, HOUR)
    expect(directs().map((message) => message.split(' ')[3])).toEqual(['list_gone', 'token_dead'])
  })

  it('lets no case wait for ever behind others, however many there are', async () => {
    const numbers = await follow(65)
    desk.portal.trouble = ({ target }) => (FILTER.test(target) ? anAnswer(404, '{}') : undefined)
    for (const number of numbers) desk.portal.comment(number, { commentBody: number })
    for (let n = 0; n < 2; n += 1) await desk.poll(account, 10 * MINUTE)
    // Ten seconds for each that was asked for, not for those that were not.
    expect(await desk.poll(account, 10 * MINUTE)).toBe(10 * MINUTE)
    expect(desk.thread()).toHaveLength(65)
  }, 60_000)

  it('is told when a login is tried, or a filter asked for', async () => {
    desk.portal.trouble = ({ target }) => (FILTER.test(target) ? anAnswer(404, '{}') : undefined)
    const trouble = { kind: 'trouble', reason: 'list_gone' }
    expect((await desk.manageAccounts.check(desk.jane, account.id)).refused).toEqual(trouble)
    expect((await desk.filterCases.add(desk.jane, desk.place, {})).refused).toEqual(trouble)
  })

  it('is asked for again at once when somebody tries the login and it works', async () => {
    const [first = ''] = await follow(1)
    desk.portal.trouble = ({ target }) => (FILTER.test(target) ? anAnswer(404, '{}') : undefined)
    for (let n = 0; n < 3; n += 1) await desk.poll(account, HOUR)
    desk.portal.trouble = () => undefined
    expect((await desk.manageAccounts.check(desk.jane, account.id)).refused).toBeUndefined()
    desk.portal.comment(first, { commentBody: 'hello' })
    expect(await desk.poll(account)).toBe(5000)
    expect(desk.thread()).toEqual(['Max Redhatter: hello'])
  })
})
