/** Following a case, from the command to the thread, on both databases. */
import { existsSync, readFileSync } from 'node:fs'
import { type CaseDesk, openCaseDesk, TOKEN } from '../../a-case-desk'
import { databases, type TestStore } from '../../databases'
import { anAnswer } from '../../fakes/loopback-server'

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

  /** Jane follows a case that has a story already. */
  async function follow(side?: 'associate' | 'customer' | 'both') {
    const account = await desk.addLogin()
    const { caseNumber } = desk.portal.addCase()
    desk.portal.comment(caseNumber, { commentBody: 'an old story' })
    const tracked = await desk.followCases.track(desk.jane, desk.place, {
      number: caseNumber,
      ...(side && { side }),
    })
    if (tracked.refused) throw new Error(JSON.stringify(tracked.refused))
    await desk.tellAll()
    desk.clock.advance(600_000)
    return { account, number: caseNumber, ...tracked }
  }

  it('posts one card that says where things are, and none of the history', async () => {
    const { number } = await follow()
    expect(desk.chat.posts).toHaveLength(1)
    expect(desk.cards()[0]).toMatchObject({
      message: `case ${number}: trouble ${number} | Waiting on Red Hat`,
      channelId: desk.channelId,
      type: 'custom_ticketdesk_case',
    })
  })

  it('follows a case once in a place, and in each thread that asks', async () => {
    const { number, follow: standing } = await follow()
    const again = await desk.followCases.track(desk.ben, desk.place, { number })
    // Ben has no login of his own; whoever has one hears that it is there.
    expect(again.refused).toEqual({ kind: 'no_account' })
    const twice = await desk.followCases.track(desk.jane, desk.place, { number })
    const [card] = desk.cards()
    expect(twice.refused).toEqual({ kind: 'already', follow: standing, post: card?.id })

    const rootId = 'r'.repeat(26) as never
    desk.people.addPost(rootId, { channelId: desk.channelId })
    const inThread = { channelId: desk.channelId, rootId }
    expect((await desk.followCases.track(desk.jane, inThread, { number })).refused).toBeUndefined()
    await desk.tellAll()
    expect(desk.chat.posts.at(-1)).toMatchObject({ rootId, type: 'custom_ticketdesk_case' })
  })

  it('changes whose comments are told when the place asks for others', async () => {
    const { account, number, follow: standing } = await follow()
    desk.portal.comment(number, { commentBody: 'unheard', createdByType: 'Customer' })
    await desk.poll(account)
    const asked = { number, side: 'both' as const }
    const changed = await desk.followCases.track(desk.jane, desk.place, asked)
    expect(changed).toMatchObject({ follow: { id: standing.id, side: 'both' } })
    expect((await desk.followCases.track(desk.jane, desk.place, asked)).refused?.kind).toBe(
      'already',
    )
    await desk.tellAll()
    desk.portal.comment(number, { commentBody: 'heard', createdByType: 'Customer' })
    await desk.poll(account)
    expect(desk.thread()).toEqual([expect.stringContaining('heard')])
    expect(desk.thread().join()).not.toContain('unheard')
    expect(desk.cards()).toHaveLength(1)
  })

  it('refuses what nobody may, or nobody sees', async () => {
    const { jane, ben, place } = desk
    const track = desk.followCases.track
    expect((await track(jane, place, { number: '04000001' })).refused).toEqual({
      kind: 'no_account',
    })
    await desk.addLogin()
    desk.portal.addCase({ accountNumberRef: 'of others' })
    expect((await track(jane, place, { number: '04000001' })).refused?.kind).toBe('not_found')
    expect((await track(jane, place, { number: '04999999' })).refused?.kind).toBe('not_found')
    expect((await track(jane, place, { number: 'etcd' })).refused?.kind).toBe('not_a_number')
    const account = 'other'
    expect((await track(jane, place, { number: '04000001', account })).refused?.kind).toBe(
      'unknown_account',
    )
    const elsewhere = { channelId: 'x'.repeat(26) as never }
    expect((await track(ben, elsewhere, { number: '04000001' })).refused?.kind).toBe('not_allowed')
    const rootId = 'x'.repeat(26) as never
    const noThread = { ...place, rootId }
    expect((await track(jane, noThread, { number: '1' })).refused?.kind).toBe('thread_not_found')
    desk.portal.trouble = ({ target }) =>
      target.includes('/cases/') ? anAnswer(503, '<html>') : undefined
    expect((await track(jane, place, { number: '04000001' })).refused).toEqual({
      kind: 'trouble',
      reason: 'server_error',
    })
  })

  it('tells comments once and in order, however many come in one second', async () => {
    const { account, number } = await follow()
    for (const commentBody of ['one', 'two', 'three']) desk.portal.comment(number, { commentBody })
    await desk.poll(account)
    const lines = ['one', 'two', 'three'].map((text) => `Max Redhatter: ${text}`)
    expect(desk.thread()).toEqual(lines)
    await desk.poll(account)
    await desk.poll(account)
    expect(desk.thread()).toEqual(lines)
  })

  it('tells a comment that came in the second the last poll saw', async () => {
    const { account, number } = await follow()
    desk.portal.comment(number, { commentBody: 'one' })
    await desk.poll(account, 0)
    const moved = desk.portal.cases.get(number)?.lastModifiedDate
    desk.portal.comment(number, { commentBody: 'two' })
    desk.portal.change(number, { lastModifiedDate: moved ?? '' })
    await desk.poll(account)
    expect(desk.thread()).toEqual(['Max Redhatter: one', 'Max Redhatter: two'])
  })

  it('tells what changed, and keeps the card true', async () => {
    const { account, number } = await follow()
    desk.portal.change(number, { severity: '1 (Urgent)', ownerId: 'Ann Other' })
    await desk.poll(account)
    desk.portal.change(number, { status: 'Closed', isClosed: true })
    await desk.poll(account)
    desk.portal.change(number, { status: 'Waiting on Customer', isClosed: false })
    await desk.poll(account)
    expect(desk.thread()).toEqual([
      'severity: 3 (Normal) → 1 (Urgent)',
      'owner: Max Redhatter → Ann Other',
      'closed: Closed',
      'reopened: Waiting on Customer',
    ])
    expect(desk.cards()).toHaveLength(1)
    expect(desk.cards()[0]?.message).toContain('| Waiting on Customer')
  })

  it('tells of attachments by their names', async () => {
    const { account, number } = await follow()
    const createdDate = '2026-06-17T12:10:00Z'
    desk.portal.change(number, { attachments: [{ uuid: 'u', fileName: 'sos.tar', createdDate }] })
    await desk.poll(account)
    await desk.poll(account)
    expect(desk.thread()).toEqual(['attached sos.tar'])
  })

  it('shows an edited comment as edited, in its own reply', async () => {
    const { account, number } = await follow()
    const comment = desk.portal.comment(number, { commentBody: 'wrong' })
    await desk.poll(account)
    for (const commentBody of ['right', 'better']) {
      desk.clock.advance(1000)
      const lastModifiedDate = new Date(desk.clock.now()).toISOString()
      const edited = { ...comment, commentBody, lastModifiedDate }
      const others = desk.portal.cases.get(number)?.comments.slice(0, -1) ?? []
      desk.portal.change(number, { comments: [...others, edited] })
      await desk.poll(account)
    }
    expect(desk.thread()).toEqual(['Max Redhatter: better (edited)'])
  })

  it('posts an edited comment that was there before, once', async () => {
    const { account, number } = await follow()
    const [old] = desk.portal.cases.get(number)?.comments ?? []
    const lastModifiedDate = new Date(desk.clock.now()).toISOString()
    if (old) {
      const comments = [{ ...old, commentBody: 'a new story', lastModifiedDate }]
      desk.portal.change(number, { comments })
    }
    await desk.poll(account)
    await desk.poll(account)
    expect(desk.thread()).toEqual(['Max Redhatter: a new story (edited)'])
  })

  it('tells whose comments were asked for', async () => {
    const { account, number } = await follow('customer')
    desk.portal.comment(number, { createdByType: 'ASSOCIATE' })
    desk.portal.comment(number, { createdByType: 'CUSTOMER', createdBy: 'Jane', commentBody: 'hm' })
    desk.portal.comment(number, { createdByType: 'SYSTEM' })
    await desk.poll(account)
    expect(desk.thread()).toEqual(['Jane: hm'])
  })

  it('tells no drafts, and private comments only where an administrator allowed it', async () => {
    const { account, number } = await follow()
    desk.portal.comment(number, { isDraft: true })
    desk.portal.comment(number, { isPublic: false, commentBody: 'between us' })
    await desk.poll(account)
    expect(desk.thread()).toEqual([])

    const other = { channelId: 'o'.repeat(26) as never }
    desk.people.addChannel({ id: other.channelId, name: 'secret' }, { post: [desk.jane.id] })
    desk.vendor.privateIn.push('team/secret')
    await desk.followCases.track(desk.jane, other, { number })
    desk.portal.comment(number, { isPublic: false, commentBody: 'still between us' })
    await desk.poll(account)
    const told = desk.chat.posts.filter(({ message }) => message.includes('between us'))
    expect(told.map(({ channelId, message }) => [channelId, message])).toEqual([
      [other.channelId, 'Max Redhatter: still between us'],
    ])
  })

  it('says nothing after it was stopped, and the card says so', async () => {
    const { account, number } = await follow()
    const stopped = await desk.followCases.untrack(desk.ben, desk.place, { number })
    expect(stopped.refused).toBeUndefined()
    desk.portal.comment(number)
    await desk.poll(account)
    expect(desk.thread()).toEqual([])
    expect(desk.cards()[0]?.message).toContain('stopped')
    const again = await desk.followCases.untrack(desk.jane, desk.place, { number })
    expect(again.refused?.kind).toBe('not_followed')
  })

  it('keeps nothing of what was written when nobody follows it any more', async () => {
    const { account, number } = await follow()
    desk.portal.comment(number, { commentBody: 'nobody needs this now' })
    await desk.poll(account)
    const isKept = async () => {
      const rows = await desk.database.run((db) => db.selectFrom('case_news').selectAll().execute())
      return JSON.stringify(rows).includes('nobody needs this now')
    }
    expect(await isKept()).toBe(true)
    await desk.followCases.untrack(desk.jane, desk.place, { number })
    expect(await isKept()).toBe(false)

    await desk.followCases.track(desk.jane, desk.place, { number })
    desk.portal.comment(number, { commentBody: 'again' })
    await desk.poll(account)
    expect(desk.thread()).toEqual(['Max Redhatter: nobody needs this now', 'Max Redhatter: again'])
    expect(desk.cards()).toHaveLength(2)
  })

  it('lists what is followed here, to those who read here', async () => {
    const { number, follow: standing } = await follow()
    const listed = await desk.followCases.list(desk.ben, desk.channelId)
    expect(listed).toMatchObject({
      cases: [{ follow: { id: standing.id }, supportCase: { state: { number } } }],
      filters: [],
    })
    const stranger = { id: 's'.repeat(26) as never, locale: 'en' as const }
    expect((await desk.followCases.list(stranger, desk.channelId)).refused?.kind).toBe(
      'not_allowed',
    )
  })

  it('shows the newest comment, and one whole, through the login it is followed with', async () => {
    const { number, follow: standing } = await follow()
    const { id } = desk.portal.comment(number, { commentBody: 'the newest' })
    desk.portal.comment(number, { commentBody: 'not for here', isPublic: false })
    const latest = await desk.followCases.latest(desk.ben, desk.place, { number })
    expect(latest).toMatchObject({ comment: { id, body: 'the newest' } })
    const whole = await desk.followCases.comment(desk.ben, standing.id, id)
    expect(whole).toMatchObject({ comment: { body: 'the newest' } })
    const hidden = desk.portal.cases.get(number)?.comments.at(-1)?.id ?? ''
    expect((await desk.followCases.comment(desk.ben, standing.id, hidden)).refused?.kind).toBe(
      'not_found',
    )
    expect(await desk.followCases.show(desk.ben, desk.place, number)).toMatchObject({
      state: { number },
      vendor: 'Red Hat',
      follow: { id: standing.id },
    })
  })

  it('posts everything once although Mattermost and we fail in between', async () => {
    const { account, number } = await follow()
    const fates = ['fail_after', 'fail_before', 'ok', 'fail_after', 'ok'] as const
    let count = 0
    desk.chat.fate = () => fates[count++ % fates.length] ?? 'ok'
    for (let n = 0; n < 6; n += 1) desk.portal.comment(number, { commentBody: `line ${n}` })
    desk.clock.advance(5000)
    await desk.refresh(account.id)
    for (let round = 0; round < 40; round += 1) {
      for (const delivery of await desk.deliveries.claim(10, 1000)) {
        const { signal } = new AbortController()
        const done = await desk.deliver(delivery, signal).catch(() => undefined)
        if (done?.kind === 'done') await desk.deliveries.finish(delivery)
      }
      desk.clock.advance(1000)
    }
    expect(desk.thread()).toEqual([0, 1, 2, 3, 4, 5].map((n) => `Max Redhatter: line ${n}`))
  })

  it('keeps no secret in the clear, and tells nobody', async () => {
    const { account, number } = await follow()
    desk.portal.comment(number)
    desk.portal.trouble = ({ target }) =>
      target.includes('/cases/') ? anAnswer(401, { message: TOKEN }) : undefined
    for (let n = 0; n < 4; n += 1) await desk.poll(account, 3_600_000)
    const kept = await desk.database.run(async (db) => {
      const tables = ['vendor_account', 'vendor_secret', 'vendor_watch', 'support_case'] as const
      const more = ['fact', 'case_news', 'case_comment', 'case_follow'] as const
      const rows = await Promise.all(
        [...tables, ...more].map((table) => db.selectFrom(table).selectAll().execute()),
      )
      return JSON.stringify(rows)
    })
    expect(kept).toContain(account.id)
    const { at } = store
    if (at.kind === 'sqlite') {
      for (const file of [at.file, `${at.file}-wal`].filter(existsSync)) {
        expect(readFileSync(file, 'latin1')).not.toContain(TOKEN)
      }
    }
    for (const text of [kept, JSON.stringify(desk.log.lines), JSON.stringify(desk.chat.posts)]) {
      expect(text).not.toContain(TOKEN)
      expect(text).not.toContain('access-1')
    }
    const login = await desk.logins.of(account.id)
    expect(typeof login === 'object' && login.secret).toBe(TOKEN)
  })
})
