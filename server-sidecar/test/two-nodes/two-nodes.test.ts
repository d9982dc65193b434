import { type ChildProcess, fork } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import type { OpenTicketRequest } from '@ticketdesk/contract'
import { createDeliveries } from '../../src/store/deliveries'
import { aRequest } from '../builders/a-request'
import { anId } from '../builders/refs'
import { createPostgresStore, type TestStore } from '../databases'
import { until } from '../until'

const LEASE = 1_500

interface Chat {
  port: number
  /** Message → how often it was posted. */
  posts: Map<string, number>
  told: string[]
  /** Called when a post exists and nobody has heard of it; true: nobody ever will. */
  afterPost: (pid: number) => boolean
  close(): void
}

/** A chat that several processes reach. */
async function openChat(): Promise<Chat> {
  const byKey = new Map<string, string>()
  const chat: Chat = {
    port: 0,
    posts: new Map(),
    told: [],
    afterPost: () => false,
    close: () => server.close(),
  }
  const server: Server = createServer(async (request, response) => {
    const body = (await json(request)) as Record<string, string>
    const answer: { id?: string } = {}
    if (request.url === '/tell') chat.told.push(body['text'] ?? '')
    if (request.url === '/find') Object.assign(answer, { id: byKey.get(body['key'] ?? '') })
    if (request.url === '/post') {
      answer.id = anId()
      byKey.set(body['deliveryKey'] ?? '', answer.id)
      const message = body['message'] ?? ''
      chat.posts.set(message, (chat.posts.get(message) ?? 0) + 1)
      if (chat.afterPost(Number(body['pid']))) return void request.socket.destroy()
    }
    response.end(JSON.stringify(answer))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  chat.port = (server.address() as { port: number }).port
  return chat
}

interface Node {
  process: ChildProcess
  /** Resolves with the ticket's id; never, when the process dies before it answers. */
  open(request: OpenTicketRequest): Promise<string>
}

async function startNode(store: TestStore, chat: Chat): Promise<Node> {
  const { dataSource } = store.at as { dataSource: string }
  const args = [dataSource, String(chat.port), String(LEASE)]
  const child = fork(join(__dirname, 'node.ts'), args, { execArgv: ['--import', 'tsx'] })
  const answers = new Map<string, (id: string) => void>()
  const ready = new Promise<void>((done) => {
    child.on('message', (message: { ready?: true; requestId?: string; id?: string }) => {
      if (message.ready) done()
      else answers.get(message.requestId ?? '')?.(message.id ?? '')
    })
  })
  await ready
  cleanUp.push(() => {
    if (child.exitCode !== null || child.signalCode !== null) return undefined
    const ended = new Promise((done) => child.once('exit', done))
    // The node closes its loop and its database, and then has nothing left to live for.
    child.disconnect()
    return ended
  })
  return {
    process: child,
    open: (request) =>
      new Promise((done) => {
        answers.set(request.requestId, done)
        child.send(request, () => {})
      }),
  }
}

const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo()
})

test('a hundred tickets on two nodes, one killed midway: a hundred posts, a hundred ids', async () => {
  const store = await createPostgresStore()
  cleanUp.push(store.close)
  const chat = await openChat()
  cleanUp.push(chat.close)
  const [doomed, survivor] = await Promise.all([startNode(store, chat), startNode(store, chat)])
  const dead = new Promise<void>((done) => doomed.process.once('exit', () => done()))
  chat.afterPost = (pid) => {
    if (chat.posts.size < 30 || pid !== doomed.process.pid) return false
    doomed.process.kill('SIGKILL')
    return true
  }

  const ids = await Promise.all(
    Array.from({ length: 100 }, async (_, n) => {
      const request = aRequest({
        values: { cluster: 'prod-cluster', resource: `vm-${n}`, problem: 'slow' },
      })
      if (n % 2 === 0) return survivor.open(request)
      // Whoever gets no answer tries again, with the same key; another node takes it.
      return Promise.race([doomed.open(request), dead.then(() => survivor.open(request))])
    }),
  )
  expect(new Set(ids).size).toBe(100)

  const deliveries = createDeliveries(store.open())
  await until('nothing waits', async () => (await deliveries.nextDueIn()) === undefined)
  expect([...chat.posts.keys()].sort()).toEqual([...ids].sort())
  expect([...chat.posts.values()].filter((times) => times !== 1)).toEqual([])
  expect(doomed.process.signalCode).toBe('SIGKILL')
}, 60_000)
