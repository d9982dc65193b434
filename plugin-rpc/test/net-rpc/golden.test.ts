import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createPipe } from '../../src/bytes/pipe'
import { bool, createGobDecoder, emptyStruct, int, string, struct } from '../../src/gob'
import { createRpcClient, createRpcServer, rpcMethod } from '../../src/net-rpc'
import { plain } from '../gob/golden'

const recorded: { fromClient: string; fromServer: string } = JSON.parse(
  readFileSync(join(__dirname, '../golden/gob/calls.json'), 'utf8'),
)
const fromClient = Buffer.from(recorded.fromClient, 'hex')
const fromServer = Buffer.from(recorded.fromServer, 'hex')

const pair = struct<{ A: number; B: string }>('Pair', { A: int, B: string })
const methods = {
  'Plugin.Swap': rpcMethod(pair, pair, ({ A, B }) => ({ A: A === 0 ? 0 : -A, B: `${B}!` })),
  'Plugin.Fail': rpcMethod(string, int, (text): number => {
    throw new Error(text)
  }),
  'Plugin.Nothing': rpcMethod(emptyStruct, emptyStruct, () => ({})),
}

/** The values in a stream, without regard to type ids and names. */
function valuesOf(bytes: Buffer): unknown[] {
  const decoder = createGobDecoder()
  decoder.push(bytes)
  const values: unknown[] = []
  for (let found = decoder.next(); found; found = decoder.next()) {
    values.push(found.kind === 'value' ? plain(found.value) : found.kind)
  }
  return values
}

/** Sends bytes to a stream's other end in pieces of `size` and gathers what comes back. */
async function talk(bytes: Buffer, size: number): Promise<Buffer> {
  const [near, far] = createPipe()
  createRpcServer(far, methods)
  const answers: Buffer[] = []
  const ended = new Promise<void>((resolve) => {
    near.start(
      (chunk) => void answers.push(chunk),
      () => resolve(),
    )
  })
  for (let at = 0; at < bytes.length; at += size) near.write(bytes.subarray(at, at + size))
  near.end()
  await ended
  return Buffer.concat(answers)
}

describe('our server, called by bytes of a Go client', () => {
  it.each([1, 7, 100_000])('answers what the Go server answered, in pieces of %i', async (size) => {
    expect(valuesOf(await talk(fromClient, size))).toEqual(valuesOf(fromServer))
  })
})

describe('our client, answered by bytes of a Go server', () => {
  it.each([1, 100_000])('gets the results and errors, in pieces of %i', async (size) => {
    const [near, far] = createPipe()
    const asked: Buffer[] = []
    far.start(
      (chunk) => void asked.push(chunk),
      () => {},
    )
    const client = createRpcClient(near)
    const call = <A, R>(name: string, args: Parameters<typeof rpcMethod<A, R>>[0], value: A) =>
      client
        .call({ name, args, result: pair }, value as never)
        .catch((error: Error) => error.message)
    const answers = Promise.all([
      call('Plugin.Swap', pair, { A: 7, B: 'x' }),
      call('Plugin.Swap', pair, { A: 0, B: '' }),
      call('Plugin.Fail', string, 'went wrong'),
      call('Plugin.Nothing', emptyStruct, {}),
      call('Plugin.Missing', string, 'dropped'),
      call('Other.Missing', pair, { A: 1, B: '' }),
      call('nodot', bool, true),
      call('Plugin.Swap', pair, { A: 1, B: 'last' }),
    ])
    for (let at = 0; at < fromServer.length; at += size)
      far.write(fromServer.subarray(at, at + size))
    expect(await answers).toEqual([
      { A: -7, B: 'x!' },
      { A: 0, B: '!' },
      'went wrong',
      { A: 0, B: '' },
      "rpc: can't find method Plugin.Missing",
      "rpc: can't find service Other.Missing",
      'rpc: service/method request ill-formed: nodot',
      { A: -1, B: 'last!' },
    ])
    expect(valuesOf(Buffer.concat(asked))).toEqual(valuesOf(fromClient))
  })
})
