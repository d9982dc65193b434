import type { Actor } from '../../src/domain/actor'
import type { SourceId } from '../../src/domain/alert/alert'
import type { InTransaction } from '../../src/ports/unit-of-work'
import { createUnitOfWork } from '../../src/store/unit-of-work'
import { createManageSources, type ManageSources } from '../../src/usecases/manage-sources'
import { aNewSource } from '../builders/a-new-source'
import { aChannelRef, anId, aUserRef } from '../builders/refs'
import { databases, type TestStore } from '../databases'
import { createFakeClock } from '../fakes/fake-clock'
import { createFakePeople, type FakePeople } from '../fakes/fake-people'

describe.each(databases)('managing sources in %s', (_kind, createStore) => {
  let store: TestStore
  let people: FakePeople
  let inTransaction: InTransaction
  let manage: ManageSources
  const [here, there] = [aChannelRef(), aChannelRef()]
  const root: Actor = { id: aUserRef(), locale: 'en' }
  const owner: Actor = { id: aUserRef(), locale: 'en' }
  const anybody: Actor = { id: aUserRef(), locale: 'en' }

  beforeEach(async () => {
    store = await createStore()
    inTransaction = createUnitOfWork(store.open())
    people = createFakePeople()
    people.systemAdmins.add(root.id)
    people.channelAdmins.add(`${owner.id}/${here}`)
    const needs = { inTransaction, people, clock: createFakeClock(), newId: anId, newKey: anId }
    manage = createManageSources(needs)
  })
  afterEach(() => store.close())

  function anInput(more: object = {}) {
    const { id: _, declared: __, createdAt: ___, ...draft } = aNewSource({ channelId: here })
    return { ...draft, ...more }
  }
  async function added(actor: Actor, more: object = {}) {
    const result = await manage.add(actor, anInput(more))
    if (result.refused) throw new Error(result.refused.kind)
    return result
  }
  const refusalOf = async (work: Promise<{ refused?: { kind: string } }>) =>
    (await work).refused?.kind
  const secret = (id: SourceId) => inTransaction(({ sources }) => sources.secret(id, 'apiKey'))

  test('is for administrators: of the system everywhere, of a channel in theirs', async () => {
    expect(await refusalOf(manage.add(anybody, anInput()))).toBe('not_allowed')
    expect(await refusalOf(manage.add(owner, anInput({ channelId: there })))).toBe('not_allowed')
    const elsewhere = { rules: [{ channelId: there }] }
    expect(await refusalOf(manage.add(owner, anInput(elsewhere)))).toBe('not_allowed')
    const [mine, other] = [await added(owner), await added(root, { channelId: there })]
    const { id } = other.source
    expect(await refusalOf(manage.edit(owner, id, anInput()))).toBe('not_found')
    expect(await refusalOf(manage.edit(anybody, id, anInput()))).toBe('not_allowed')
    for (const actor of [anybody, owner]) {
      expect(await refusalOf(manage.rotate(actor, id))).toBe('not_found')
      expect(await refusalOf(manage.remove(actor, id))).toBe('not_found')
    }
    expect((await manage.list(owner)).map((source) => source.id)).toEqual([mine.source.id])
    expect(await manage.list(root)).toHaveLength(2)
    expect(await manage.list(anybody)).toEqual([])
  })

  test('a source cannot be moved to a channel of others', async () => {
    const { source } = await added(owner)
    const moved = manage.edit(owner, source.id, anInput({ channelId: there }))
    expect(await refusalOf(moved)).toBe('not_allowed')
  })

  test('what does not fit is refused with its fields', async () => {
    const upstream = { baseUrl: 'ftp://x', twoWay: true, way: 'module', insecure: false }
    const result = await manage.add(
      owner,
      anInput({ name: ' ', upstream, storm: { problems: -1, seconds: 1 } }),
    )
    expect(result.refused).toEqual({ kind: 'invalid', fields: ['name', 'baseUrl', 'storm'] })
  })

  test('a name is taken once, a declared source is changed in its file only', async () => {
    await added(owner, { name: 'One' })
    expect(await refusalOf(manage.add(owner, anInput({ name: 'one' })))).toBe('name_taken')
    const declared = aNewSource({ channelId: here, declared: true })
    await inTransaction(({ sources }) => sources.insert(declared, anId()))
    expect(await refusalOf(manage.rotate(root, declared.id))).toBe('declared')
    expect(await refusalOf(manage.remove(root, declared.id))).toBe('declared')
  })

  test('an API key never travels to another place', async () => {
    const upstream = {
      baseUrl: 'https://m.example.org',
      twoWay: true,
      way: 'module',
      insecure: false,
    }
    const { source } = await added(owner, { name: 'One', upstream, apiKey: 'secret' })
    await manage.edit(
      owner,
      source.id,
      anInput({ name: 'One', upstream: { ...upstream, twoWay: false } }),
    )
    expect(await secret(source.id)).toBe('secret')
    const evil = { ...upstream, baseUrl: 'https://evil.example.org' }
    await manage.edit(owner, source.id, anInput({ name: 'One', upstream: evil }))
    expect(await secret(source.id)).toBeUndefined()
  })

  test('a rotated key leaves the old one for a while, or ends it at once', async () => {
    const find = (key: string) => inTransaction(({ sources }) => sources.findByKey(key))
    const { source, key } = await added(owner)
    const rotate = async (options = {}) => {
      const rotated = await manage.rotate(owner, source.id, options)
      if (rotated.refused) throw new Error(rotated.refused.kind)
      return rotated.key
    }
    const next = await rotate()
    expect([await find(key), await find(next)]).toEqual([source, source])
    const last = await rotate({ atOnce: true })
    expect([await find(next), await find(last)]).toEqual([undefined, source])
  })
})
