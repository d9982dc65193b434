import type { Source } from '../../src/domain/source/source'
import type { Database } from '../../src/store/database'
import { createSecrets } from '../../src/store/secrets'
import { createSecretsUpkeep } from '../../src/store/secrets-upkeep'
import { createUnitOfWork } from '../../src/store/unit-of-work'
import { aNewSource } from '../builders/a-new-source'
import { anAccount } from '../builders/a-vendor'
import { anId } from '../builders/refs'
import { databases, type TestStore } from '../databases'
import { createFakeLog, type FakeLog } from '../fakes/fake-log'

const [OLD, NEW, OTHER] = ['the old key '.repeat(3), 'the new key '.repeat(3), 'another '.repeat(4)]

describe.each(databases)('a changed encryption key, in %s', (_kind, createStore) => {
  let store: TestStore
  let database: Database
  let log: FakeLog
  let source: Source
  beforeEach(async () => {
    store = await createStore()
    database = store.open()
    log = createFakeLog()
    source = aNewSource()
  })
  afterEach(() => store.close())

  /** A process that was started with these keys. */
  function aProcess(...keys: string[]) {
    const configured = [...keys]
    const secrets = createSecrets(database, { encryptionKeys: () => configured })
    const inTransaction = createUnitOfWork(database, secrets)
    return {
      ...createSecretsUpkeep({ database, secrets, log }),
      configure: (...now: string[]) => void configured.splice(0, configured.length, ...now),
      read: () => inTransaction(({ sources }) => sources.secret(source.id, 'apiKey')),
      keep: (apiKey: string) =>
        inTransaction(async ({ sources }) => {
          await sources.insert(source, anId())
          await sources.keepSecret(source.id, 'apiKey', apiKey)
        }),
    }
  }

  test('what the old one sealed is sealed anew, and the old one is needed no longer', async () => {
    await aProcess(OLD).keep('api key 1')
    await aProcess(NEW, OLD).reseal()
    expect(log.lines).toMatchObject([{ level: 'info', fields: { count: 1 } }])
    expect(await aProcess(NEW).read()).toBe('api key 1')
    expect(await aProcess(OLD).read()).toBeUndefined()
  })

  test('a vendor’s secret is sealed anew, too', async () => {
    const account = anAccount()
    const before = createSecrets(database, { encryptionKeys: () => [OLD] })
    await createUnitOfWork(
      database,
      before,
    )(async ({ accounts }) => {
      await accounts.insert(account)
      await accounts.keepSecret(account.id, 'offline token 1')
    })
    await aProcess(NEW, OLD).reseal()
    const after = createSecrets(database, { encryptionKeys: () => [NEW] })
    const kept = await createUnitOfWork(
      database,
      after,
    )(({ accounts }) => accounts.secret(account.id))
    expect(kept).toBe('offline token 1')
  })

  test('without a change nothing is done, and nothing said', async () => {
    const running = aProcess(OLD)
    await running.keep('api key 1')
    await running.reseal()
    expect(log.lines).toEqual([])
  })

  test('a first key takes over from the database’s own', async () => {
    await aProcess().keep('api key 1')
    await aProcess(NEW).reseal()
    await database.run((db) => db.deleteFrom('setting').execute())
    expect(await aProcess(NEW).read()).toBe('api key 1')
  })

  test('a key changed while we run need not be given twice', async () => {
    const running = aProcess(OLD)
    await running.keep('api key 1')
    running.remember([OLD])
    running.configure(NEW)
    await running.reseal()
    expect(await aProcess(NEW).read()).toBe('api key 1')
  })

  test('what no known key opens is left alone, and said with the remedy', async () => {
    await aProcess(OLD).keep('api key 1')
    await aProcess(OTHER).reseal()
    expect(log.lines).toMatchObject([
      { level: 'error', fields: { count: 1, remedy: expect.stringContaining('EncryptionKey') } },
    ])
    expect(await aProcess(OLD).read()).toBe('api key 1')
    const lines = JSON.stringify(log.lines)
    for (const secret of [OLD, OTHER, 'api key 1']) expect(lines).not.toContain(secret)
  })
})
