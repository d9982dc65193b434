import { Readable } from 'node:stream'
import { createDesk, type Desk } from '../src/compose'
import { nativeDoors } from '../src/compose/native-doors'
import { openStorage } from '../src/compose/storage'
import { createLiveConfig } from '../src/config/live'
import { parseConfig } from '../src/config/parse'
import type { Config } from '../src/config/schema'
import { createServeHttp, type ServeHttp } from '../src/mattermost/native/serve-http'
import type { Clock } from '../src/ports/clock'
import type { DatabaseAt } from '../src/store/database'
import { createFakeLog } from './fakes/fake-log'
import { createFakeMattermost } from './fakes/fake-mattermost'
import { silentMeter } from './fakes/silent-meter'

export interface Answer {
  status: number
  headers: Record<string, string[]>
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  json: any
}
export interface Ask {
  method?: string
  /** Whose session it is; nobody's without. */
  as?: { id: string }
  headers?: Record<string, string>
  /** Sent as it is when a text or bytes, else as JSON. */
  body?: unknown
}

/** Sends a request as Mattermost would, by RPC. */
export async function askDoor(door: ServeHttp, path: string, ask: Ask = {}): Promise<Answer> {
  const { method = ask.body === undefined ? 'GET' : 'POST', as, headers = {}, body } = ask
  const answer: Answer = { status: 0, headers: {}, text: '', json: undefined }
  const chunks: Buffer[] = []
  const Header = {
    ...(body !== undefined && { 'Content-Type': ['application/json'] }),
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    ...(as && { 'Mattermost-User-Id': [as.id] }),
  }
  const raw = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  await door.serve(
    {
      Method: method,
      URL: path,
      Header,
      Host: 'chat.example.org',
      body: raw === undefined ? null : Readable.from([Buffer.from(raw)]),
    },
    {
      async writeHead(status, given) {
        Object.assign(answer, { status, headers: given })
      },
      async write(chunk) {
        chunks.push(Buffer.from(chunk))
      },
      async flush() {},
    },
  )
  answer.text = Buffer.concat(chunks).toString()
  if (answer.text !== '' && answer.headers['Content-Type']?.[0] === 'application/json')
    answer.json = JSON.parse(answer.text)
  return answer
}

export function aConfig(raw: Record<string, unknown> = {}): Config {
  const parsed = parseConfig(raw)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.complaints))
  return parsed.config
}

/** The whole server on a Mattermost in memory, a person in a channel, and a way to ask. */
export async function openTestDesk(
  databaseAt: DatabaseAt,
  {
    settings = {},
    mattermost = createFakeMattermost(),
    clock = { now: Date.now } as Clock,
    log = createFakeLog(),
    meter = silentMeter,
  } = {},
) {
  const bot = await mattermost.ensureBotUser({
    username: 'ticketdesk',
    displayName: '',
    description: '',
  })
  const jane = mattermost.addUser({ username: 'jane' })
  const channel = mattermost.addChannel({}, [jane])
  const live = createLiveConfig(aConfig(settings))
  const desk: Desk = createDesk({
    api: mattermost,
    botId: () => bot,
    siteUrl: () => 'https://chat.example.org',
    live,
    storage: openStorage(databaseAt, { live, log }),
    hookBase: () => 'https://chat.example.org/plugins/ticketdesk',
    allowedInternal: async () => mattermost.allowedInternal,
    doors: nativeDoors,
    clock,
    meter,
    log,
  })
  desk.start()
  const door = createServeHttp(desk.app)
  return {
    desk,
    door,
    mattermost,
    live,
    log,
    bot,
    jane,
    channel,
    ask: (path: string, ask?: Ask) => askDoor(door, path, ask),
    async close() {
      door.close()
      await desk.close(1000)
    },
  }
}
export type TestDesk = Awaited<ReturnType<typeof openTestDesk>>
