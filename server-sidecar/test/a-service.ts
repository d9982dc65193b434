import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createLiveConfig } from '../src/config/live'
import type { MattermostApi } from '../src/mattermost/api'
import { writeProps } from '../src/mattermost/remote/outgoing'
import { type HttpServer, openHttpServer } from '../src/modes/standalone/http-server'
import type { LinkNeeds } from '../src/modes/standalone/link'
import { openService, type Service } from '../src/modes/standalone/service'
import type { Settings } from '../src/modes/standalone/settings'
import type { DatabaseAt } from '../src/store/database'
import { aConfig } from './a-desk'
import { anId } from './builders/refs'
import { createFakeLog } from './fakes/fake-log'
import { createFakeMattermost, type FakeMattermost, UNREACHABLE } from './fakes/fake-mattermost'

export const SITE = 'https://chat.example.org'
export const PUBLIC = 'https://tickets.example.org'
export const CALLBACK = 'http://tickets.internal:8080'

/** What Mattermost signs clicks with; `keyNone`: an old one that names no key. */
const signer = generateKeyPairSync('ec', { namedCurve: 'P-256' })

/** A `trigger_id` as Mattermost makes it for a person's click or command. */
export function aTrigger(
  userId: string,
  { at, key = signer.privateKey }: { at: number; key?: KeyObject },
): string {
  const signed = `${anId()}:${userId}:${at}:`
  const signature = sign('sha256', Buffer.from(signed), key).toString('base64')
  return Buffer.from(signed + signature).toString('base64')
}

export interface ServiceOptions {
  mattermost?: FakeMattermost
  clock?: { now(): number }
  settings?: Record<string, unknown>
  slashTokens?: string[]
  /** Mattermost does not name the key it signs clicks with. */
  keyless?: boolean
}

/** The sidecar beside a Mattermost in memory, asked over a port of its own. */
export async function openTestService(databaseAt: DatabaseAt, options: ServiceOptions = {}) {
  const { mattermost = createFakeMattermost(), clock = { now: Date.now }, keyless } = options
  const log = createFakeLog()
  const bot = await mattermost.ensureBotUser({
    ...{ username: 'ticketdesk', displayName: '', description: '' },
  })
  const link = { away: false }
  const desk = aConfig(options.settings)
  const settings: Settings = {
    ...{ desk, databaseAt, nameOf: (setting) => setting },
    connection: {
      ...{ mattermostUrl: 'http://mattermost.internal:8065', botToken: 'bot-token' },
      ...{ slashTokens: options.slashTokens ?? ['slash-token', 'newer-token'] },
      ...{ callbackUrl: CALLBACK, publicUrl: PUBLIC, siteUrl: undefined, certificates: [] },
      ...{ port: 0, host: '127.0.0.1', logLevel: 'debug' as const },
    },
  }
  const service: Service = openService({
    ...{ settings, live: createLiveConfig(desk), log, clock },
    openLink: (needs) => ({
      api: signing(mattermost, needs),
      botId: () => bot,
      siteUrl: () => SITE,
      clickKey: async () => {
        if (link.away) throw UNREACHABLE
        return keyless ? undefined : signer.publicKey
      },
      check: async () => {
        if (link.away) throw UNREACHABLE
      },
      close: () => {},
    }),
  })
  const server: HttpServer = await openHttpServer(service.app, settings.connection)
  service.start()
  const url = `http://127.0.0.1:${server.port}`

  const ask = (path: string, init: RequestInit = {}) => fetch(url + path, init)
  return {
    ...{ service, server, settings, mattermost, log, bot, clock, link, url, ask },
    /** A typed command, as Mattermost sends it to an integration. */
    slash: (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
      ask(path, { method: 'POST', body: new URLSearchParams(form), headers }),
    /** A click or a submitted dialog, as Mattermost sends it. */
    send: (path: string, body: object) =>
      ask(path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }),
    trigger: (user: { id: string }, key?: KeyObject) =>
      aTrigger(user.id, { at: clock.now(), ...(key && { key }) }),
    async close() {
      service.quiet()
      await server.close(1000)
      await service.close(1000)
    },
  }
}
export type TestService = Awaited<ReturnType<typeof openTestService>>

/** The Mattermost in memory, with buttons signed as the way over REST does it. */
function signing(mattermost: FakeMattermost, needs: LinkNeeds): MattermostApi {
  const props = (channelId: string, given: Record<string, unknown> = {}) =>
    writeProps(needs, channelId, given)
  return {
    ...mattermost,
    createPost: async (post) =>
      mattermost.createPost({ ...post, props: await props(post.channelId, post.props) }),
    updatePost: async (id, words) => {
      const { channelId } = await mattermost.getPost(id)
      return mattermost.updatePost(id, { ...words, props: await props(channelId, words.props) })
    },
    openInteractiveDialog: (request) =>
      mattermost.openInteractiveDialog({ ...request, url: needs.callback(request.url) }),
  }
}
