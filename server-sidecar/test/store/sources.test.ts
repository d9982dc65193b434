import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import type { InTransaction, Rooms } from '../../src/ports/unit-of-work'
import type { Database } from '../../src/store/database'
import { createSecrets } from '../../src/store/secrets'
import { resealSecrets } from '../../src/store/sources'
import { createUnitOfWork } from '../../src/store/unit-of-work'
import { aNewSource, aSourceId } from '../builders/a-new-source'
import { aChannelRef, anId, aUserRef } from '../builders/refs'
import { databases, type TestStore } from '../databases'
import { createFakeClock, type FakeClock } from '../fakes/fake-clock'

describe.each(databases)('sources in %s', (_kind, createStore) => {
  let store: TestStore
  let clock: FakeClock
  let database: Database
  let inTransaction: InTransaction
  const run = <T>(work: (sources: Rooms['sources']) => Promise<T>) =>
    inTransaction(({ sources }) => work(sources))

  beforeEach(async () => {
    store = await createStore()
    clock = createFakeClock()
    database = store.open({ clock })
    inTransaction = createUnitOfWork(database)
  })
  afterEach(() => store.close())

  test('a kept source is found by id, by name and by key, exactly as it was', async () => {
    const source = aNewSource({
      name: 'openITCOCKPIT Süd',
      declared: true,
      rules: [{ host: 'web-*', channelId: aChannelRef(), mentions: ['here'] }],
      upstream: { baseUrl: 'https://m.example.org', twoWay: true, way: 'command', insecure: false },
      ackGroup: 'operators',
      createdBy: aUserRef(),
    })
    const key = anId()
    expect(await run((sources) => sources.insert(source, key))).toBe('kept')
    expect(await run((sources) => sources.find(source.id))).toEqual(source)
    expect(await run((sources) => sources.findByName('OPENitcockpit süd'))).toEqual(source)
    expect(await run((sources) => sources.findByKey(key))).toEqual(source)
    expect(await run((sources) => sources.findByKey(`${key}x`))).toBeUndefined()
    expect(await run((sources) => sources.findByKey(''))).toBeUndefined()
    expect(await run((sources) => sources.find(aSourceId()))).toBeUndefined()
  })

  test('a name and a key belong to one source', async () => {
    const [source, key] = [aNewSource({ name: 'One' }), anId()]
    await run((sources) => sources.insert(source, key))
    const named = aNewSource({ name: 'ONE' })
    expect(await run((sources) => sources.insert(named, anId()))).toBe('name_taken')
    const keyed = aNewSource({ name: 'Two' })
    expect(await run((sources) => sources.insert(keyed, key))).toBe('key_taken')
    expect(await run((sources) => sources.list())).toEqual([source])
    await run((sources) => sources.insert(keyed, anId()))
    expect(await run((sources) => sources.save({ ...keyed, name: 'one' }))).toBe(false)
    expect(await run((sources) => sources.rotate(keyed.id, key, 0))).toBe(false)
    expect((await run((sources) => sources.findByKey(key)))?.id).toBe(source.id)
  })

  test('what was saved is there, and the list is by name', async () => {
    const [b, a] = [aNewSource({ name: 'b' }), aNewSource({ name: 'A' })]
    for (const source of [b, a]) await run((sources) => sources.insert(source, anId()))
    expect(await run((sources) => sources.save({ ...b, name: 'B', replies: 'none' }))).toBe(true)
    const names = (await run((sources) => sources.list())).map(({ name }) => name)
    expect(names).toEqual(['A', 'B'])
    expect(await run((sources) => sources.find(b.id))).toMatchObject({ replies: 'none' })
  })

  test('an old key is valid until the overlap ends, an older one no longer', async () => {
    const source = aNewSource()
    const valid = async (key: string) => Boolean(await run((sources) => sources.findByKey(key)))
    await run((sources) => sources.insert(source, 'key-one'))
    await run((sources) => sources.rotate(source.id, 'key-two', 1_000))
    clock.advance(999)
    expect([await valid('key-one'), await valid('key-two')]).toEqual([true, true])
    clock.advance(1)
    expect([await valid('key-one'), await valid('key-two')]).toEqual([false, true])
    await run((sources) => sources.rotate(source.id, 'key-three', 1_000))
    await run((sources) => sources.rotate(source.id, 'key-four', 1_000))
    expect([await valid('key-two'), await valid('key-three')]).toEqual([false, true])
    await run((sources) => sources.rotate(source.id, 'key-five', 0))
    expect([await valid('key-four'), await valid('key-five')]).toEqual([false, true])
  })

  test('the key that is valid changes nothing, one of before comes back', async () => {
    const source = aNewSource()
    const valid = async (key: string) => Boolean(await run((sources) => sources.findByKey(key)))
    await run((sources) => sources.insert(source, 'key-one'))
    expect(await run((sources) => sources.rotate(source.id, 'key-one', 0))).toBe(true)
    await run((sources) => sources.rotate(source.id, 'key-two', 1_000))
    expect(await run((sources) => sources.rotate(source.id, 'key-one', 1_000))).toBe(true)
    clock.advance(1_000)
    expect([await valid('key-one'), await valid('key-two')]).toEqual([true, false])
  })

  test('of a removed source only its description stays; its name and key are free', async () => {
    const [source, key] = [aNewSource({ name: 'One' }), anId()]
    await run((sources) => sources.insert(source, key))
    await run((sources) => sources.keepSecret(source.id, 'apiKey', 'secret'))
    await run((sources) => sources.remove(source.id))
    expect(await run((sources) => sources.findByKey(key))).toBeUndefined()
    expect(await run((sources) => sources.findByName('One'))).toBeUndefined()
    expect(await run((sources) => sources.list())).toEqual([])
    expect(await run((sources) => sources.secret(source.id, 'apiKey'))).toBeUndefined()
    expect(await run((sources) => sources.find(source.id))).toEqual(source)
    const next = aNewSource({ name: 'one' })
    expect(await run((sources) => sources.insert(next, key))).toBe('kept')
    await run((sources) => sources.remove(next.id))
  })

  test('a secret is kept, replaced and forgotten', async () => {
    const source = aNewSource()
    const secret = () => run((sources) => sources.secret(source.id, 'apiKey'))
    await run((sources) => sources.insert(source, anId()))
    expect(await secret()).toBeUndefined()
    await run((sources) => sources.keepSecret(source.id, 'apiKey', 'one'))
    await run((sources) => sources.keepSecret(source.id, 'apiKey', 'zwölf 😀'))
    expect(await secret()).toBe('zwölf 😀')
    expect(await createUnitOfWork(store.open())((rooms) => rooms.sources.list())).toHaveLength(1)
    await run((sources) => sources.keepSecret(source.id, 'apiKey', undefined))
    expect(await secret()).toBeUndefined()
  })

  test('a configured key takes over, and another after it', async () => {
    let keys: string[] = []
    const secrets = createSecrets(database, { encryptionKeys: () => keys })
    const under = createUnitOfWork(database, secrets)
    const source = aNewSource()
    const secret = () => under(({ sources }) => sources.secret(source.id, 'apiKey'))
    const reseal = () =>
      database.transaction(async (db) => resealSecrets(db, await secrets.keyring(db)))
    await under(({ sources }) => sources.insert(source, anId()))
    await under(({ sources }) => sources.keepSecret(source.id, 'apiKey', 'precious'))
    keys = ['the first configured key']
    expect(await secret()).toBe('precious')
    expect(await reseal()).toEqual({ resealed: 1, unreadable: 0 })
    expect(await reseal()).toEqual({ resealed: 0, unreadable: 0 })
    keys = ['the second one', 'the first configured key']
    expect(await reseal()).toEqual({ resealed: 1, unreadable: 0 })
    keys = ['the second one']
    expect(await secret()).toBe('precious')
    keys = ['a wrong one']
    expect(await secret()).toBeUndefined()
    expect(await reseal()).toEqual({ resealed: 0, unreadable: 1 })
    keys = []
    expect(await secret()).toBeUndefined()
    keys = ['the second one']
    expect(await secret()).toBe('precious')
  })

  test('neither keys nor secrets stand in the database', async () => {
    const [source, key] = [aNewSource(), 'the-webhook-key-0123456789']
    await run((sources) => sources.insert(source, key))
    await run((sources) => sources.keepSecret(source.id, 'apiKey', 'the-api-key-0123456789'))
    await run((sources) => sources.rotate(source.id, 'the-next-key-0123456789', 1_000))
    expect(await everythingIn(database, store)).toMatch(source.id)
    expect(await everythingIn(database, store)).not.toMatch(/the-(?:webhook|api|next)-key/)
  })
})

/** All that somebody with the file, or with the right to read the tables, can see. */
async function everythingIn(database: Database, store: TestStore): Promise<string> {
  if (store.at.kind === 'sqlite') {
    const { file } = store.at
    return [file, `${file}-wal`].map((path) => readFileSync(path, 'latin1')).join('')
  }
  const rows = ['source', 'source_key', 'source_secret', 'setting'].map((name) =>
    database.run((db) =>
      sql`select t::text as row from ${sql.table(`ticketdesk.${name}`)} t`.execute(db),
    ),
  )
  return JSON.stringify(await Promise.all(rows))
}
