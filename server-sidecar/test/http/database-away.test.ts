import type { ChannelRef, UserRef } from '../../src/domain/refs'
import { createDeliveries } from '../../src/store/deliveries'
import { openTestDesk, type TestDesk } from '../a-desk'
import { aNewSource } from '../builders/a-new-source'
import { createPostgresStore, type TestStore } from '../databases'
import { openTcpProxy, type TcpProxy } from '../tcp-proxy'
import { until } from '../until'

describe('a database that goes away and comes back', () => {
  let store: TestStore
  let line: TcpProxy
  let desk: TestDesk
  let key: string

  beforeEach(async () => {
    store = await createPostgresStore()
    const url = new URL((store.at as { dataSource: string }).dataSource)
    line = await openTcpProxy({ host: url.hostname, port: Number(url.port || 5432) })
    url.hostname = '127.0.0.1'
    url.port = String(line.port)
    desk = await openTestDesk({ kind: 'postgres', dataSource: url.href })
    desk.mattermost.systemAdmins.add(desk.jane.id)
    const { id: _, declared: __, createdAt: ___, ...draft } = aNewSource()
    const admin = { id: desk.jane.id as UserRef, locale: 'en' as const }
    const channelId = desk.channel.id as ChannelRef
    const added = await desk.desk.manageSources.add(admin, { ...draft, channelId })
    if (added.refused) throw new Error(added.refused.kind)
    key = added.key
  })
  afterEach(async () => {
    line.mend()
    await desk.close()
    await line.close()
    await store.close()
  })

  const send = (text: string) => desk.ask(`/hooks/${key}`, { body: { text } })
  const messages = () => desk.mattermost.posts.map(({ message }) => message)
  const kept = async () => {
    const rows = await store.open().run((db) => db.selectFrom('message').select('body').execute())
    return rows.map(({ body }) => JSON.parse(body).text).sort()
  }

  test('says 503 while it is away, keeps nothing, and goes on by itself afterwards', async () => {
    expect((await send('one')).status).toBe(200)
    await until('it is posted', () => messages().length === 1)
    line.cut()
    for (const text of ['two', 'three']) {
      const answer = await send(text)
      expect([answer.status, answer.headers['Retry-After']]).toEqual([503, ['5']])
      expect(answer.json).toMatchObject({ status_code: 503, detailed_error: '' })
    }
    line.mend()
    expect((await send('three')).text).toBe('ok')
    await until('it is posted', () => messages().length === 2)
    expect(await kept()).toEqual(['one', 'three'])
    expect(messages()).toEqual(['one', 'three'])
    expect(desk.log.lines.map(({ message }) => message)).toContain('database serves again')
  })

  test('a wrong key is not called wrong while nobody can know', async () => {
    line.cut()
    expect((await desk.ask('/hooks/nonsense', { body: { text: 'x' } })).status).toBe(503)
    line.mend()
    expect((await desk.ask('/hooks/nonsense', { body: { text: 'x' } })).status).toBe(400)
  })

  test('what was answered with ok before is posted after, once', async () => {
    const release = desk.mattermost.hold('createPost')
    expect((await send('one')).text).toBe('ok')
    await until('it is being posted', () => desk.mattermost.calls.includes('createPost'))
    line.cut()
    release()
    await until('it was left to its lease', () =>
      desk.log.lines.some(({ message }) => /^delivery (?:left|postponed)/.test(message)),
    )
    line.mend()
    // Nobody waits for half a minute here.
    const direct = store.open()
    await direct.run((db) => db.updateTable('fact').set({ due_at: 0 }).execute())
    expect((await send('two')).text).toBe('ok')
    const deliveries = createDeliveries(direct)
    await until('nothing waits', async () => (await deliveries.nextDueIn()) === undefined)
    expect(messages().sort()).toEqual(['one', 'two'])
  })
})
