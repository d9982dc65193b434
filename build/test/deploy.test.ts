import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chooseTarball, deploy, explain } from '../src/deploy'

type Answer = [status: number, body: unknown]

let folder: string
let server: Server
let seen: string[]
let answers: Record<string, Answer[]>

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ticketdesk-deploy-'))
  writeFileSync(join(folder, 'plugin.tar.gz'), 'bytes of the tarball')
  seen = []
  answers = {
    'POST /api/v4/plugins': [[201, { id: 'ticketdesk' }]],
    'POST /api/v4/plugins/ticketdesk/enable': [[200, { status: 'OK' }]],
    'GET /api/v4/plugins/statuses': [
      [200, []],
      [200, [{ plugin_id: 'ticketdesk', state: 1 }]],
      [200, [{ plugin_id: 'ticketdesk', state: 2 }]],
    ],
  }
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const call = `${request.method} ${request.url}`
    seen.push(`${call} ${request.headers.authorization}`, Buffer.concat(chunks).toString())
    const [status, body] = answers[call]?.shift() ?? [404, { message: 'not here' }]
    response.writeHead(status).end(JSON.stringify(body))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
})

afterEach(async () => {
  rmSync(folder, { recursive: true, force: true })
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
})

const deployHere = () =>
  deploy({
    siteUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    token: 'secret',
    file: join(folder, 'plugin.tar.gz'),
    pluginId: 'ticketdesk',
    patience: { every: 1, times: 4 },
  })

it('uploads with force, enables, and waits until the plugin runs', async () => {
  await deployHere()
  expect(seen[0]).toBe('POST /api/v4/plugins Bearer secret')
  expect(seen[1]).toContain('bytes of the tarball')
  expect(seen[1]).toMatch(/name="force"\r\n\r\ntrue\r\n/)
  expect(seen[2]).toBe('POST /api/v4/plugins/ticketdesk/enable Bearer secret')
  expect(answers['GET /api/v4/plugins/statuses']).toEqual([])
})

it('tells why the plugin does not start', async () => {
  const status = { plugin_id: 'ticketdesk', state: 3, error: 'TimeZone: no such zone' }
  answers['GET /api/v4/plugins/statuses'] = [[200, [status]]]
  await expect(deployHere()).rejects.toThrow('TimeZone: no such zone')
})

it('gives up when the plugin never runs', async () => {
  answers['GET /api/v4/plugins/statuses'] = Array(9).fill([200, []])
  await expect(deployHere()).rejects.toThrow('does not say that it runs')
})

it('stops at a refused upload and says what to change', async () => {
  const refusal = { id: 'app.plugin.upload_disabled.app_error', message: 'Uploads are disabled' }
  answers['POST /api/v4/plugins'] = [[501, refusal]]
  await expect(deployHere()).rejects.toThrow('PluginSettings.EnableUploads')
  expect(seen).toHaveLength(2)
})

it('says so when nobody answers', async () => {
  const port = (server.address() as AddressInfo).port
  await new Promise((done) => server.close(done))
  const deployment = { siteUrl: `http://127.0.0.1:${port}`, token: 'x', pluginId: 'ticketdesk' }
  const file = join(folder, 'plugin.tar.gz')
  await expect(deploy({ ...deployment, file })).rejects.toThrow('cannot be reached')
})

it.each<[string, number, string, string]>([
  ['an unknown token', 401, 'api.context.session_expired.app_error', 'Unauthorised'],
  ['a token of a plain user', 403, 'api.context.permissions.app_error', 'system administrator'],
  ['a large file', 413, 'api.plugin.upload.file_too_large.app_error', 'MaxFileSize'],
  ['a large file at a proxy', 413, '', 'MaxFileSize'],
  ['plugins switched off', 501, 'app.plugin.disabled.app_error', 'PluginSettings.Enable'],
  ['anything else', 500, 'app.plugin.extract.app_error', 'The server answered 500: words'],
])('explains %s', (_title, status, id, words) => {
  expect(explain(status, { id, message: 'words' })).toContain(words)
})

it.each<[string, NodeJS.ProcessEnv, RegExp]>([
  ['TARGET', { TARGET: 'linux-arm64' }, /dist\/ticketdesk-[\d.]+-linux-arm64\.tar\.gz$/],
  ['WEBAPP', { WEBAPP: '1' }, /dist\/ticketdesk-webapp-[\d.]+\.tar\.gz$/],
  ['TARBALL', { TARBALL: '/tmp/any.tar.gz', WEBAPP: '1' }, /^\/tmp\/any\.tar\.gz$/],
])('uploads the tarball that %s chooses', (_title, env, path) => {
  expect(chooseTarball(env)).toMatch(path)
})
