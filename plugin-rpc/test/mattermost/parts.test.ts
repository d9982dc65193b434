import { AppError, RpcTimeoutError, withTimeout } from '../../src'
import type { ByteStream } from '../../src/bytes/byte-stream'
import { createPipe } from '../../src/bytes/pipe'
import { createApi, createApiMethods } from '../../src/mattermost/api'
import { parseVarint } from '../../src/mattermost/host/varint'
import { renderHeaderName } from '../../src/mattermost/http/header-name'
import { createRequestBody, renderVarint } from '../../src/mattermost/http/request-body'
import { createResponse } from '../../src/mattermost/http/response'
import { responseCalls } from '../../src/mattermost/wire/http-calls'
import { createRpcClient, createRpcServer, rpcMethod } from '../../src/net-rpc'

describe('an API call that is never answered', () => {
  it('rejects after its own time limit, and leaves the others alone', async () => {
    const [near, far] = createPipe()
    createRpcServer(
      far,
      createApiMethods({
        GetServerVersion: () => new Promise(() => {}),
        GetTelemetryId: () => 'id',
      }),
    )
    const api = createApi(createRpcClient(near))
    await expect(withTimeout(api, 1).GetServerVersion()).rejects.toBeInstanceOf(RpcTimeoutError)
    expect(await api.GetTelemetryId()).toBe('id')
  })
})

describe('a response on a server that is too old to flush', () => {
  it('goes on as if it had been flushed', async () => {
    const [near, far] = createPipe()
    const written: string[] = []
    const { header, write } = responseCalls
    createRpcServer(far, {
      [header.name]: rpcMethod(header.args, header.result, () => ({})),
      [write.name]: rpcMethod(write.args, write.result, (data) => {
        written.push(String(data))
        return {}
      }),
    })
    const { response, finish } = createResponse(near, 'GET')
    await response.flush()
    await response.write('after')
    await finish()
    expect(written).toEqual(['after'])
    await expect(response.write('too late')).rejects.toMatchObject({ name: 'ResponseClosedError' })
    expect(written).toEqual(['after'])
  })
})

describe('a request body', () => {
  /** What the host gets to see of a body stream. */
  function watch(stream: ByteStream) {
    const seen = { asked: Buffer.alloc(0), ended: false }
    stream.start(
      (chunk) => {
        seen.asked = Buffer.concat([seen.asked, chunk])
      },
      () => {
        seen.ended = true
      },
    )
    return seen
  }
  const settle = async () => {
    for (let i = 0; i < 10; i++) await new Promise(setImmediate)
  }

  it('is not asked for before somebody reads, and only closed if nobody does', async () => {
    const [near, far] = createPipe()
    const seen = watch(far)
    createRequestBody(near).close()
    await settle()
    expect(seen).toEqual({ asked: Buffer.alloc(0), ended: true })
  })

  it('is asked for once, as a whole', async () => {
    const [near, far] = createPipe()
    const seen = watch(far)
    const body = createRequestBody(near, 5)
    far.write(Buffer.from('he'), Buffer.from('llo'))
    far.end()
    expect(Buffer.concat(await body.stream.toArray()).toString()).toBe('hello')
    await settle()
    expect(parseVarint(seen.asked)?.value).toBe(2n ** 40n)
    expect(seen.ended).toBe(true)
  })

  it('that ends before its announced length fails', async () => {
    const [near, far] = createPipe()
    const body = createRequestBody(near, 6)
    far.write(Buffer.from('hello'))
    far.end()
    await expect(body.stream.toArray()).rejects.toMatchObject({ name: 'RequestBodyError' })
  })
})

it.each([0n, 1n, -1n, 63n, 64n, -64n, 300n, 2n ** 40n, -(2n ** 63n)])(
  'varint %s comes back',
  (value) => {
    const bytes = renderVarint(value)
    expect(parseVarint(bytes)).toEqual({ value, size: bytes.length })
    expect(parseVarint(bytes.subarray(0, -1))).toBeUndefined()
  },
)

it.each([
  ['content-type', 'Content-Type'],
  ['X-REQUEST-ID', 'X-Request-Id'],
  ['etag', 'Etag'],
  ['with space', 'with space'],
])('header %s is spelled %s, as Go does', (given, canonical) => {
  expect(renderHeaderName(given)).toBe(canonical)
})

it('an AppError never carries a status that would make the server panic', () => {
  expect(new AppError({ StatusCode: 0 }).StatusCode).toBe(500)
  expect(new AppError({ StatusCode: 1000 }).StatusCode).toBe(500)
  expect(new AppError({ StatusCode: 404 }).StatusCode).toBe(404)
})
