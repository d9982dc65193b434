import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { UpstreamAccess } from '../../src/domain/source/source'
import { UpstreamTrouble } from '../../src/ports/upstream-client'
import { createHttpClient } from '../../src/upstream/http-client'
import { anAnswer, type LoopbackServer, openLoopbackServer } from '../fakes/loopback-server'

let server: LoopbackServer
beforeEach(async () => {
  server = await openLoopbackServer(() => anAnswer(200, { fine: true }))
})
afterEach(() => server.close())

const get = (
  access: Partial<UpstreamAccess> = {},
  { path = '/x.json', limits = {} }: { path?: string; limits?: object } = {},
) =>
  createHttpClient(limits)
    .send({
      access: { baseUrl: server.url, insecure: false, ...access },
      method: 'GET',
      path,
      headers: { Authorization: 'X-OITC-API secret' },
    })
    .catch((error: unknown) => {
      if (!(error instanceof UpstreamTrouble)) throw error
      expect(`${error.stack}${JSON.stringify(error)}`).not.toContain('secret')
      return { trouble: error.reason, retry: error.retry }
    })

test('a base URL with a path and a closing slash is kept', async () => {
  await get({ baseUrl: `${server.url}/monitoring/` })
  expect(server.seen[0]?.target).toBe('/monitoring/x.json')
})

test.each(['@evil.example/x', '.evil.example/x', '/../x', '/%2e%2e/x', ':81/x'])(
  'nothing leads away from it: %s',
  async (path) => {
    const base = `${server.url}/monitoring`
    expect(await get({ baseUrl: base }, { path })).toMatchObject({ trouble: 'not_configured' })
    expect(server.seen).toEqual([])
  },
)

test('a redirect is told of, not followed', async () => {
  const other = await openLoopbackServer(() => anAnswer(200, {}))
  server.reply = () => anAnswer(302, '', { Location: `${other.url}/a/users/login` })
  expect(await get()).toMatchObject({ status: 302, location: `${other.url}/a/users/login` })
  expect(other.seen).toEqual([])
  await other.close()
})

test.each([
  ['hang', 'timed_out'],
  ['drop', 'unreachable'],
  ['HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfirst', 'unreachable'],
  ['no HTTP at all', 'unreachable'],
])('%j is trouble that may pass', async (reply, trouble) => {
  server.reply = () => reply
  expect(await get({}, { limits: { timeoutMs: 300 } })).toEqual({ trouble, retry: true })
})

test('a body that drips for ever ends with the time', async () => {
  server.reply = () => 'hang'
  const started = Date.now()
  await get({}, { limits: { timeoutMs: 200 } })
  expect(Date.now() - started).toBeLessThan(3000)
})

test('nobody there is trouble that may pass', async () => {
  await server.close()
  expect(await get()).toEqual({ trouble: 'unreachable', retry: true })
  server = await openLoopbackServer(() => 'drop')
})

test('an answer without end is not read to its end', async () => {
  server.reply = () => anAnswer(200, 'x'.repeat(5000))
  expect(await get({}, { limits: { answerBytes: 1000 } })).toMatchObject({
    trouble: 'unexpected_answer',
  })
})

test('a proxy is asked where there is one', async () => {
  const proxy = await openLoopbackServer(() => anAnswer(200, { by: 'proxy' }))
  expect(await get({ proxyUrl: proxy.url })).toMatchObject({ json: { by: 'proxy' } })
  expect(proxy.seen[0]?.target).toBe(`${server.url}/x.json`)
  expect(server.seen).toEqual([])
  await proxy.close()
})

describe('TLS', () => {
  let folder: string
  let https: Server
  let pem: string
  let baseUrl: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ticketdesk-tls-'))
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
    const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2']
    execFileSync('openssl', [...made, '-keyout', key, '-out', cert, ...subject], {
      stdio: 'ignore',
    })
    pem = readFileSync(cert, 'utf8')
    https = createServer({ key: readFileSync(key), cert: pem }, (_request, response) => {
      response.end('{"safe":true}')
    })
    await new Promise<void>((ready) => https.listen(0, '127.0.0.1', ready))
    baseUrl = `https://localhost:${(https.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    await new Promise((closed) => https.close(closed))
    rmSync(folder, { recursive: true })
  })

  test('a certificate that nobody vouches for is not believed', async () => {
    expect(await get({ baseUrl })).toEqual({ trouble: 'tls_failed', retry: true })
  })

  test('a CA of our own vouches for it', async () => {
    expect(await get({ baseUrl, ca: pem })).toMatchObject({ json: { safe: true } })
  })

  test('or nobody has to', async () => {
    expect(await get({ baseUrl, insecure: true })).toMatchObject({ json: { safe: true } })
  })

  test('with another name it is not believed either', async () => {
    const other = baseUrl.replace('localhost', '127.0.0.1')
    expect(await get({ baseUrl: other, ca: pem })).toMatchObject({ trouble: 'tls_failed' })
  })

  test('plain HTTP where TLS is spoken is no answer', async () => {
    const plain = baseUrl.replace('https', 'http')
    expect(await get({ baseUrl: plain })).toMatchObject({ retry: true })
  })
})
