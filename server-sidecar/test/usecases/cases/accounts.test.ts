/** Logins at vendors: whose they are, who may change them, and that they are tried at once. */
import { createDeclareAccounts } from '../../../src/usecases/declare-accounts'
import { type CaseDesk, openCaseDesk, TOKEN } from '../../a-case-desk'
import { anId } from '../../builders/refs'
import { databases, type TestStore } from '../../databases'

describe.each(databases)('on %s', (_, createStore) => {
  let store: TestStore
  let desk: CaseDesk
  beforeEach(async () => {
    store = await createStore()
    desk = await openCaseDesk(store)
  })
  afterEach(async () => {
    await desk.close()
    await store.close()
  })
  const anInput = (more = {}) => ({
    ...{ vendor: 'red hat', way: 'offline_token' as const, secret: TOKEN, team: false },
    ...more,
  })

  it('tries a login at once, and keeps none that is refused', async () => {
    const set = await desk.manageAccounts.set(desk.jane, anInput({ secret: 'wrong' }))
    expect(set.refused).toEqual({ kind: 'trouble', reason: 'token_dead' })
    expect(JSON.stringify(set)).not.toContain('wrong')
    expect(await desk.manageAccounts.list(desk.jane)).toEqual([])
    expect((await desk.manageAccounts.set(desk.jane, anInput())).refused).toBeUndefined()
    expect(await desk.manageAccounts.list(desk.jane)).toMatchObject([
      { account: { name: 'Red Hat', owner: desk.jane.id }, cases: 0 },
    ])
  })

  it('takes one of the same name in place of the one before', async () => {
    const first = await desk.addLogin()
    desk.portal.logins.set('another', '1')
    const second = await desk.addLogin({ secret: 'another' })
    expect(second.id).toBe(first.id)
    const login = await desk.logins.of(first.id)
    expect(typeof login === 'object' && login.secret).toBe('another')
  })

  it('lets system admins alone set up the team’s, and everybody use it', async () => {
    const refused = await desk.manageAccounts.set(desk.jane, anInput({ team: true }))
    expect(refused.refused?.kind).toBe('not_allowed')
    desk.people.systemAdmins.add(desk.jane.id)
    const account = await desk.addLogin({ team: true })
    const number = desk.portal.addCase().caseNumber
    expect((await desk.followCases.track(desk.ben, desk.place, { number })).refused).toBeUndefined()
    const removed = await desk.manageAccounts.remove(desk.ben, account.id)
    expect(removed.refused?.kind).toBe('not_allowed')
  })

  it('shows and gives nobody the login of another person', async () => {
    const { id } = await desk.addLogin()
    expect(await desk.manageAccounts.list(desk.ben)).toEqual([])
    expect((await desk.manageAccounts.check(desk.ben, id)).refused?.kind).toBe('unknown_account')
    expect((await desk.manageAccounts.remove(desk.ben, id)).refused?.kind).toBe('unknown_account')
  })

  it('tells no more of the cases of a login that was removed', async () => {
    const account = await desk.addLogin()
    const { caseNumber: number } = desk.portal.addCase()
    await desk.followCases.track(desk.jane, desk.place, { number })
    await desk.tellAll()
    expect((await desk.manageAccounts.remove(desk.jane, account.id)).refused).toBeUndefined()
    desk.portal.seen.length = 0
    expect(await desk.poll(account)).toBeUndefined()
    expect(desk.portal.count()).toBe(0)
    expect(desk.cards()[0]?.message).toContain('stopped')
    expect(await desk.logins.of(account.id)).toBe('no_account')
  })

  it.each([
    [{ vendor: 'IBM' }, { kind: 'unknown_vendor' }],
    [
      { way: 'basic', login: 'jane' },
      { kind: 'off', what: 'basic' },
    ],
    [{ way: 'token' }, { kind: 'off', what: 'basic' }],
    [{ way: 'service_account' }, { kind: 'invalid', field: 'login' }],
    [{ secret: '  ' }, { kind: 'invalid', field: 'secret' }],
    [{ secret: 'two\nlines' }, { kind: 'invalid', field: 'secret' }],
    [{ name: 'x'.repeat(65) }, { kind: 'invalid', field: 'name' }],
  ])('refuses %j', async (more, refused) => {
    const set = await desk.manageAccounts.set(desk.jane, anInput(more) as never)
    expect(set.refused).toEqual(refused)
  })

  it('offers ways to log in, passwords only where they are allowed', async () => {
    const ways = ['offline_token', 'service_account']
    const offered = [{ name: 'Red Hat', kind: 'redhat', ways }]
    expect(await desk.manageAccounts.vendors(desk.jane)).toEqual(offered)
    desk.vendor.oldPortalUrl = `${desk.portal.url}/rs`
    expect((await desk.manageAccounts.vendors(desk.jane))[0]?.ways).toContain('basic')
    desk.vendor.personal = false
    expect(await desk.manageAccounts.vendors(desk.jane)).toEqual([])
    const set = await desk.manageAccounts.set(desk.jane, anInput())
    expect(set.refused).toEqual({ kind: 'off', what: 'personal' })
  })

  describe('declared in the configuration', () => {
    const declared = { vendor: 'Red Hat', way: 'offline_token' as const, secret: TOKEN }
    const declare = (declarations: (typeof declared)[]) =>
      createDeclareAccounts({ ...desk, newId: () => anId() })(declarations)

    it('is the team’s, cannot be changed in chat, and goes with the configuration', async () => {
      expect(await declare([declared])).toEqual([])
      expect(await declare([declared])).toEqual([])
      const [status, ...more] = await desk.manageAccounts.list(desk.ben)
      expect(more).toEqual([])
      expect(status?.account).toMatchObject({ name: 'Red Hat', declared: true })
      expect(status?.account).not.toHaveProperty('owner')
      const id = status?.account.id as never
      desk.people.systemAdmins.add(desk.jane.id)
      expect((await desk.manageAccounts.remove(desk.jane, id)).refused?.kind).toBe('declared')
      const set = await desk.manageAccounts.set(desk.jane, anInput({ team: true }))
      expect(set.refused?.kind).toBe('declared')
      await declare([{ ...declared, secret: 'exchanged' }])
      const login = await desk.logins.of(id)
      expect(typeof login === 'object' && login.secret).toBe('exchanged')
      await declare([])
      expect(await desk.manageAccounts.list(desk.ben)).toEqual([])
    })

    it('does not take the place of one the team has', async () => {
      desk.people.systemAdmins.add(desk.jane.id)
      await desk.addLogin({ team: true })
      expect(await declare([declared])).toEqual(['Red Hat'])
    })

    it('is mended by who is named for it', async () => {
      await declare([declared])
      const { caseNumber: number } = desk.portal.addCase()
      await desk.followCases.track(desk.jane, desk.place, { number })
      const [status] = await desk.manageAccounts.list(desk.ben)
      if (!status) throw new Error('no login')
      desk.vendor.contact = 'ben'
      desk.portal.logins.clear()
      for (let n = 0; n < 4; n += 1) await desk.poll(status.account, 3_600_000)
      const told = desk.chat.posts.filter(({ channelId }) => channelId.startsWith('direct-'))
      expect(told).toMatchObject([
        {
          channelId: `direct-${desk.ben.id}`,
          message: 'account_broken Red Hat token_dead team de',
        },
      ])
    })
  })

  describe('a reply', () => {
    async function follow() {
      await desk.addLogin()
      const { caseNumber: number } = desk.portal.addCase()
      const tracked = await desk.followCases.track(desk.jane, desk.place, { number })
      if (tracked.refused) throw new Error('not followed')
      return { number, followId: tracked.follow.id }
    }

    it('is off until an administrator allows it', async () => {
      const { number, followId } = await follow()
      const off = { kind: 'off', what: 'replies' }
      expect((await desk.replyToCase.ask(desk.jane, desk.place, { number })).refused).toEqual(off)
      expect((await desk.replyToCase.send(desk.jane, followId, 'hi')).refused).toEqual(off)
    })

    it('goes out as whom it says, and never through another person’s login', async () => {
      desk.vendor.replies = true
      const { number, followId } = await follow()
      const asked = await desk.replyToCase.ask(desk.jane, desk.place, { number })
      expect(asked).toMatchObject({ as: 'Red Hat', followId })
      expect((await desk.replyToCase.send(desk.jane, followId, ' done ')).refused).toBeUndefined()
      expect(desk.portal.cases.get(number)?.comments.at(-1)?.commentBody).toBe('done')
      const bens = await desk.replyToCase.send(desk.ben, followId, 'me too')
      expect(bens.refused?.kind).toBe('no_account')
      expect((await desk.replyToCase.send(desk.jane, followId, ' ')).refused).toEqual({
        kind: 'invalid',
        field: 'text',
      })
    })
  })
})
