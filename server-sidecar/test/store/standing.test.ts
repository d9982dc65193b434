import type { AlertId } from '../../src/domain/alert/alert'
import type { Fact } from '../../src/domain/facts'
import { createDeliveries } from '../../src/store/deliveries'
import { createStanding } from '../../src/store/standing'
import { createUnitOfWork } from '../../src/store/unit-of-work'
import { type CaseDesk, openCaseDesk, TOKEN } from '../a-case-desk'
import { anId } from '../builders/refs'
import { databases, type TestStore } from '../databases'
import { createFakeClock } from '../fakes/fake-clock'

describe.each(databases)('how things stand in %s', (_kind, createStore) => {
  let store: TestStore
  beforeEach(async () => {
    store = await createStore()
  })
  afterEach(() => store.close())

  test('waiting is what has yet to be told, and not what waits for its own time', async () => {
    const clock = createFakeClock()
    const database = store.open({ clock })
    const standing = createStanding(database, clock)
    expect(await standing()).toEqual({ deliveries: { waiting: 0, oldestMs: 0 }, vendors: [] })
    const alertId = anId() as AlertId
    const until = clock.now() + 1000
    const add = (fact: Fact) => createUnitOfWork(database)(({ outbox }) => outbox.add(fact))
    await add({ kind: 'ack_limited', alertId, until })
    clock.advance(5000)
    await add({ kind: 'ack_requested', alertId })
    clock.advance(2000)
    await add({ kind: 'ack_seen', alertId })
    clock.advance(1000)
    expect((await standing()).deliveries).toEqual({ waiting: 2, oldestMs: 3000 })
    const deliveries = createDeliveries(database)
    for (const delivery of await deliveries.claim(10, 1000)) {
      if (delivery.fact.kind === 'ack_requested') await deliveries.finish(delivery)
    }
    expect((await standing()).deliveries).toEqual({ waiting: 1, oldestMs: 1000 })
  })

  describe('at vendors', () => {
    let desk: CaseDesk
    beforeEach(async () => {
      desk = await openCaseDesk(store)
    })
    afterEach(() => desk.close())

    test('the vendor is named, when it answered last, and which logins work; no login is', async () => {
      const standing = createStanding(desk.database, desk.clock)
      const account = await desk.addLogin()
      const number = desk.portal.addCase().caseNumber
      await desk.followCases.track(desk.jane, desk.place, { number })
      await desk.poll(account)
      desk.clock.advance(7000)
      expect((await standing()).vendors).toEqual([
        { vendor: 'Red Hat', logins: { working: 1, broken: 0 }, answeredMsAgo: 7000 },
      ])
      desk.portal.logins.delete(TOKEN)
      desk.clock.advance(60 * 60_000)
      for (let tries = 0; tries < 3; tries += 1) await desk.poll(account, 60 * 60_000)
      expect((await standing()).vendors).toMatchObject([{ logins: { working: 0, broken: 1 } }])
      expect(JSON.stringify(await standing())).not.toContain(account.id)
    })
  })
})
