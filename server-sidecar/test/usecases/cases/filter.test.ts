/** Following whatever fits a filter, as it comes. */
import type { VendorAccount } from '../../../src/domain/case/account'
import { type CaseDesk, openCaseDesk } from '../../a-case-desk'
import { databases, type TestStore } from '../../databases'
import { anAnswer } from '../../fakes/loopback-server'
import { recordedAnswer } from '../../redhat-wire'

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
  async function filter(wanted: Parameters<CaseDesk['filterCases']['add']>[2] = {}) {
    const added = await desk.filterCases.add(desk.jane, desk.place, wanted)
    if (added.refused) throw new Error(JSON.stringify(added.refused))
    await desk.tellAll()
    return added
  }
  const cardsOf = () => desk.cards().map(({ message }) => message.split(':')[0])

  it('posts a card for each case there is, and for each that comes', async () => {
    desk.portal.addCase()
    desk.portal.addCase({ groupNumber: '76704' })
    desk.portal.addCase({ isClosed: true, status: 'Closed' })
    const { found, filter: added } = await filter({ group: 'platform' })
    expect([found, added.label, added.match]).toEqual([1, 'Platform', { groupNumber: '76703' }])
    expect(cardsOf()).toEqual(['case 04000001'])

    desk.clock.advance(60_000)
    const { caseNumber } = desk.portal.addCase()
    await desk.poll(account)
    await desk.poll(account)
    expect(cardsOf()).toEqual(['case 04000001', 'case 04000004'])
    desk.clock.advance(60_000)
    desk.portal.comment(caseNumber, { commentBody: 'hello' })
    await desk.poll(account)
    expect(desk.thread()).toEqual(['Max Redhatter: hello'])
  })

  it('names too many at once in one summary, and follows each of them when it moves', async () => {
    for (let n = 0; n < 12; n += 1) desk.portal.addCase()
    await filter()
    expect(desk.chat.posts).toHaveLength(1)
    expect(desk.chat.posts[0]?.message).toMatch(/^12 new: 04000001,/)
    await desk.poll(account, 600_000)
    expect(desk.chat.posts).toHaveLength(1)
    desk.clock.advance(60_000)
    desk.portal.comment('04000007')
    await desk.poll(account)
    expect(cardsOf()).toEqual(['case 04000007'])
  })

  it('names too many that come later, too', async () => {
    await filter({ cap: 2 })
    desk.clock.advance(60_000)
    for (let n = 0; n < 3; n += 1) desk.portal.addCase()
    await desk.poll(account)
    await desk.poll(account)
    expect(desk.chat.posts.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^3 new: /),
    ])
  })

  it('is held up by no case that cannot be read, and brings it later', async () => {
    await filter()
    desk.clock.advance(60_000)
    const [first, second] = [desk.portal.addCase(), desk.portal.addCase()]
    desk.portal.trouble = ({ target }) =>
      target.includes(first.caseNumber) ? anAnswer(500, 'oops') : undefined
    expect(await desk.poll(account)).toBe(5000)
    expect(cardsOf()).toEqual([`case ${second.caseNumber}`])
    desk.portal.trouble = () => undefined
    await desk.poll(account)
    expect(cardsOf().sort()).toEqual([`case ${first.caseNumber}`, `case ${second.caseNumber}`])
  })

  it('brings what came while its login was refused', async () => {
    await filter()
    desk.clock.advance(60_000)
    const { caseNumber } = desk.portal.addCase()
    desk.portal.trouble = ({ target }) =>
      target.includes(caseNumber) ? recordedAnswer('case-401.response.http') : undefined
    await desk.poll(account)
    desk.portal.trouble = () => undefined
    await desk.poll(account, 60_000)
    expect(cardsOf()).toEqual([`case ${caseNumber}`])
  })

  it('brings what comes to fit later', async () => {
    const { caseNumber } = desk.portal.addCase()
    await filter({ match: { atLeast: 2 } })
    expect(desk.chat.posts).toEqual([])
    desk.clock.advance(60_000)
    desk.portal.change(caseNumber, { severity: '1 (Urgent)' })
    await desk.poll(account)
    expect(cardsOf()).toEqual([`case ${caseNumber}`])
  })

  it('does not bring again what was stopped by hand', async () => {
    const { caseNumber: number } = desk.portal.addCase()
    await filter()
    await desk.followCases.untrack(desk.jane, desk.place, { number })
    desk.clock.advance(60_000)
    desk.portal.comment(number)
    await desk.poll(account)
    expect(cardsOf()).toEqual([`case ${number}`])
    expect(desk.thread()).toEqual([])
  })

  it('brings nothing after it was removed; what it brought goes on', async () => {
    const { caseNumber } = desk.portal.addCase()
    const { filter: added } = await filter()
    const elsewhere = { channelId: 'x'.repeat(26) as never }
    const refused = await desk.filterCases.remove(desk.jane, elsewhere, added.id)
    expect(refused.refused?.kind).toBe('not_followed')
    await desk.filterCases.remove(desk.jane, desk.place, added.id)
    desk.clock.advance(60_000)
    desk.portal.addCase()
    desk.portal.comment(caseNumber, { commentBody: 'still' })
    await desk.poll(account)
    expect([cardsOf().length, desk.thread()]).toEqual([1, ['Max Redhatter: still']])
  })

  it('says which groups there are when it does not know one', async () => {
    const added = await desk.filterCases.add(desk.jane, desk.place, { group: 'Networks' })
    expect(added.refused).toEqual({ kind: 'unknown_group', groups: ['Platform', 'Storage'] })
  })
})
