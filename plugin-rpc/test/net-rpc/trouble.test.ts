import { createPipe } from '../../src/bytes/pipe'
import {
  any,
  createGobDecoder,
  createGobEncoder,
  type GobSchema,
  InterfaceValue,
  int,
  string,
  struct,
} from '../../src/gob'
import { createRpcServer, type RpcProblem, RpcProtocolError, rpcMethod } from '../../src/net-rpc'
import { requestHeader } from '../../src/net-rpc/messages'

const inner = struct<{ Name: string }>('Inner', { Name: string })
const holder = struct<{ First: string; Any: unknown; Last: string }>('Holder', {
  First: string,
  Any: any,
  Last: string,
})

/** A server, and a Go-like caller that can stop in the middle of an argument. */
function createScene() {
  const [near, far] = createPipe()
  const problems: RpcProblem[] = []
  const handled: unknown[] = []
  let ended: (error?: Error) => void = () => {}
  const end = new Promise<Error | undefined>((resolve) => {
    ended = resolve
  })
  createRpcServer(
    far,
    {
      'P.Take': rpcMethod(holder, int, (value) => {
        handled.push(value)
        return handled.length
      }),
    },
    { onProblem: (problem) => problems.push(problem), onEnd: ended },
  )
  const decoder = createGobDecoder()
  const replies: unknown[] = []
  near.start(
    (chunk) => {
      decoder.push(chunk)
      for (let found = decoder.next(); found; found = decoder.next()) {
        if (found.kind === 'value') replies.push(found.value)
      }
    },
    () => {},
  )
  const encoder = createGobEncoder()
  const header = (Seq: number) => encoder.encode(requestHeader, { ServiceMethod: 'P.Take', Seq })
  return { near, problems, handled, replies, end, encoder, header }
}

const settle = async () => {
  for (let i = 0; i < 10; i++) await new Promise(setImmediate)
}

describe('a caller that could not encode an argument', () => {
  it('and sent nothing of it does not confuse the next call', async () => {
    const { near, problems, handled, encoder, header } = createScene()
    near.write(...header(0), ...encoder.encode(holder, { First: 'a' }))
    near.write(...header(1))
    near.write(...header(2), ...encoder.encode(holder, { First: 'b' }))
    await settle()
    expect(handled).toMatchObject([{ First: 'a' }, { First: 'b' }])
    expect(problems).toEqual([{ kind: 'arguments_missing', method: 'P.Take' }])
  })

  it('and sent descriptors and half a value of it does not either', async () => {
    const { near, problems, handled, replies, encoder, header } = createScene()
    near.write(...header(0), ...encoder.encode(holder, { First: 'a' }))
    near.write(...header(1))
    near.write(splitValue(encoder.encode(holder, { First: 'half' }).at(-1) as Buffer))
    near.write(...header(2), ...encoder.encode(holder, { First: 'b' }))
    await settle()
    expect(handled).toMatchObject([{ First: 'a' }, { First: 'b' }])
    expect(problems).toEqual([{ kind: 'arguments_missing', method: 'P.Take' }])
    expect(replies.filter((reply) => typeof reply === 'object')).toHaveLength(2)
  })

  it('and believes to have sent a descriptor gets an error for that call only', async () => {
    const { near, problems, handled, replies, encoder, header } = createScene()
    const typed = {
      Any: new InterfaceValue('golden.Inner', { Name: 'x' }, inner as GobSchema<unknown>),
    }
    near.write(...header(0), ...encoder.encode(holder, { First: 'a' }))
    near.write(...header(1), encoder.encode(holder, typed).at(-1) as Buffer)
    near.write(...header(2), ...encoder.encode(holder, { First: 'b' }))
    await settle()
    expect(handled).toMatchObject([{ First: 'a' }, { First: 'b' }])
    expect(problems).toMatchObject([{ kind: 'arguments_broken', error: { code: 'unknown_type' } }])
    expect(replies[2]).toMatchObject({ Seq: 1, Error: expect.stringContaining('unknown type') })
  })
})

/** The start of a value that stops behind a descriptor inside an interface, as Go's encoder does. */
function splitValue(message: Buffer): Buffer {
  // First: 'half', then field Any: a name and the descriptor of type 300, where the message ends.
  const size = message[1] as number
  const typeId = message.subarray(1, size < 128 ? 2 : 2 + 256 - size)
  const name = Buffer.from('golden.New')
  const descriptor = Buffer.from('fe0257030102fe0258000000', 'hex')
  const body = Buffer.concat([
    typeId,
    Buffer.from([1, 4]),
    Buffer.from('half'),
    Buffer.from([1, name.length]),
    name,
    descriptor,
  ])
  return Buffer.concat([Buffer.from([body.length]), body])
}

describe('a stream that carries no net/rpc', () => {
  it.each([
    ['a length that is impossible', 'f0ffff'],
    ['a message beyond the limit', 'fc7fffffff'],
    ['a value where a header belongs', '03020001'],
    ['a type nobody described', '04ff9e0100'],
  ])('ends with a named error: %s', async (_case, bytes) => {
    const { near, end } = createScene()
    near.write(Buffer.from(bytes, 'hex'))
    expect(await end).toBeInstanceOf(RpcProtocolError)
  })

  it('is reported when it ends inside a request', async () => {
    const { near, end, header } = createScene()
    near.write(...header(0))
    near.end()
    expect(await end).toBeInstanceOf(RpcProtocolError)
  })
})
