import { createPipe } from '../../src/bytes/pipe'
import { emptyStruct, int, string, struct } from '../../src/gob'
import {
  createRpcClient,
  createRpcServer,
  RpcClosedError,
  RpcServerError,
  RpcTimeoutError,
  rpcMethod,
  UnknownMethodError,
} from '../../src/net-rpc'

const pair = struct<{ A: number; B: string }>('Args', { A: int, B: string })
const echo = { name: 'Plugin.Echo', args: pair, result: pair }

/** A server and a client on the two ends of a pipe. */
function connect(methods = {}, serverOptions = {}, clientOptions = {}) {
  const [left, right] = createPipe()
  const server = createRpcServer(
    left,
    { 'Plugin.Echo': rpcMethod(pair, pair, (args) => args), ...methods },
    serverOptions,
  )
  return { server, client: createRpcClient(right, clientOptions), left, right }
}

describe('a call', () => {
  it('reaches the method and brings its result back', async () => {
    const { client } = connect()
    expect(await client.call(echo, { A: -7, B: 'ü' })).toEqual({ A: -7, B: 'ü' })
    expect(await client.call(echo, {})).toEqual({ A: 0, B: '' })
  })

  it('is answered by its own reply when replies come out of order', async () => {
    const waiting: (() => void)[] = []
    const { client } = connect({
      'Plugin.Slow': rpcMethod(
        int,
        int,
        (n) => new Promise<number>((done) => waiting.push(() => done(n * 10))),
      ),
    })
    const slow = { name: 'Plugin.Slow', args: int, result: int }
    const order: number[] = []
    const calls = [1, 2, 3].map((n) => client.call(slow, n).then((result) => order.push(result)))
    await client.call(echo, {})
    for (const finish of waiting.reverse()) finish()
    await Promise.all(calls)
    expect(order).toEqual([30, 20, 10])
  })

  it('fails with the text the handler threw, also when it threw an empty one', async () => {
    const { client } = connect({
      'Plugin.Bad': rpcMethod(emptyStruct, emptyStruct, () => {
        throw new Error('unknown plugin type: X')
      }),
      'Plugin.Mute': rpcMethod(emptyStruct, emptyStruct, async () => {
        throw new Error('')
      }),
    })
    const call = (name: string) => client.call({ name, args: emptyStruct, result: emptyStruct }, {})
    await expect(call('Plugin.Bad')).rejects.toEqual(
      new RpcServerError('Plugin.Bad', 'unknown plugin type: X'),
    )
    await expect(call('Plugin.Mute')).rejects.toThrow('internal error')
    await expect(call('Plugin.Gone')).rejects.toBeInstanceOf(UnknownMethodError)
    await expect(call('Plugin.Gone')).rejects.toThrow("rpc: can't find method Plugin.Gone")
    await expect(call('Other.Gone')).rejects.toThrow("rpc: can't find service Other.Gone")
    await expect(call('Nodot')).rejects.toThrow('rpc: service/method request ill-formed: Nodot')
    expect(await client.call(echo, { A: 1, B: '' })).toEqual({ A: 1, B: '' })
  })

  it('that cannot be encoded is refused at once and leaves the stream usable', async () => {
    const { client } = connect()
    await expect(client.call(echo, { A: 'no number' as never })).rejects.toThrow(
      'gob: string where an integer belongs (A)',
    )
    expect(await client.call(echo, { A: 2, B: 'x' })).toEqual({ A: 2, B: 'x' })
  })

  it('whose reply cannot be encoded is answered with an error', async () => {
    const { client } = connect({ 'Plugin.Nan': rpcMethod(emptyStruct, int, () => Number.NaN) })
    const nan = { name: 'Plugin.Nan', args: emptyStruct, result: int }
    await expect(client.call(nan, {})).rejects.toThrow('rpc: cannot encode reply')
    expect(await client.call(echo, { A: 2, B: 'x' })).toEqual({ A: 2, B: 'x' })
  })

  it('runs out of time on its own, and its late reply is dropped', async () => {
    let finish = () => {}
    const { client } = connect({
      'Plugin.Slow': rpcMethod(
        int,
        int,
        (n) => new Promise<number>((done) => (finish = () => done(n))),
      ),
    })
    const slow = client.call({ name: 'Plugin.Slow', args: int, result: int }, 1, { timeoutMs: 1 })
    await expect(slow).rejects.toBeInstanceOf(RpcTimeoutError)
    finish()
    expect(await client.call(echo, { A: 2, B: 'x' })).toEqual({ A: 2, B: 'x' })
    expect(client.pending).toBe(0)
  })
})

describe('the end of the stream', () => {
  it('rejects what is pending and every later call', async () => {
    const ends: unknown[] = []
    const { client, left } = connect(
      { 'Plugin.Never': rpcMethod(emptyStruct, emptyStruct, () => new Promise(() => {})) },
      {},
      { onClose: (error?: Error) => ends.push(error) },
    )
    const never = client.call({ name: 'Plugin.Never', args: emptyStruct, result: emptyStruct }, {})
    await client.call(echo, {})
    left.destroy(new Error('gone'))
    await expect(never).rejects.toBeInstanceOf(RpcClosedError)
    await expect(client.call(echo, {})).rejects.toBeInstanceOf(RpcClosedError)
    expect(ends).toHaveLength(1)
    expect(ends[0]).toBeInstanceOf(Error)
  })

  it('lets running calls finish when the caller only closed its own half', async () => {
    let finish = () => {}
    const ended = jest.fn()
    const { right } = connect(
      {
        'Plugin.Slow': rpcMethod(
          int,
          int,
          () => new Promise<number>((done) => (finish = () => done(5))),
        ),
      },
      { onEnd: ended },
    )
    // The client of connect() owns the stream; closing half of it is what a Go caller does on Close.
    right.end()
    finish()
    await new Promise(setImmediate)
    expect(ended).toHaveBeenCalledWith(undefined)
  })
})

describe('a server with more calls than it wants to hold', () => {
  it('stops reading until some are answered, and answers all in the end', async () => {
    const waiting: (() => void)[] = []
    let most = 0
    const { client } = connect(
      {
        'Plugin.Slow': rpcMethod(int, int, (n) => {
          return new Promise<number>((done) => {
            waiting.push(() => done(n))
            most = Math.max(most, waiting.length)
          })
        }),
      },
      { maxPending: 4 },
    )
    const calls = Array.from({ length: 20 }, (_, n) =>
      client.call({ name: 'Plugin.Slow', args: int, result: int }, n),
    )
    let answered = 0
    for (const call of calls) void call.then(() => answered++)
    while (answered < 20) {
      await new Promise(setImmediate)
      waiting.shift()?.()
    }
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 20 }, (_, n) => n))
    expect(most).toBe(4)
  })
})
