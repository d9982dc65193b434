import { createServer, type Server } from 'node:http'
import { Client } from 'pg'
import { findChromium, openBrowser } from '../src/providers/chromium'
import { openPostgres } from '../src/providers/postgres'

const withEnv = async <T>(extra: Record<string, string>, run: () => Promise<T>): Promise<T> => {
  const before = { ...process.env }
  for (const name of ['CHROMIUM_PATH', 'TICKETDESK_TEST_DATABASE_URL']) delete process.env[name]
  Object.assign(process.env, extra)
  try {
    return await run()
  } finally {
    for (const name of Object.keys(extra)) delete process.env[name]
    Object.assign(process.env, before)
  }
}

const query = async (url: string, text: string) => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

describe.each([
  ['found on this machine', {}],
  ['from npm alone', { TICKETDESK_TEST_POSTGRES: 'embedded' }],
])('a PostgreSQL %s', (_title, env) => {
  it('gives each caller an empty database and takes it away again', async () => {
    await withEnv(env, async () => {
      const one = await openPostgres()
      const two = await openPostgres()
      await query(one.url, 'create table notes (text text)')
      const tables = await query(two.url, "select 1 from pg_tables where tablename = 'notes'")
      expect(tables).toEqual([])
      expect(one.url).not.toBe(two.url)
      await one.close()
      await expect(query(one.url, 'select 1')).rejects.toThrow()
      await two.close()
    })
  }, 60_000)
})

describe.each([
  ['found on this machine', {}],
  ['from npm alone', { TICKETDESK_TEST_CHROMIUM: 'npm' }],
])('a Chromium %s', (_title, env) => {
  let server: Server
  let port: number

  beforeAll(async () => {
    server = createServer((_request, response) => {
      response.setHeader('Content-Type', 'text/html; charset=utf-8')
      response.end('<title>desk</title><script>document.title += " " + (1 + 1)</script>')
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    port = (server.address() as { port: number }).port
  })
  afterAll(() => new Promise((done) => server.close(done)))

  it('runs the scripts of a page on loopback and resolves nothing else', async () => {
    await withEnv(env, async () => {
      const browser = await openBrowser()
      try {
        const page = await browser.newPage()
        await page.goto(`http://localhost:${port}/`)
        expect(await page.title()).toBe('desk 2')
        await expect(page.goto('http://example.org/')).rejects.toThrow('ERR_NAME_NOT_RESOLVED')
      } finally {
        await browser.close()
      }
    })
  }, 120_000)
})

it('prefers the Chromium named by CHROMIUM_PATH', async () => {
  const found = await withEnv({ CHROMIUM_PATH: '/opt/other/chromium' }, findChromium)
  expect(found.path).toBe('/opt/other/chromium')
})
