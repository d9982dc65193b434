/** A case that is followed where nothing can be posted any more, on both databases. */
import { type CaseDesk, openCaseDesk } from '../../a-case-desk'
import { databases, type TestStore } from '../../databases'
import type { Fate } from '../../fakes/fake-chat'

const DAY = 24 * 60 * 60_000

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

  async function followWhere(fate: Fate) {
    desk.chat.fate = ({ channelId }) => (channelId === desk.channelId ? fate : 'ok')
    await desk.addLogin()
    const { caseNumber: number } = desk.portal.addCase()
    const tracked = await desk.followCases.track(desk.jane, desk.place, { number })
    if (tracked.refused) throw new Error(JSON.stringify(tracked.refused))
    return { number, id: tracked.follow.id }
  }
  async function days(count: number) {
    for (const end = desk.clock.now() + count * DAY; desk.clock.now() < end; ) {
      await desk.tellAll()
      desk.clock.advance(20 * 60_000)
    }
  }
  const stoppedAt = async (id: Awaited<ReturnType<typeof followWhere>>['id']) =>
    (await desk.inTransaction(({ cases }) => cases.findFollow(id)))?.stoppedAt

  it('whoever follows it hears of it, and after a day the follow ends', async () => {
    const { id, number } = await followWhere('channel_gone')
    await days(0.5)
    expect(desk.chat.posts).toMatchObject([
      { channelId: `direct-${desk.jane.id}`, message: expect.stringContaining(number) },
    ])
    expect(await stoppedAt(id)).toBeUndefined()
    await days(1.5)
    expect(await stoppedAt(id)).toBeDefined()
    expect(desk.chat.posts).toHaveLength(1)
  })

  it('a post that is rejected ends no follow', async () => {
    const { id } = await followWhere('rejected')
    await days(2)
    expect(await stoppedAt(id)).toBeUndefined()
    expect(desk.log.lines.filter(({ level }) => level === 'error')).toHaveLength(1)
  })
})
