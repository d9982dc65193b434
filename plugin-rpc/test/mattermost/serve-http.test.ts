import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { type Fixture, launchFixture } from './support/launch-fixture'

const MIB = 1024 * 1024
let fixture: Fixture

beforeAll(async () => {
  fixture = await launchFixture({ preset: { 'X-Request-Id': 'from-server' } })
}, 60_000)
afterAll(() => fixture.close())

const get = (path: string, init: RequestInit = {}) => fetch(fixture.url + path, init)
const post = (path: string, body: Buffer) =>
  get(path, { method: 'POST', body: new Uint8Array(body) })
const calls = async () => (await (await get('/calls')).json()) as string[]

/** Polls what the plugin has seen until it contains `entry`; each poll is a round trip, not a sleep. */
async function seen(entry: string): Promise<void> {
  while (!(await calls()).includes(entry));
}

describe('a response', () => {
  it('has status, headers and body of the plugin, over the headers of the server', async () => {
    const response = await get('/hello')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('x-request-id')).toBe('from-server')
    expect(await response.json()).toEqual({ hello: 'world' })
  })

  it('keeps several values of a header, and shows the plugin what the server had set', async () => {
    const response = await get('/headers?q=1', { headers: { 'x-custom-thing': 'v' } })
    expect(response.headers.get('x-two')).toBe('a, b')
    const { given, request } = (await response.json()) as {
      given: object
      request: { Header: object }
    }
    expect(given).toMatchObject({ 'X-Request-Id': ['from-server'] })
    expect(request).toMatchObject({
      Method: 'GET',
      URL: '/headers?q=1',
      RequestURI: '/headers?q=1',
      Proto: 'HTTP/1.1',
      ProtoMajor: 1,
      ProtoMinor: 1,
    })
    expect(request.Header).toMatchObject({ 'X-Custom-Thing': ['v'] })
  })

  it('is an empty 200 when the handler does nothing, and 404 when it says so', async () => {
    const nothing = await get('/nothing')
    expect([nothing.status, await nothing.text()]).toEqual([200, ''])
    expect((await get('/who-knows')).status).toBe(404)
  })

  it('is complete though no call was awaited', async () => {
    const response = await get('/unawaited')
    expect([response.status, await response.text()]).toEqual([202, 'one two three'])
  })

  it('has no body where HTTP has none', async () => {
    const response = await get('/no-content')
    expect([response.status, await response.text()]).toEqual([204, ''])
    const head = await get('/hello', { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
  })

  it('may be preceded by early hints, which do not count as its head', async () => {
    const request = httpRequest(`${fixture.url}/hints`).end()
    const hints = once(request, 'information')
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    response.resume()
    expect(((await hints)[0] as { statusCode: number }).statusCode).toBe(103)
    expect(response.statusCode).toBe(200)
    expect(response.headers['x-final']).toBe('yes')
    expect(response.headers['link']).toBeUndefined()
  })

  it('can be flushed', async () => {
    expect(await (await get('/flush')).text()).toBe('firstsecond')
  })
})

describe('a handler that fails', () => {
  it('before anything was sent causes a 500', async () => {
    const response = await get('/throw-before')
    expect([response.status, await response.text()]).toEqual([500, 'Internal Server Error\n'])
  })

  it('later breaks the response off', async () => {
    const response = await get('/throw-after')
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow()
  })
})

describe('a request body', () => {
  it('of 8 MiB goes in and comes back unchanged', async () => {
    const body = Buffer.alloc(8 * MIB, 'abcdefghijk')
    const response = await post('/echo', body)
    expect(response.status).toBe(201)
    expect(Buffer.from(await response.arrayBuffer()).equals(body)).toBe(true)
  })

  it('may be left unread, or be read in part', async () => {
    expect(await (await post('/unread', Buffer.alloc(3 * MIB))).text()).toBe('not interested')
    expect(await (await post('/part', Buffer.alloc(3 * MIB))).text()).toBe('true')
    expect(await (await post('/count', Buffer.alloc(MIB))).text()).toBe(String(MIB))
  })

  it('that the client breaks off is an error, not an end', async () => {
    const request = httpRequest(`${fixture.url}/upload`, {
      method: 'POST',
      headers: { 'Content-Length': String(MIB) },
    })
    request.on('error', () => {})
    request.write(Buffer.alloc(1000))
    await seen('chunk')
    request.destroy()
    await seen('upload: RequestBodyError')
    expect(await calls()).not.toContain('upload complete')
  })
})

describe('a client', () => {
  it('that reads slowly holds the plugin back and gets everything', async () => {
    const request = httpRequest(`${fixture.url}/big`).end()
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    let size = 0
    for await (const chunk of response) {
      size += (chunk as Buffer).length
      await new Promise(setImmediate)
    }
    expect(size).toBe(8 * MIB)
  })

  it('that goes away makes the next write fail with a named error', async () => {
    const request = httpRequest(`${fixture.url}/endless`).end()
    request.on('error', () => {})
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    await once(response, 'data')
    response.destroy()
    await seen('endless: ResponseClosedError')
  })
})

describe('many requests at once', () => {
  it('200 are all answered, each with its own answer', async () => {
    const bodies = Array.from({ length: 200 }, (_, n) => Buffer.from(`request number ${n}`))
    const answers = await Promise.all(
      bodies.map(async (body) => (await post('/echo', body)).text()),
    )
    expect(answers).toEqual(bodies.map(String))
  })

  it('one that is stuck does not hold the others', async () => {
    const stuck = httpRequest(`${fixture.url}/count`, { method: 'POST' })
    stuck.write('x')
    expect(await (await get('/hello')).json()).toEqual({ hello: 'world' })
    stuck.end()
    const [response] = (await once(stuck, 'response')) as [IncomingMessage]
    expect(String((await response.toArray())[0])).toBe('1')
  })
})
