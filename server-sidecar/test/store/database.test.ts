import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { type Database, openDatabase, StorageUnavailable } from '../../src/store/database'
import { migrations } from '../../src/store/migrations'
import { createSecrets } from '../../src/store/secrets'
import { troubleBehind } from '../../src/store/trouble'
import { createUnitOfWork } from '../../src/store/unit-of-work'
import { aTicket } from '../builders/a-ticket'
import { createPostgresStore, createSqliteStore, databases, type TestStore } from '../databases'
import { createFakeLog, type FakeLog } from '../fakes/fake-log'
import { openTcpProxy, type TcpProxy } from '../tcp-proxy'

async function troubleOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(StorageUnavailable)
  expect((error as StorageUnavailable).code).toBe('storage_unavailable')
  return (error as StorageUnavailable).reason
}

describe.each(databases)('a database of kind %s', (kind, createStore) => {
  let store: TestStore
  beforeEach(async () => {
    store = await createStore()
  })
  afterEach(() => store.close())

  test('is opened and migrated at the first use, and survives a restart', async () => {
    const ticket = aTicket()
    const before = store.open()
    expect(before.kind).toBe(kind)
    await createUnitOfWork(before)(({ tickets }) => tickets.insert(ticket))
    await createUnitOfWork(before)(({ tickets }) => tickets.nextNumber('20250309'))
    await before.close()
    const inTransaction = createUnitOfWork(store.open())
    expect(await inTransaction(({ tickets }) => tickets.find(ticket.id))).toEqual(ticket)
    expect(await inTransaction(({ tickets }) => tickets.nextNumber('20250309'))).toBe(2)
  })

  test('is opened once when many ask at the same time', async () => {
    const database = store.open()
    await Promise.all(Array.from({ length: 20 }, () => database.check()))
    const applied = await database.run((db) => db.selectFrom('migration').selectAll().execute())
    expect(applied.map(({ name }) => name)).toEqual(migrations.map(({ name }) => name))
  })

  test('keeps one signing key, whoever asks first', async () => {
    // SQLite means one process and one connection; with PostgreSQL two nodes race.
    const first = store.open()
    const second = kind === 'sqlite' ? first : store.open()
    const [one, other] = [createSecrets(first), createSecrets(second)]
    const keys = await Promise.all([one.signingKey(), other.signingKey(), one.signingKey()])
    expect(keys[0]).toHaveLength(32)
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1)
    const restarted = await createSecrets(store.open()).signingKey()
    expect(restarted).toEqual(keys[0])
  })

  test('lets a mistake of ours through as it is', async () => {
    const database = store.open()
    await expect(
      database.run(async () => {
        throw new TypeError('not a function')
      }),
    ).rejects.toThrow(TypeError)
    const unknownColumn = database.run((db) =>
      db
        .selectFrom('ticket')
        .select('nonsense' as 'id')
        .execute(),
    )
    await expect(unknownColumn).rejects.not.toBeInstanceOf(StorageUnavailable)
  })

  test('creates its tables again when somebody removed them', async () => {
    const database = store.open()
    await database.ready()
    await database.run(async (db) => {
      const tables = await db.introspection.getTables()
      for (const { name } of tables.filter(
        ({ schema = 'ticketdesk' }) => schema === 'ticketdesk',
      )) {
        await db.schema
          .dropTable(name)
          .$call((drop) => (kind === 'postgres' ? drop.cascade() : drop))
          .execute()
      }
    })
    const next = () => createUnitOfWork(database)(({ tickets }) => tickets.nextNumber('20250309'))
    // SQLite has no code of its own for a missing table.
    if (kind === 'postgres') {
      expect(await troubleOf(next())).toBe('schema_missing')
      expect(await next()).toBe(1)
    } else {
      await expect(next()).rejects.toThrow(/no such table/)
    }
  })

  test('refuses work after it was closed', async () => {
    const database = store.open()
    await database.ready()
    await database.close()
    expect(await troubleOf(database.check())).toBe('closed')
  })
})

describe('an SQLite file', () => {
  let folder: string
  let database: Database | undefined
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ticketdesk-file-'))
  })
  afterEach(async () => {
    await database?.close()
    await rm(folder, { recursive: true })
  })
  const open = (file: string) => {
    database = openDatabase({ kind: 'sqlite', file }, { log: createFakeLog() })
    return database
  }

  test('is for nobody else to read, nor is what SQLite puts beside it', async () => {
    const file = join(folder, 'deep', 'desk.sqlite')
    await open(file).ready()
    expect((await stat(join(folder, 'deep'))).mode & 0o777).toBe(0o700)
    for (const name of ['', '-wal', '-shm']) {
      expect((await stat(file + name)).mode & 0o777).toBe(0o600)
    }
  })

  test('that others could read is closed to them', async () => {
    const file = join(folder, 'desk.sqlite')
    await writeFile(file, '', { mode: 0o644 })
    await chmod(file, 0o644)
    await open(file).ready()
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  test('writes each commit to the disk before it answers', async () => {
    const opened = open(join(folder, 'desk.sqlite'))
    const pragma = async (name: string) => {
      const { sql } = await import('kysely')
      const { rows } = await opened.run((db) => sql.raw<object>(`pragma ${name}`).execute(db))
      return Object.values(rows[0] ?? {})[0]
    }
    expect(await pragma('journal_mode')).toBe('wal')
    expect(await pragma('synchronous')).toBe(2)
    expect(await pragma('foreign_keys')).toBe(1)
  })

  test('in a place that cannot be is refused, and opened when it can be', async () => {
    await writeFile(join(folder, 'data'), 'in the way')
    const opened = open(join(folder, 'data', 'desk.sqlite'))
    expect(await troubleOf(opened.ready())).toBe('disk_failed')
    await rm(join(folder, 'data'))
    await mkdir(join(folder, 'data'))
    await opened.ready()
  })

  test('that is no database is refused and left as it is', async () => {
    const file = join(folder, 'desk.sqlite')
    await writeFile(file, 'a letter to grandmother, quite long, so that it is not taken for empty')
    expect(await troubleOf(open(file).ready())).toBe('damaged')
    expect(await readFile(file, 'utf8')).toMatch(/^a letter/)
  })

  test('on a full disk refuses, keeps what it has, and goes on when there is room', async () => {
    const { sql } = await import('kysely')
    const opened = open(join(folder, 'desk.sqlite'))
    await opened.ready()
    const pages = (count: number) =>
      opened.run((db) => sql.raw(`pragma max_page_count = ${count}`).execute(db))
    await pages(1)
    const large = aTicket({ values: { problem: 'x'.repeat(100_000) } })
    const inTransaction = createUnitOfWork(opened)
    const insert = () => inTransaction(({ tickets }) => tickets.insert(large))
    expect(await troubleOf(insert())).toBe('disk_full')
    expect(await inTransaction(({ tickets }) => tickets.find(large.id))).toBeUndefined()
    await pages(1_000_000)
    expect(await insert()).toBe(true)
  })

  test('that another process writes to is busy, not broken', async () => {
    const { DatabaseSync } = await import('node:sqlite')
    const file = join(folder, 'desk.sqlite')
    const opened = open(file)
    await opened.ready()
    const other = new DatabaseSync(file)
    other.exec('begin immediate')
    const next = () => createUnitOfWork(opened)(({ tickets }) => tickets.nextNumber('20250309'))
    expect(await troubleOf(next())).toBe('busy')
    other.exec('rollback')
    expect(await next()).toBe(1)
    other.close()
  })
})

describe('PostgreSQL', () => {
  let store: TestStore
  let url: URL
  let admin: Client
  let log: FakeLog
  const opened: Database[] = []

  beforeAll(async () => {
    store = await createPostgresStore()
    url = new URL((store.at as { dataSource: string }).dataSource)
    admin = new Client({ connectionString: url.href })
    await admin.connect()
  })
  afterAll(async () => {
    await admin.end()
    await store.close()
  })
  beforeEach(async () => {
    log = createFakeLog()
    await admin.query('drop schema if exists ticketdesk cascade')
  })
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((database) => database.close()))
  })

  function open(change: (to: URL) => void = () => {}): Database {
    const changed = new URL(url)
    change(changed)
    const database = openDatabase({ kind: 'postgres', dataSource: changed.href }, { log })
    opened.push(database)
    return database
  }
  const tablesOutside = async () => {
    const { rows } = await admin.query(
      `select table_schema, table_name from information_schema.tables
       where table_schema not in ('ticketdesk', 'pg_catalog', 'information_schema')`,
    )
    return rows
  }

  test('several nodes that start together migrate once', async () => {
    const nodes = Array.from({ length: 5 }, () => open())
    await Promise.all(nodes.map((node) => node.ready()))
    const { rows } = await admin.query('select name from ticketdesk.migration')
    expect(rows).toEqual(migrations.map(({ name }) => ({ name })))
  })

  test('nothing is created outside our schema', async () => {
    await open().ready()
    expect(await tablesOutside()).toEqual([])
  })

  test('a schema made for us by an administrator is enough', async () => {
    const role = `desk_${Date.now()}`
    await admin.query(`create role ${role} login`)
    try {
      await admin.query(`revoke create on database "${url.pathname.slice(1)}" from public`)
      const database = open((to) => {
        to.username = role
      })
      expect(await troubleOf(database.ready())).toBe('no_right_to_create')
      expect(log.lines[0]?.fields['remedy']).toMatch(/create the schema "ticketdesk"/)
      await admin.query(`create schema ticketdesk authorization ${role}`)
      await database.ready()
      expect(log.lines[1]?.message).toBe('database serves again')
    } finally {
      await admin.query(`drop owned by ${role} cascade`)
      await admin.query(`drop role ${role}`)
    }
  })

  test.each([
    ['wrong host', { port: '1' }, 'unreachable'],
    ['unknown role', { username: 'nobody_we_know' }, 'login_refused'],
    ['unknown database', { pathname: '/none' }, 'no_such_database'],
    [
      'a server whose certificate nobody vouches for',
      { search: '?sslmode=verify-full' },
      'tls_failed',
    ],
  ] as const)('%s is refused, and the secret is nowhere', async (_what, change, reason) => {
    const database = open((to) => {
      Object.assign(to, { password: 'hunter2' }, change)
    })
    expect(await troubleOf(database.ready())).toBe(reason)
    const error = await database.ready().catch((caught: unknown) => caught)
    const told = JSON.stringify([error, String(error), log.lines])
    expect(told).not.toContain('hunter2')
    expect(log.lines).toHaveLength(1)
  })

  test.each([
    ['prefer', undefined],
    ['require', 'tls_failed'],
  ])('with a server without TLS, sslmode %s ends in %s', async (mode, reason) => {
    const at = { host: url.hostname, port: Number(url.port || 5432) }
    const line = await openTcpProxy(at, { refuseTls: true })
    const database = open((to) => {
      Object.assign(to, { host: `127.0.0.1:${line.port}`, search: `?sslmode=${mode}` })
    })
    try {
      if (reason) expect(await troubleOf(database.ready())).toBe(reason)
      else await Promise.all(Array.from({ length: 20 }, () => database.check()))
      await database.close()
    } finally {
      await line.close()
    }
  })

  test('key=value pairs reach the same database', async () => {
    const pairs = `host=${url.hostname} port=${url.port || 5432} user=${url.username} dbname=${url.pathname.slice(1)} sslmode=disable binary_parameters=yes`
    const database = openDatabase({ kind: 'postgres', dataSource: pairs }, { log })
    opened.push(database)
    await database.ready()
  })

  test('connections carry our name, are four at most, and leave no limits behind', async () => {
    const database = open()
    await database.ready()
    await Promise.all(
      Array.from({ length: 30 }, () =>
        createUnitOfWork(database)(({ tickets }) => tickets.nextNumber('20250309')),
      ),
    )
    const { rows } = await admin.query(
      `select count(*)::int as count from pg_stat_activity
       where application_name = 'ticketdesk' and datname = current_database()`,
    )
    expect(rows[0].count).toBeGreaterThan(0)
    expect(rows[0].count).toBeLessThanOrEqual(4)
    const { sql } = await import('kysely')
    const limit = await database.run((db) =>
      sql<{ statement_timeout: string }>`show statement_timeout`.execute(db),
    )
    expect(limit.rows[0]?.statement_timeout).toBe('0')
  })

  test('a statement that waits for somebody else is given up in time', async () => {
    const database = open()
    await database.ready()
    await admin.query('begin')
    await admin.query('lock table ticketdesk.ticket_day in access exclusive mode')
    const start = performance.now()
    const waiting = createUnitOfWork(database)(({ tickets }) => tickets.nextNumber('20250309'))
    expect(['busy', 'timed_out']).toContain(await troubleOf(waiting))
    expect(performance.now() - start).toBeLessThan(3_500)
    await admin.query('rollback')
    expect(await createUnitOfWork(database)(({ tickets }) => tickets.nextNumber('20250309'))).toBe(
      1,
    )
  })

  test('connections ended by the server are replaced', async () => {
    const database = open()
    const next = () => createUnitOfWork(database)(({ tickets }) => tickets.nextNumber('20250309'))
    await Promise.all([next(), next(), next(), next()])
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'ticketdesk' and datname = current_database()`,
    )
    expect(await next()).toBe(5)
    expect(log.lines).toEqual([])
  })

  describe('over a line that breaks', () => {
    let line: TcpProxy
    let database: Database
    const next = () => createUnitOfWork(database)(({ tickets }) => tickets.nextNumber('20250309'))

    beforeEach(async () => {
      line = await openTcpProxy({ host: url.hostname, port: Number(url.port || 5432) })
      database = open((to) => {
        to.hostname = '127.0.0.1'
        to.port = String(line.port)
      })
    })
    afterEach(() => line.close())

    test('a database that is away is refused at once, and used again when it is back', async () => {
      expect(await next()).toBe(1)
      line.cut()
      expect(await troubleOf(next())).toBe('unreachable')
      expect(await troubleOf(next())).toBe('unreachable')
      expect(log.lines.map(({ message }) => message)).toEqual(['database cannot serve'])
      line.mend()
      expect(await next()).toBe(2)
      expect(log.lines.at(-1)?.message).toBe('database serves again')
    })

    test('a database that was away from the start is migrated when it comes', async () => {
      line.cut()
      expect(await troubleOf(next())).toBe('unreachable')
      line.mend()
      expect(await next()).toBe(1)
    })

    test('a database that goes silent is refused within three seconds or so', async () => {
      expect(await next()).toBe(1)
      line.hold(true)
      const start = performance.now()
      const reasons = await Promise.all(Array.from({ length: 8 }, () => troubleOf(next())))
      expect(performance.now() - start).toBeLessThan(3_500)
      expect(new Set(reasons)).toEqual(new Set(['timed_out']))
      line.hold(false)
      expect(await next()).toBeGreaterThan(1)
    })

    test('a database that is silent from the start is refused in time as well', async () => {
      line.hold(true)
      const start = performance.now()
      expect(await troubleOf(next())).toBe('timed_out')
      expect(performance.now() - start).toBeLessThan(3_500)
      line.hold(false)
      expect(await next()).toBe(1)
    })
  })
})

test.each([
  ['a full disk', { code: '53100' }, 'disk_full'],
  ['a replica', { code: '25006' }, 'read_only'],
  ['a server that starts', { code: '57P03' }, 'unreachable'],
  ['a wrong password', { code: '28P01' }, 'login_refused'],
  ['no connection left', { code: '53300' }, 'too_many_connections'],
  ['a deadlock', { code: '40P01' }, 'busy'],
  ['a certificate nobody knows', { code: 'SELF_SIGNED_CERT_IN_CHAIN' }, 'tls_failed'],
  ['a broken unique constraint', { code: '23505' }, undefined],
  ['a syntax error', { code: '42601' }, undefined],
  ['an SQLite syntax error', { code: 'ERR_SQLITE_ERROR', errcode: 1 }, undefined],
  ['an SQLite constraint', { code: 'ERR_SQLITE_ERROR', errcode: 2067 }, undefined],
  ['an SQLite disk that fails', { code: 'ERR_SQLITE_ERROR', errcode: 4874 }, 'disk_failed'],
] as const)('%s is told apart', (_what, fields, reason) => {
  expect(troubleBehind(Object.assign(new Error('whatever'), fields))?.reason).toBe(reason)
})

test('SQLite takes a store of its own each time', async () => {
  const [one, other] = [await createSqliteStore(), await createSqliteStore()]
  expect(one.at).not.toEqual(other.at)
  await Promise.all([one.close(), other.close()])
})
