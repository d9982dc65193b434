import { createServer } from 'node:http'
import { join } from 'node:path'
import { createPipe } from '../src/bytes/pipe'
import { createGobDecoder, createGobEncoder, project, zeroOf } from '../src/gob'
import { launchPlugin } from '../src/index'
import { postSchema } from '../src/mattermost/model'
import { createRpcClient, createRpcServer, rpcMethod } from '../src/net-rpc'

/**
 * What the codec and a call cost: `tsx bench/calls.ts`. Prints one line a case: calls a second, and
 * where calls are timed one by one their median and 99th percentile.
 */
const post = {
  ...zeroOf(postSchema),
  Id: 'abcdefghijklmnopqrstuvwxyz',
  UserId: 'abcdefghijklmnopqrstuvwxyz',
  ChannelId: 'abcdefghijklmnopqrstuvwxyz',
  CreateAt: 1_795_000_000_000,
  Message: 'A message of the usual length, with some words in it. '.repeat(4),
  Props: { is_ticket: true, ticket_id: 'Ticket-20261120-0001', attachments: [{ Text: 'x' }] },
}

function report(name: string, count: number, ms: number, samples: number[] = []): void {
  const sorted = samples.sort((a, b) => a - b)
  const at = (part: number) => `${(sorted[Math.floor(sorted.length * part)] ?? 0).toFixed(3)} ms`
  const spread = samples.length > 0 ? `   p50 ${at(0.5)}   p99 ${at(0.99)}` : ''
  const rate = Math.round((count / ms) * 1000).toLocaleString('en')
  console.log(`${name.padEnd(36)} ${rate.padStart(10)} /s${spread}`)
}

function benchCodec(): void {
  const encoder = createGobEncoder()
  const decoder = createGobDecoder()
  const rounds = 50_000
  const wire = Buffer.concat(encoder.encode(postSchema, post))
  decoder.push(wire)
  decoder.next()
  const again = Buffer.concat(encoder.encode(postSchema, post))
  let started = performance.now()
  for (let i = 0; i < rounds; i++) encoder.encode(postSchema, post)
  report('encode a post', rounds, performance.now() - started)
  started = performance.now()
  for (let i = 0; i < rounds; i++) {
    decoder.push(again)
    const found = decoder.next()
    if (found?.kind === 'value') project(postSchema, found.value)
  }
  report('decode a post', rounds, performance.now() - started)
}

/** Runs `call` from `callers` loops at once and times each. */
async function timed(name: string, total: number, callers: number, call: () => Promise<unknown>) {
  const samples: number[] = []
  const started = performance.now()
  const loop = async () => {
    for (let i = 0; i < total / callers; i++) {
      const before = performance.now()
      await call()
      samples.push(performance.now() - before)
    }
  }
  await Promise.all(Array.from({ length: callers }, loop))
  report(name, samples.length, performance.now() - started, samples)
}

async function benchPipe(): Promise<void> {
  const [near, far] = createPipe()
  createRpcServer(far, { 'P.Post': rpcMethod(postSchema, postSchema, (value) => value) })
  const client = createRpcClient(near)
  const call = { name: 'P.Post', args: postSchema, result: postSchema }
  for (const callers of [1, 16]) {
    await timed(`call in memory, ${callers} callers`, 20_000, callers, () =>
      client.call(call, post),
    )
  }
}

async function benchProcess(): Promise<void> {
  const plugin = await launchPlugin({
    executable: process.execPath,
    args: ['--import', 'tsx', join(__dirname, '../test/mattermost/fixtures/plugin.ts')],
    api: { LoadPluginConfiguration: () => null, LogInfo: () => {} },
    startLimitMs: 30_000,
  })
  await plugin.activate()
  for (const callers of [1, 16]) {
    await timed(`hook in a process, ${callers} callers`, 20_000, callers, () =>
      plugin.hooks.ExecuteCommand({}, { Command: '/echo x' }),
    )
  }
  const server = createServer((request, response) => void plugin.serveHttp(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  for (const callers of [1, 16]) {
    await timed(`GET through node:http, ${callers} callers`, 5000, callers, async () =>
      (await fetch(`http://127.0.0.1:${port}/hello`)).text(),
    )
  }
  await plugin.deactivate()
  server.close()
}

async function main(): Promise<void> {
  benchCodec()
  await benchPipe()
  await benchProcess()
  process.exit(0)
}

void main()
