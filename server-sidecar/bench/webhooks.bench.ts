/**
 * How many alerts a second the door takes, beside a bare Express route that reads as much and keeps
 * nothing: over HTTP on the loopback, on both databases. Run with `tsx bench/webhooks.bench.ts`.
 */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type Express } from 'express'
import { readBytes } from '../src/http/read'
import { createWebhooksRoute } from '../src/http/routes/webhooks'
import { createUnitOfWork } from '../src/store/unit-of-work'
import { capabilitiesOf, receive } from '../src/upstream/catalogue'
import { createReceiveMany } from '../src/usecases/receive-signals'
import { createReceiveTogether } from '../src/usecases/receive-together'
import { createShared } from '../src/usecases/share'
import { aNewSource } from '../test/builders/a-new-source'
import { databases, type TestStore } from '../test/databases'
import { createFakeLog } from '../test/fakes/fake-log'
import { silentMeter } from '../test/fakes/silent-meter'
import { recordedRequests } from '../test/wire'

const REQUESTS = 2000
const KEY = 'the-key-of-this-bench'
const bodies = recordedRequests(['openitcockpit']).map(({ body }) => body)

function bareApp(): Express {
  return express().post('/hooks/:key', async (req, res) => {
    await readBytes(req, 1024 * 1024)
    res.type('text/plain').end('ok')
  })
}

async function doorApp(store: TestStore): Promise<Express> {
  const clock = { now: Date.now }
  const inTransaction = createUnitOfWork(store.open())
  const settings = () => ({ timeZone: 'UTC' })
  const needs = {
    ...{ inTransaction, clock, capabilitiesOf, settings, newId: randomUUID },
    meter: silentMeter,
  }
  await inTransaction(({ sources }) => sources.insert(aNewSource(), KEY))
  return express().use(
    createWebhooksRoute({
      findSource: createShared((key) => inTransaction(({ sources }) => sources.findByKey(key))),
      rateLimit: { take: () => ({ ok: true }) },
      receive,
      receiveSignals: createReceiveTogether({
        receiveMany: createReceiveMany(needs),
        clock,
        options: { atMost: 50, patienceMs: 60_000 },
      }),
      onReceived() {},
      meter: silentMeter,
      log: createFakeLog(),
    }),
  )
}

/** Requests a second, so many at once. */
async function measure(app: Express, atOnce: number): Promise<number> {
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce })
  const post = (body: Buffer) =>
    new Promise<void>((done, fail) => {
      const options = { agent, port, method: 'POST', path: `/hooks/${KEY}` }
      const sent = request(options, (answer) => {
        answer.resume().on('end', () => {
          if (answer.statusCode === 200) done()
          else fail(new Error(`status ${answer.statusCode}`))
        })
      })
      sent.on('error', fail).end(body)
    })
  for (const body of bodies.slice(0, 20)) await post(body)
  const start = performance.now()
  const all = Array.from({ length: REQUESTS }, (_, n) => post(bodies[n % bodies.length] as Buffer))
  await Promise.all(all)
  const rate = (REQUESTS * 1000) / (performance.now() - start)
  agent.destroy()
  server.close()
  return Math.round(rate)
}

async function main(): Promise<void> {
  for (const atOnce of [1, 32]) {
    console.log(`bare route, ${atOnce} at once: ${await measure(bareApp(), atOnce)} requests/s`)
    for (const [kind, createStore] of databases) {
      const store = await createStore()
      const rate = await measure(await doorApp(store), atOnce)
      console.log(`the door on ${kind}, ${atOnce} at once: ${rate} requests/s`)
      await store.close()
    }
  }
}

void main().then(() => process.exit(0))
