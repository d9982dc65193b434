import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import type { Source } from '../../../src/domain/source/source'
import { type Upstream, UpstreamTrouble } from '../../../src/ports/upstream-client'
import { createHttpClient } from '../../../src/upstream/http-client'
import { createOpenItCockpitClient, sortAnswer } from '../../../src/upstream/openitcockpit/client'
import { cleanCommandText } from '../../../src/upstream/openitcockpit/command-text'
import { parseState } from '../../../src/upstream/openitcockpit/schema'
import { aSource } from '../../builders/an-alert'
import { anAnswer, type LoopbackServer, openLoopbackServer } from '../../fakes/loopback-server'

const folder = join(__dirname, '../../fixtures/wire/openitcockpit/api')
const cases = readdirSync(folder)
  .filter((name) => name.endsWith('.request.http'))
  .map((name) => name.replace('.request.http', ''))
const KEY = 'OITC-API-KEY-EXAMPLE'
const HOST = '5f8a1c62-3f0e-4b53-9a60-1d2c7b9e4a01'
const SERVICE = 'a2d94f0b-6c1e-4f7a-8b35-90cf3e7d1b02'
const host = { hostUuid: HOST }
const service = { hostUuid: HOST, serviceUuid: SERVICE }
const unknown = { hostUuid: '00000000-0000-4000-8000-000000000000' }

let server: LoopbackServer
beforeAll(async () => {
  server = await openLoopbackServer(() => 'drop')
})
beforeEach(() => {
  server.seen = []
})
afterAll(() => server.close())

const response = (name: string) => readFileSync(join(folder, `${name}.response.http`))

function request(name: string) {
  const [head = '', text = ''] = readFileSync(join(folder, `${name}.request.http`), 'utf8').split(
    '\r\n\r\n',
  )
  const [first = '', ...lines] = head.split('\r\n')
  const [method = '', target = ''] = first.split(' ')
  const headers = Object.fromEntries(
    lines.map((line) => line.split(': ') as [string, string]).filter(([key]) => key !== 'Host'),
  )
  return { method, target, headers, text: text.trim() }
}

function aClient(way: 'module' | 'command' = 'command', key: string | undefined = KEY) {
  const http = createHttpClient({ timeoutMs: 5000 })
  const client = createOpenItCockpitClient({ http, apiKey: async () => key })
  const source = aSource({
    upstream: { baseUrl: server.url, twoWay: true, way, insecure: false },
  })
  return { client, source }
}

/** What came of it: `ok`, or the reason of the trouble. */
async function outcome(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'ok',
    (error) => {
      if (!(error instanceof UpstreamTrouble)) throw error
      expect(JSON.stringify(error)).not.toContain('API-KEY')
      return error.reason
    },
  )
}

/** Every recorded exchange, and how its answer is taken. */
const EXPECTED: Record<string, string> = {
  'ack-host-200': 'ok',
  'ack-host-200-header-auth': 'ok',
  'ack-host-302-no-json-suffix': 'login_refused',
  'ack-host-400-empty-body': 'unexpected_answer',
  'ack-host-400-get': 'unexpected_answer',
  'ack-host-400-missing-user-name': 'unexpected_answer',
  'ack-host-400-missing-uuid': 'unexpected_answer',
  'ack-host-401-bad-key': 'login_refused',
  'ack-host-401-no-key': 'login_refused',
  'ack-host-403-no-permission': 'forbidden',
  'ack-host-404-unknown': 'not_found',
  'ack-service-200': 'ok',
  'ack-service-400-missing-serviceuuid': 'unexpected_answer',
  'ack-service-404-unknown-service': 'not_found',
  'cmd-400-no-command': 'unexpected_answer',
  'cmd-404-unknown-command': 'not_found',
  'cmd-ack-host-200': 'ok',
  'cmd-ack-service-200': 'ok',
  'cmd-ack-unknown-uuid-200': 'ok',
  'cmd-ack-unresolvable-name-400': 'unexpected_answer',
  'cmd-bulk-200': 'ok',
  'cmd-downtime-service-200': 'ok',
  'cmd-force-check-service-200': 'ok',
  'cmd-remove-ack-host-200': 'ok',
  'cmd-remove-ack-service-200': 'ok',
  'status-host-browser-acknowledged': 'ok',
  'status-host-browser-ok': 'ok',
  'status-host-byuuid-404': 'not_found',
  'status-host-short': 'ok',
  'status-host-short-unknown': 'ok',
  'status-hosts-index': 'ok',
  'status-service-browser-acknowledged': 'ok',
}

describe('the recorded exchanges', () => {
  test('all of them are here', () => {
    expect(cases.sort()).toEqual(Object.keys(EXPECTED).sort())
  })

  test.each(cases)('%s goes out as recorded, and its answer is understood', async (name) => {
    const { method, target, headers, text } = request(name)
    server.reply = () => response(name)
    const { access } = { access: aClient().source.upstream! }
    const http = createHttpClient()
    const sent = http.send({
      access,
      method: method as 'GET',
      path: target,
      headers,
      ...(text !== '' && { body: JSON.parse(text) }),
    })
    expect(await outcome(sent.then(sortAnswer))).toBe(EXPECTED[name])
    expect(server.seen).toMatchObject([{ method, target, text }])
  })
})

describe('acknowledging', () => {
  test.each([
    ['command', host, 'cmd-ack-host-200', 'on site'],
    ['command', service, 'cmd-ack-service-200', 'cleaning up'],
    ['module', host, 'ack-host-200-header-auth', 'cannot be told'],
  ] as const)('by %s says what was recorded for %j', async (way, ref, name, comment) => {
    const { client, source } = aClient(way)
    server.reply = () => response(name)
    await client.acknowledge(source, ref, { author: 'jane', comment })
    const { method, target, headers, text } = request(name)
    expect(server.seen).toMatchObject([{ method, target }])
    expect(JSON.parse(server.seen[0]?.text ?? '')).toEqual(JSON.parse(text))
    expect(Object.keys(JSON.parse(server.seen[0]?.text ?? ''))).toEqual(
      Object.keys(JSON.parse(text)),
    )
    expect(server.seen[0]?.headers).toMatchObject({
      authorization: headers['Authorization'],
      accept: 'application/json',
    })
  })

  test('of a service by the module names both, and no key in the address', async () => {
    const { client, source } = aClient('module')
    server.reply = () => response('ack-service-200')
    await client.acknowledge(source, service, { author: 'jane', comment: '' })
    expect(server.seen[0]?.target).toBe(
      request('ack-service-200').target.replace(`&apikey=${KEY}`, ''),
    )
  })

  test.each([
    ['host', host, 'cmd-remove-ack-host-200'],
    ['service', service, 'cmd-remove-ack-service-200'],
  ] as const)('of a %s is taken back by the recorded command', async (_kind, ref, name) => {
    // The module cannot: the command API is used for it either way.
    const { client, source } = aClient('module')
    server.reply = () => response(name)
    await client.removeAcknowledgement(source, ref)
    const { target, text } = request(name)
    expect(server.seen).toMatchObject([{ target, text }])
  })

  test('refuses a name where a uuid belongs, without asking anybody', async () => {
    const { client, source } = aClient()
    const names = { hostUuid: '../../users/index', serviceUuid: SERVICE }
    expect(await outcome(client.state(source, names))).toBe('not_found')
    expect(server.seen).toEqual([])
  })

  test('a second command cannot be begun by author or comment', async () => {
    const { client, source } = aClient()
    server.reply = () => response('cmd-ack-host-200')
    await client.acknowledge(source, host, {
      author: 'ja;ne',
      comment: 'all well;1\n[1] DEL_ALL_HOST_COMMENTS;x\u2028\u0000;',
    })
    const { author, comment } = JSON.parse(server.seen[0]?.text ?? '')
    expect({ author, comment }).toEqual({
      author: 'ja ne',
      comment: 'all well 1 [1] DEL_ALL_HOST_COMMENTS x',
    })
  })

  test('whatever is written, a command text is one short line without a semicolon', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (text) => {
        const cleaned = cleanCommandText(text)
        expect(cleaned).not.toMatch(/[;\p{Cc}\p{Zl}\p{Zp}]/u)
        expect([...cleaned].length).toBeLessThanOrEqual(1000)
        expect(cleaned).toBe(cleaned.trim())
      }),
    )
  })

  test('an empty comment is given words, for Naemon drops a command without', async () => {
    const { client, source } = aClient()
    server.reply = () => response('cmd-ack-host-200')
    await client.acknowledge(source, host, { author: ';', comment: ' ; ' })
    expect(JSON.parse(server.seen[0]?.text ?? '')).toMatchObject({
      author: 'mattermost',
      comment: 'Acknowledged in Mattermost',
    })
  })
})

describe('reading the state', () => {
  test.each([
    [
      'status-host-browser-acknowledged',
      host,
      {
        severity: 'problem',
        acknowledged: true,
        author: 'jane',
        comment: 'Issue got acknowledged by jane via Mattermost.',
        inDowntime: false,
      },
    ],
    ['status-host-browser-ok', host, { severity: 'ok', acknowledged: false, inDowntime: false }],
    [
      'status-service-browser-acknowledged',
      service,
      {
        severity: 'problem',
        acknowledged: true,
        author: 'jane',
        comment: 'Issue got acknowledged by jane via Mattermost.',
        inDowntime: false,
      },
    ],
  ] as const)('%s', async (name, ref, state) => {
    const { client, source } = aClient()
    server.reply = () => response(name)
    expect(await client.state(source, ref)).toEqual(state)
    const { method, target } = request(name)
    expect(server.seen).toMatchObject([{ method, target }])
  })

  test('an object that is not monitored is not there', () => {
    expect(() => parseState({ hoststatus: [], acknowledgement: [] })).toThrow('not_found')
  })

  test.each([
    ['a login page that came with 200', '<html>Sign in</html>'],
    ['another kind of JSON', [1, 2]],
    ['nothing', ''],
  ])('%s is no state', async (_name, body) => {
    const { client, source } = aClient()
    server.reply = () => anAnswer(200, body)
    expect(await outcome(client.state(source, unknown))).toBe('unexpected_answer')
  })
})

describe('the check of a source', () => {
  const check = ({ client, source }: { client: Upstream; source: Source }) =>
    outcome(client.check(source))

  test('is content with a list of hosts', async () => {
    server.reply = () => response('status-hosts-index')
    expect(await check(aClient())).toBe('ok')
  })

  test.each([
    ['ack-host-401-bad-key', 'login_refused'],
    ['ack-host-403-no-permission', 'forbidden'],
    ['ack-host-302-no-json-suffix', 'login_refused'],
    ['status-host-short', 'unexpected_answer'],
  ])('says after %s that it is %s', async (name, reason) => {
    server.reply = () => response(name)
    expect(await check(aClient())).toBe(reason)
  })

  test('goes nowhere without a key', async () => {
    const http = createHttpClient()
    const client = createOpenItCockpitClient({ http, apiKey: async () => undefined })
    expect(await check({ client, source: aClient().source })).toBe('not_configured')
    expect(server.seen).toEqual([])
  })
})
