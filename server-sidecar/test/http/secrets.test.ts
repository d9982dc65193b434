/** Known secrets go in by every way there is, and are looked for everywhere afterwards. */
import { readFileSync } from 'node:fs'
import { routes } from '@ticketdesk/contract'
import { sql } from 'kysely'
import type { ChannelRef, UserRef } from '../../src/domain/refs'
import { openTestDesk, type TestDesk } from '../a-desk'
import { aNewSource } from '../builders/a-new-source'
import { anId } from '../builders/refs'
import { databases, type TestStore } from '../databases'
import { anAnswer, type LoopbackServer, openLoopbackServer } from '../fakes/loopback-server'
import { until } from '../until'
import { recordedRequests } from '../wire'

describe.each(databases)('secrets, with %s', (_kind, createStore) => {
  let store: TestStore
  let desk: TestDesk
  let upstream: LoopbackServer

  beforeEach(async () => {
    store = await createStore()
    desk = await openTestDesk(store.at)
    desk.mattermost.systemAdmins.add(desk.jane.id)
    upstream = await openLoopbackServer(() => anAnswer(200, {}))
  })
  afterEach(async () => {
    await desk.close()
    await upstream.close()
    await store.close()
  })

  async function addSource(apiKey: string) {
    const { id: _, declared: __, createdAt: ___, ...draft } = aNewSource({ kind: 'openitcockpit' })
    const access = { baseUrl: upstream.url, twoWay: true, way: 'module', insecure: false } as const
    const added = await desk.desk.manageSources.add(
      { id: desk.jane.id as UserRef, locale: 'en' },
      { ...draft, channelId: desk.channel.id as ChannelRef, upstream: access, apiKey },
    )
    if (added.refused) throw new Error(added.refused.kind)
    return added
  }
  /** Everything the database holds, as it lies on the disk or as a dump has it. */
  async function everythingKept(): Promise<string> {
    if (store.at.kind === 'sqlite') {
      const { file } = store.at
      return [file, `${file}-wal`].map((name) => readFileSync(name, 'latin1')).join('')
    }
    return store.open().run(async (db) => {
      const tables = await sql<{ name: string }>`
        select quote_ident(table_schema) || '.' || quote_ident(table_name) as name
        from information_schema.tables
        where table_schema not in ('pg_catalog', 'information_schema')`.execute(db)
      const dumps = tables.rows.map(({ name }) =>
        sql<{ row: string }>`select cast(t as text) as row from ${sql.raw(name)} as t`.execute(db),
      )
      const rows = (await Promise.all(dumps)).flatMap((dump) => dump.rows)
      expect(rows.length).toBeGreaterThan(5)
      return rows.map(({ row }) => row).join('\n')
    })
  }

  test('are nowhere but where they are used', async () => {
    const [apiKey, buttonKey] = [`api${anId()}`, `button${anId()}`]
    const { source, key } = await addSource(apiKey)
    const next = await desk.desk.manageSources.rotate(
      { id: desk.jane.id as UserRef, locale: 'en' },
      source.id,
    )
    if (next.refused) throw new Error(next.refused.kind)

    const recorded = recordedRequests(['openitcockpit']).find(({ name }) => name.includes('svc-01'))
    const body = String(recorded?.body).replace(/apikey=[^&"\\]+/gi, `apikey=${buttonKey}`)
    expect(body).toContain(buttonKey)
    for (const way of [key, next.key]) {
      expect((await desk.ask(`/hooks/${way}`, { body })).text).toBe('ok')
      // Not in its words, so it is posted as it is: but for the buttons with a key in them.
      const url = `${upstream.url}/acknowledge.json?uuid=1&apikey=${buttonKey}`
      const actions = [{ name: 'Ack', integration: { url, context: { apikey: buttonKey } } }]
      const plain = { text: `see ${url}`, attachments: [{ text: url, title_link: url, actions }] }
      expect((await desk.ask(`/hooks/${way}`, { body: plain })).text).toBe('ok')
      await desk.ask(`/hooks/${way}`, { body: `${body}}}` })
      await desk.ask(`/hooks/${way}`)
      await desk.ask(`/hooks/${way}/more`, { body })
    }
    const isPlain = () => desk.mattermost.posts.filter(({ message }) => /^see /.test(message))
    await until('the others are posted', () => isPlain().length === 2)
    const alertId = await until('there is a card', () => cardId() !== undefined).then(cardId)
    const postId = desk.mattermost.posts.find(({ type }) => type === 'custom_ticketdesk_alert')?.id
    const ask = { alertId, postId, action: 'acknowledge' }
    const done = await desk.ask(routes.alertActions, { as: desk.jane, headers: CSRF, body: ask })
    expect(done.json).toMatchObject({ done: true })
    // It answers, but not in its own words: that makes log lines and a reason.
    await until('the upstream is asked with the key', () =>
      upstream.seen.some((seen) => JSON.stringify(seen).includes(apiKey)),
    )
    await until('that has failed', () => desk.log.lines.some(({ level }) => level === 'warn'))

    const { posts, ephemeral, dialogs, events } = desk.mattermost
    const places = {
      database: await everythingKept(),
      log: JSON.stringify(desk.log.lines),
      mattermost: JSON.stringify({ posts, ephemeral, dialogs, events }),
    }
    for (const [place, text] of Object.entries(places)) {
      for (const secret of [apiKey, buttonKey, key, next.key]) {
        for (const form of formsOf(secret))
          expect([place, text.includes(form)]).toEqual([place, false])
      }
    }
    // The search finds what is there.
    expect(places.database).toContain(source.name)
  })

  const cardId = (): string | undefined =>
    desk.mattermost.posts
      .map(
        ({ props }) => (props['ticketdesk'] as { alert?: { id: string } } | undefined)?.alert?.id,
      )
      .find((id) => id !== undefined)
})

const CSRF = { 'X-Requested-With': 'XMLHttpRequest' }

/** As it is, and as text that was encoded once would have it. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  // The last group depends on what follows.
  const base64 = bytes.toString('base64').slice(0, -4)
  return [secret, base64, bytes.toString('hex')]
}
