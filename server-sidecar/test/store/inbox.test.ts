import type { Errand } from '../../src/domain/errand'
import type { InTransaction } from '../../src/ports/unit-of-work'
import { createUnitOfWork } from '../../src/store/unit-of-work'
import { aChannelRef, anId } from '../builders/refs'
import { databases, type TestStore } from '../databases'

const wish = { kind: 'words', text: 'hm', isDirect: true, isReply: false } as const
const anErrand = (overrides: Partial<Errand> = {}): Errand => ({
  ...{ id: `post:${anId()}`, by: anId() as Errand['by'], channelId: aChannelRef() },
  ...{ threadId: anId() as Errand['threadId'], at: 1_000_000, wish },
  ...overrides,
})

describe.each(databases)('the inbox in %s', (kind, createStore) => {
  let store: TestStore
  let nodes: InTransaction[]
  beforeEach(async () => {
    store = await createStore()
    const first = createUnitOfWork(store.open())
    // A file is one node's alone.
    nodes = [first, kind === 'postgres' ? createUnitOfWork(store.open()) : first]
  })
  afterEach(() => store.close())
  const on = (node: number): InTransaction => nodes[node % 2] as InTransaction
  const take = (errand: Errand, node = 0) => on(node)(({ inbox }) => inbox.take(errand))
  const help = (errand: Errand, since: number, node = 0) =>
    on(node)(({ inbox }) => inbox.giveHelp(errand, since))

  test('takes an errand once, whichever node is first, and gives it back as it was', async () => {
    const errand = anErrand()
    const taken = await Promise.all([0, 1, 0, 1, 0, 1].map((node) => take(errand, node)))
    expect(taken.filter(Boolean)).toHaveLength(1)
    expect(await on(1)(({ inbox }) => inbox.find(errand.id))).toEqual(errand)
    expect(await on(1)(({ inbox }) => inbox.find('post:nothing'))).toBeUndefined()
  })

  test('a transaction that fails has taken nothing', async () => {
    const errand = anErrand()
    const failing = on(0)(async ({ inbox }) => {
      await inbox.take(errand)
      throw new Error('after all')
    })
    await expect(failing).rejects.toThrow('after all')
    expect(await take(errand, 1)).toBe(true)
  })

  test('help is given once in a thread, and once in a while in its channel', async () => {
    const first = anErrand()
    const sameThread = anErrand({ ...first, id: 'post:reply', at: 9_000_000 })
    const sameChannel = anErrand({ channelId: first.channelId, at: 1_500_000 })
    const elsewhere = anErrand()
    for (const one of [first, sameThread, sameChannel, elsewhere]) await take(one)
    expect(await help(first, 0)).toBe(true)
    expect(await help(sameThread, 8_000_000)).toBe(false)
    expect(await help(sameChannel, 900_000)).toBe(false)
    expect(await help(elsewhere, 0)).toBe(true)
    // The same errand again, after an accident.
    expect(await help(first, 0)).toBe(true)
    expect(await help(sameChannel, 1_200_000)).toBe(true)
  })

  test('of many lines at once on two nodes one is helped', async () => {
    const { channelId } = anErrand()
    const lines = Array.from({ length: 10 }, () => anErrand({ channelId }))
    for (const line of lines) await take(line)
    const given = await Promise.all(lines.map((line, node) => help(line, 0, node)))
    expect(given.filter(Boolean)).toHaveLength(1)
  })

  test('knows the newest, clicks apart', async () => {
    const lastAt = () => on(0)(({ inbox }) => inbox.lastAt())
    expect(await lastAt()).toBeUndefined()
    await take(anErrand({ at: 1 }))
    await take(anErrand({ at: 5 }))
    await take(anErrand({ id: 'click:x', at: 9 }))
    expect(await lastAt()).toBe(5)
  })
})
