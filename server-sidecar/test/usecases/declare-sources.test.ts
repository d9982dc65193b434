import type { SourceDeclaration } from '../../src/domain/source/declaration'
import type { InTransaction } from '../../src/ports/unit-of-work'
import { createUnitOfWork } from '../../src/store/unit-of-work'
import { createDeclareSources } from '../../src/usecases/declare-sources'
import { aNewSource } from '../builders/a-new-source'
import { aChannelRef, anId } from '../builders/refs'
import { databases, type TestStore } from '../databases'
import { createFakeClock } from '../fakes/fake-clock'
import { createFakePeople } from '../fakes/fake-people'

const aDeclaration = (more: Partial<SourceDeclaration> = {}): SourceDeclaration => ({
  name: 'monitoring',
  key: anId(),
  kind: 'detect',
  channel: 'team/alerts',
  replies: 'changes',
  storm: { problems: 20, seconds: 60 },
  rules: [],
  ...more,
})

describe.each(databases)('declared sources in %s', (_kind, createStore) => {
  let store: TestStore
  let inTransaction: InTransaction
  const channelId = aChannelRef()
  const people = createFakePeople()
  people.addChannel({ id: channelId, name: 'alerts' })

  beforeEach(async () => {
    store = await createStore()
    inTransaction = createUnitOfWork(store.open())
  })
  afterEach(() => store.close())

  const declare = (declarations: SourceDeclaration[]) =>
    createDeclareSources({ inTransaction, people, clock: createFakeClock(), newId: anId })(
      declarations,
    )
  const list = () => inTransaction(({ sources }) => sources.list())
  const byKey = (key: string) => inTransaction(({ sources }) => sources.findByKey(key))

  test('are added, changed and removed with the configuration', async () => {
    const upstream = {
      baseUrl: 'https://m.example.org',
      twoWay: true,
      way: 'module',
      insecure: false,
    } as const
    const first = aDeclaration({ upstream: { ...upstream, apiKey: 'secret' } })
    expect(await declare([first, aDeclaration({ name: 'other' })])).toEqual([])
    const [kept] = await list()
    expect(kept).toMatchObject({ name: 'monitoring', declared: true, channelId, upstream })
    expect(JSON.stringify(await list())).not.toContain('secret')
    const id = kept?.id ?? (anId() as never)
    expect(await inTransaction(({ sources }) => sources.secret(id, 'apiKey'))).toBe('secret')
    const changed = aDeclaration({
      replies: 'none',
      rules: [{ host: 'a', channel: 'team/alerts' }],
    })
    expect(await declare([changed])).toEqual([])
    expect(await list()).toEqual([
      expect.objectContaining({ id, replies: 'none', rules: [{ host: 'a', channelId }] }),
    ])
    expect(await inTransaction(({ sources }) => sources.secret(id, 'apiKey'))).toBeUndefined()
    expect([(await byKey(first.key))?.id, (await byKey(changed.key))?.id]).toEqual([id, id])
    await declare([])
    expect(await list()).toEqual([])
  })

  test('leave alone what people have made, and complain', async () => {
    const made = aNewSource({ name: 'Monitoring' })
    const key = anId()
    await inTransaction(({ sources }) => sources.insert(made, key))
    const problems = await declare([
      aDeclaration(),
      aDeclaration({ name: 'twin', key }),
      aDeclaration({ name: 'lost', channel: 'team/nowhere' }),
      aDeclaration({ name: 'fine' }),
    ])
    expect(problems).toEqual([
      { name: 'lost', problem: 'channel_not_found', channel: 'team/nowhere' },
      { name: 'monitoring', problem: 'name_taken' },
      { name: 'twin', problem: 'key_taken' },
    ])
    expect((await list()).map(({ name }) => name)).toEqual(['fine', 'Monitoring'])
    await declare([])
    expect(await list()).toEqual([made])
  })

  test('a channel nobody finds any more does not remove its source', async () => {
    const declaration = aDeclaration()
    await declare([declaration])
    await declare([{ ...declaration, channel: 'team/renamed' }])
    expect((await byKey(declaration.key))?.channelId).toBe(channelId)
  })

  test('nothing changes while Mattermost is away', async () => {
    await declare([aDeclaration()])
    people.away = true
    await expect(declare([aDeclaration({ name: 'next' })])).rejects.toMatchObject({
      code: 'mattermost_unavailable',
    })
    people.away = false
    expect((await list()).map(({ name }) => name)).toEqual(['monitoring'])
  })
})
