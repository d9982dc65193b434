import { once } from 'node:events'
import http from 'node:http'
import { Readable } from 'node:stream'
import express from 'express'
import {
  createServeHttp,
  isFromMattermost,
  type RpcRequest,
  type RpcResponse,
} from '../../../src/mattermost/native/serve-http'

const MIB = 1024 * 1024

function aRequest(overrides: Partial<RpcRequest> = {}): RpcRequest {
  return {
    Method: 'GET',
    URL: '/hello',
    Header: {},
    Host: 'chat.example.org',
    body: null,
    ...overrides,
  }
}

/** What Mattermost would have received. */
function createRecorder(overrides: Partial<RpcResponse> = {}) {
  const seen = {
    status: 0,
    headers: {} as Record<string, string[]>,
    chunks: [] as Buffer[],
    flushes: 0,
  }
  const response: RpcResponse = {
    async writeHead(status, headers) {
      Object.assign(seen, { status, headers })
    },
    async write(chunk) {
      seen.chunks.push(Buffer.from(chunk))
    },
    async flush() {
      seen.flushes += 1
    },
    ...overrides,
  }
  return { seen, response, text: () => Buffer.concat(seen.chunks).toString() }
}

async function ask(handler: http.RequestListener, request: Partial<RpcRequest> = {}) {
  const door = createServeHttp(handler)
  const recorder = createRecorder()
  await door.serve(aRequest(request), recorder.response)
  door.close()
  return { ...recorder.seen, text: recorder.text() }
}

const echo: http.RequestListener = (request, response) => {
  response.statusCode = 201
  request.pipe(response)
}

/** A body that counts what was read of it. */
function aBody(bytes: number, chunk = 64 * 1024) {
  const state = { read: 0, destroyed: false }
  const body = new Readable({
    read() {
      const size = Math.min(chunk, bytes - state.read)
      state.read += size
      this.push(size > 0 ? Buffer.alloc(size, 'x') : null)
    },
    destroy(_error, done) {
      state.destroyed = true
      done(null)
    },
  })
  return { body, state }
}

describe('requests through the RPC reach Express', () => {
  it('hands over method, path, query, host and every header', async () => {
    const app = express()
    app.put('/things/:id', (request, response) => {
      const { method, params, query, headers } = request
      response.json({
        method,
        params,
        query,
        host: headers.host,
        cookie: headers.cookie,
        x: headers['x-many'],
      })
    })
    const { status, text, headers } = await ask(app, {
      Method: 'PUT',
      URL: '/things/a%20b?q=1&q=2',
      Header: {
        Cookie: ['a=b'],
        'X-Many': ['one', 'two'],
        Connection: ['upgrade'],
        Upgrade: ['websocket'],
      },
    })
    expect(status).toBe(200)
    expect(JSON.parse(text)).toEqual({
      method: 'PUT',
      params: { id: 'a b' },
      query: { q: ['1', '2'] },
      host: 'chat.example.org',
      cookie: 'a=b',
      x: 'one, two',
    })
    expect(headers['Content-Type']).toEqual(['application/json; charset=utf-8'])
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['Connection', 'Keep-Alive']))
  })

  it('keeps repeated answer headers apart', async () => {
    const { headers } = await ask((_request, response) => {
      response.setHeader('Set-Cookie', ['a=1', 'b=2']).end()
    })
    expect(headers['Set-Cookie']).toEqual(['a=1', 'b=2'])
  })

  it('passes header values beyond ASCII as their bytes', async () => {
    let seen = ''
    await ask(
      (request, response) => {
        seen = Buffer.from(String(request.headers['x-name']), 'latin1').toString()
        response.end()
      },
      { Header: { 'X-Name': ['Zoë Жук'] } },
    )
    expect(seen).toBe('Zoë Жук')
  })

  it.each(['', 'no/slash', '//double', '/ümlaut/日本', '/a b'])(
    'takes the path %j',
    async (URL) => {
      const { status } = await ask((_request, response) => void response.end('fine'), { URL })
      expect(status).toBe(200)
    },
  )

  it.each(['CONNECT', 'BREW', ''])('refuses the method %j', async (Method) => {
    expect((await ask(echo, { Method })).status).toBe(405)
  })

  it('answers HEAD without a body, and 204 without one', async () => {
    const app = express()
    app.get('/hello', (_request, response) => void response.send('twelve bytes'))
    const head = await ask(app, { Method: 'HEAD' })
    expect(head).toMatchObject({ status: 200, text: '', headers: { 'Content-Length': ['12'] } })
    const empty = await ask((_request, response) => void response.writeHead(204).end())
    expect(empty).toMatchObject({ status: 204, text: '' })
  })

  it('writes an answer of known length in one piece', async () => {
    const { chunks } = await ask((_request, response) => {
      response.setHeader('Content-Length', 6)
      response.write('abc')
      setImmediate(() => response.end('def'))
    })
    expect(chunks.map(String)).toEqual(['abcdef'])
  })

  it('shows the pieces of a streamed answer as they come', async () => {
    const { chunks, flushes } = await ask(async (_request, response) => {
      response.write('one')
      await new Promise(setImmediate)
      response.end('two')
    })
    expect(chunks.map(String)).toEqual(['one', 'two'])
    expect(flushes).toBe(2)
  })
})

describe('bodies', () => {
  it.each([0, 1, 1000, 64 * 1024, 64 * 1024 + 1, 8 * MIB])('echoes %d bytes', async (bytes) => {
    const { status, text } = await ask(echo, { Method: 'POST', body: aBody(bytes).body })
    expect(status).toBe(201)
    expect(text.length).toBe(bytes)
  })

  it('reads no further ahead than the app does', async () => {
    const { body, state } = aBody(8 * MIB)
    const door = createServeHttp((request, response) => handed(request, response))
    const handed = jest.fn<void, [http.IncomingMessage, http.ServerResponse]>()
    const served = door.serve(aRequest({ Method: 'POST', body }), createRecorder().response)
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate)
    expect(state.read).toBeLessThan(MIB)
    const [request, response] = handed.mock.calls[0]!
    request.on('end', () => response.end()).resume()
    await served
    door.close()
    expect(state.read).toBe(8 * MIB)
  })

  it('produces no further ahead than Mattermost takes', async () => {
    let produced = 0
    let release = () => {}
    const gate = new Promise<void>((resolve) => (release = resolve))
    const door = createServeHttp((_request, response) => {
      new Readable({
        read() {
          produced += 64 * 1024
          this.push(produced > 8 * MIB ? null : Buffer.alloc(64 * 1024))
        },
      }).pipe(response)
    })
    let taken = 0
    const { response } = createRecorder({
      async write(chunk) {
        await gate
        taken += chunk.length
      },
    })
    const served = door.serve(aRequest(), response)
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate)
    expect(produced).toBeLessThan(MIB)
    release()
    await served
    expect(taken).toBe(8 * MIB)
    door.close()
  })

  it('stops reading a body that was answered early', async () => {
    const { body, state } = aBody(8 * MIB)
    const { status } = await ask((_request, response) => void response.writeHead(413).end('no'), {
      Method: 'POST',
      body,
    })
    expect(status).toBe(413)
    expect(state.read).toBeLessThan(MIB)
    expect(state.destroyed).toBe(true)
  })

  it('does not ask for the body of a GET', async () => {
    const { body, state } = aBody(10)
    await ask((_request, response) => void response.end(), { body })
    expect(state).toEqual({ read: 0, destroyed: true })
  })
})

describe('what goes wrong', () => {
  it('tells the app when the browser has gone', async () => {
    let closed: Promise<unknown> = Promise.resolve()
    const door = createServeHttp((_request, response) => {
      closed = once(response, 'close')
      response.write('x'.repeat(1000))
    })
    const { response } = createRecorder({ write: () => Promise.reject(new Error('broken pipe')) })
    await expect(door.serve(aRequest(), response)).rejects.toThrow('broken pipe')
    await closed
    door.close()
  })

  it('tells the app when the upload broke off', async () => {
    let aborted: Promise<unknown> = Promise.resolve()
    const body = new Readable({ read: () => undefined })
    body.push(Buffer.alloc(100 * 1024))
    const door = createServeHttp((request) => {
      aborted = new Promise((resolve) =>
        request
          .on('error', () => {})
          .on('close', resolve)
          .resume(),
      )
      setImmediate(() => body.destroy(new Error('connection reset')))
    })
    await expect(
      door.serve(aRequest({ Method: 'POST', body }), createRecorder().response),
    ).rejects.toThrow()
    await aborted
    door.close()
  })

  it('fails when the app breaks off before its answer', async () => {
    await expect(ask((request) => void request.socket.destroy())).rejects.toThrow()
  })

  it('fails when the app breaks off in the middle of its answer', async () => {
    const broken = ask((request, response) => {
      response.setHeader('Content-Length', 100)
      response.write('half')
      setImmediate(() => request.socket.destroy())
    })
    await expect(broken).rejects.toThrow()
  })

  it('serves on after a failure', async () => {
    const door = createServeHttp((request, response) => {
      if (request.url === '/bad') request.socket.destroy()
      else response.end('fine')
    })
    await expect(door.serve(aRequest({ URL: '/bad' }), createRecorder().response)).rejects.toThrow()
    const { response, text } = createRecorder()
    await door.serve(aRequest(), response)
    expect(text()).toBe('fine')
    door.close()
  })
})

describe('many at once', () => {
  // What was sent and never read sits in the wire: whoever came next on it would wait for ever.
  it('serves on after an answer in the middle of a body', async () => {
    const { body } = aBody(140_000, 10_000)
    const sent = once(body, 'end')
    const door = createServeHttp(async (request, response) => {
      let read = 0
      for await (const chunk of request.iterator({ destroyOnReturn: false })) {
        read += chunk.length
        if (read > 60_000) break
      }
      await sent
      response.end('enough')
    })
    await door.serve(aRequest({ Method: 'POST', body }), createRecorder().response)
    const { seen, response } = createRecorder()
    await door.serve(aRequest({ Method: 'POST', body: aBody(10).body }), response)
    expect(seen.status).toBe(200)
    door.close()
  })

  it('serves 200 without mixing them up, over few connections afterwards', async () => {
    const sockets = new Set<unknown>()
    const door = createServeHttp((request, response) => {
      sockets.add(request.socket)
      setImmediate(() => request.pipe(response))
    })
    const all = async () => {
      const answers = Array.from({ length: 200 }, async (_, n) => {
        const { response, text } = createRecorder()
        const body = Readable.from([Buffer.from(`number ${n}`)])
        await door.serve(aRequest({ Method: 'POST', body }), response)
        return text()
      })
      expect(await Promise.all(answers)).toEqual(
        Array.from({ length: 200 }, (_, n) => `number ${n}`),
      )
    }
    await all()
    const first = sockets.size
    expect(first).toBeLessThanOrEqual(200)
    for (let n = 0; n < 50; n += 1) await door.serve(aRequest(), createRecorder().response)
    expect(sockets.size).toBe(first)
    door.close()
  })
})

describe('who may vouch', () => {
  it('vouches for requests of the RPC and for nothing that came over a network', async () => {
    const seen: boolean[] = []
    const handler: http.RequestListener = (request, response) => {
      seen.push(isFromMattermost(request))
      response.end()
    }
    await ask(handler, { Header: { 'Mattermost-User-Id': ['someone'] } })
    const server = http.createServer(handler).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    await fetch(`http://127.0.0.1:${port}/`, { headers: { 'Mattermost-User-Id': 'someone' } })
    server.close()
    expect(seen).toEqual([true, false])
  })
})
