/** Whom an administrator lets use the team's login. */
import type { VendorAccount } from '../../../src/domain/case/account'
import type { ChannelRef } from '../../../src/domain/refs'
import { type CaseDesk, openCaseDesk } from '../../a-case-desk'
import { anId } from '../../builders/refs'
import { databases, type TestStore } from '../../databases'

const WITHHELD = { kind: 'off', what: 'team_login' }

describe.each(databases)('on %s', (_, createStore) => {
  let store: TestStore
  let desk: CaseDesk
  let account: VendorAccount
  let number: string
  beforeEach(async () => {
    store = await createStore()
    desk = await openCaseDesk(store, { replies: true })
    desk.people.systemAdmins.add(desk.jane.id)
    account = await desk.addLogin({ team: true })
    number = desk.portal.addCase().caseNumber
    desk.portal.seen.length = 0
  })
  afterEach(async () => {
    await desk.close()
    await store.close()
  })
  const refusedOf = (asked: { refused?: unknown }) => asked.refused

  it('is everybody’s where nobody says otherwise', async () => {
    const tracked = await desk.followCases.track(desk.ben, desk.place, { number })
    expect(refusedOf(tracked)).toBeUndefined()
    expect(refusedOf(await desk.filterCases.add(desk.ben, desk.place, {}))).toBeUndefined()
  })

  it('is kept to system admins: others begin nothing with it, and the vendor is not asked', async () => {
    desk.vendor.teamLogin = 'admins'
    const { followCases, filterCases, place, ben } = desk
    const named = { number, account: account.name }
    for (const asked of [
      await followCases.track(ben, place, { number }),
      await followCases.track(ben, place, named),
      await followCases.show(ben, place, number),
      await followCases.latest(ben, place, { number }),
      await filterCases.add(ben, place, {}),
      await filterCases.add(ben, place, { account: account.name }),
    ]) {
      expect(refusedOf(asked)).toEqual(WITHHELD)
    }
    expect(desk.portal.count()).toBe(0)
    const tracked = await followCases.track(desk.jane, place, { number })
    expect(refusedOf(tracked)).toBeUndefined()
    expect(refusedOf(await filterCases.add(desk.jane, place, {}))).toBeUndefined()
  })

  it('leaves what is followed here to everybody who reads it, but for replies', async () => {
    await desk.followCases.track(desk.jane, desk.place, { number })
    desk.vendor.teamLogin = 'admins'
    const { followCases, place, ben } = desk
    expect(refusedOf(await followCases.show(ben, place, number))).toBeUndefined()
    expect(refusedOf(await followCases.latest(ben, place, { number }))).toBeUndefined()
    const again = await followCases.track(ben, place, { number })
    expect(again.refused?.kind).toBe('already')
    const side = await followCases.track(ben, place, { number, side: 'both' })
    expect(side).toMatchObject({ follow: { side: 'both' } })

    const asked = await desk.replyToCase.ask(ben, place, { number })
    expect(refusedOf(asked)).toEqual(WITHHELD)
    const followId = side.refused ? ('' as never) : side.follow.id
    expect(refusedOf(await desk.replyToCase.send(ben, followId, 'hello'))).toEqual(WITHHELD)
    expect(desk.portal.cases.get(number)?.comments).toEqual([])
    expect(refusedOf(await desk.replyToCase.ask(desk.jane, place, { number }))).toBeUndefined()

    await desk.tellAll()
    desk.clock.advance(600_000)
    desk.portal.comment(number, { commentBody: 'goes on' })
    await desk.poll(account)
    expect(desk.thread()).toEqual(['Max Redhatter: goes on'])
  })

  it('shows a case no more once it is not followed here any more', async () => {
    const tracked = await desk.followCases.track(desk.jane, desk.place, { number })
    if (tracked.refused) throw new Error('not tracked')
    desk.vendor.teamLogin = 'admins'
    await desk.followCases.untrack(desk.ben, desk.place, { number })
    const { followCases, place, ben } = desk
    expect(refusedOf(await followCases.show(ben, place, number))).toEqual(WITHHELD)
    const byCard = await followCases.latest(ben, place, { followId: tracked.follow.id })
    expect(byCard.refused?.kind).toBe('not_followed')
  })

  it('is everybody’s in the channels of a list, and nowhere else', async () => {
    const other = anId() as ChannelRef
    desk.people.addChannel({ id: other, name: 'vendor-cases' }, { post: [desk.ben.id] })
    desk.vendor.teamLogin = ['team/vendor-cases', anId()]
    const { followCases, filterCases, ben } = desk
    const there = { channelId: other }
    expect(refusedOf(await followCases.track(ben, there, { number }))).toBeUndefined()
    expect(refusedOf(await filterCases.add(ben, there, {}))).toBeUndefined()
    expect(refusedOf(await desk.replyToCase.ask(ben, there, { number }))).toBeUndefined()
    expect(refusedOf(await followCases.track(ben, desk.place, { number }))).toEqual(WITHHELD)
    desk.vendor.teamLogin = [desk.channelId]
    expect(refusedOf(await followCases.track(ben, desk.place, { number }))).toBeUndefined()
  })

  it('keeps nobody from a login of their own, and says what to do instead', async () => {
    desk.vendor.teamLogin = 'admins'
    desk.portal.logins.set('token-of-ben', '2')
    const input = { vendor: 'Red Hat', way: 'offline_token' as const, team: false }
    await desk.manageAccounts.set(desk.ben, { ...input, secret: 'token-of-ben' })
    const track = (wanted: string) =>
      desk.followCases.track(desk.ben, desk.place, { number: wanted })
    const bens = desk.portal.addCase({ accountNumberRef: '2' }).caseNumber
    expect(refusedOf(await track(bens))).toBeUndefined()
    expect(refusedOf(await track(number))).toEqual(WITHHELD)
    expect(refusedOf(await track('etcd'))).toEqual({ kind: 'not_a_number' })
    desk.vendor.personal = false
    expect(refusedOf(await track(number))).toEqual({ kind: 'off', what: 'only_team_login' })
  })

  it('is not given away while nobody can say who is an admin', async () => {
    desk.vendor.teamLogin = 'admins'
    desk.people.away = true
    await expect(desk.followCases.show(desk.ben, desk.place, number)).rejects.toMatchObject({
      code: 'mattermost_unavailable',
    })
    expect(desk.portal.count()).toBe(0)
  })
})
