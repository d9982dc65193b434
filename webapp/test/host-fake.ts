/** A stand-in for what Mattermost lends: a registry that records, a real store, a scripted server. */
import type { Form } from '@ticketdesk/contract/form'
import { type AnyAction, createStore, type Reducer, type Store } from 'redux'
import { type Browser, openStorage } from '../src/host/browser'
import type { Registry } from '../src/host/registry'
import type { HostEntities, HostState, PluginManifest } from '../src/host/store'

export const anId = (letter: string) => letter.repeat(26)
export const userId = anId('u')
export const channelId = anId('c')
export const teamId = anId('t')

export function aForm(overrides: Partial<Form> = {}): Form {
  return {
    prefill: 'problem',
    fields: [
      {
        name: 'cluster',
        type: 'select',
        label: 'Cluster',
        required: true,
        options: [
          { value: 'prod-cluster', label: 'Production' },
          { value: 'dev-cluster', label: 'Dev/Test' },
        ],
      },
      { name: 'resource', type: 'text', label: 'VM or resource', required: true, max: 20 },
      { name: 'problem', type: 'textarea', label: 'Problem', required: true },
      { name: 'network', type: 'textarea', label: 'Network', required: false },
    ],
    ...overrides,
  }
}

export interface Sent {
  url: string
  method: string
  headers: Record<string, string>
  body: Record<string, unknown> | undefined
  init: RequestInit
  signal: AbortSignal | undefined
}
/** What the server says: a status and a JSON body, a text, or a promise of one; throw for no network. */
export type Reply = { status?: number; json?: unknown; text?: string }
export type Server = (sent: Sent) => Reply | Promise<Reply>

export interface FakeBrowser extends Browser {
  sent: Sent[]
  /** The requests to a path, oldest first. */
  sentTo(part: string): Sent[]
  server: Server
  /** Runs what waits for the next frame. */
  drawFrame(): void
}

export function aBrowser(server: Server = aServer()): FakeBrowser {
  const frames = new Set<() => void>()
  let ids = 0
  const browser: FakeBrowser = {
    sent: [],
    sentTo: (part) => browser.sent.filter(({ url }) => url.includes(part)),
    server,
    async fetch(url, init) {
      const sent = sentOf(url, init)
      browser.sent.push(sent)
      const reply = await Promise.race([browser.server(sent), aborted(sent.signal)])
      const { status = 200, json, text = JSON.stringify(json) } = reply
      return { ok: status < 300, status, text: async () => text } as Response
    },
    storage: openStorage(() => window.localStorage),
    basename: () => '',
    cookies: () => 'MMUSERID=x; MMCSRF=token-1',
    now: () => 1_700_000_000_000,
    randomId: () => `request-${++ids}`,
    nextFrame: (callback) => {
      frames.add(callback)
      return () => frames.delete(callback)
    },
    drawFrame() {
      for (const frame of frames) frame()
      frames.clear()
    },
  }
  return browser
}

function sentOf(url: string, init: RequestInit): Sent {
  return {
    url,
    method: init.method ?? 'GET',
    headers: init.headers as Record<string, string>,
    body: init.body ? JSON.parse(String(init.body)) : undefined,
    init,
    signal: init.signal ?? undefined,
  }
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new Error('aborted')))
  })
}

/** A server that has a form and opens tickets, unless told otherwise. */
export function aServer(answers: { form?: Server; tickets?: Server; other?: Server } = {}): Server {
  const form = answers.form ?? (() => ({ json: { form: aForm(), revision: '1' } }))
  const tickets = answers.tickets ?? (() => ({ status: 201, json: { ticket: aTicket() } }))
  const other = answers.other ?? (() => ({ status: 404, json: {} }))
  return (sent) => {
    if (sent.url.includes('/plugins/ticketdesk/api/v1/form?locale=')) return form(sent)
    if (sent.url.endsWith('/plugins/ticketdesk/api/v1/tickets')) return tickets(sent)
    return other(sent)
  }
}

export function aTicket(overrides = {}) {
  return {
    id: 'Ticket-20260501-0001',
    channelId,
    createdAt: 1_700_000_000_000,
    postId: anId('p'),
    ...overrides,
  }
}

export function anError(code: string, message: string, more = {}) {
  return { error: { code, message, ...more } }
}

type Methods = { [Name in keyof Registry]: Parameters<Registry[Name]>[] }
export interface FakeRegistry {
  /** Hand this to the plugin. */
  lent: Registry
  /** The arguments of every call, by method. */
  calls: Methods
}

const METHODS = [
  'registerReducer',
  'registerTranslations',
  'registerRootComponent',
  'registerPostTypeComponent',
  'registerSlashCommandWillBePostedHook',
  'registerPostDropdownMenuAction',
  'registerWebSocketEventHandler',
  'registerReconnectHandler',
] as const

export function aRegistry(onReducer: (reducer: Reducer) => void = () => {}): FakeRegistry {
  const calls = Object.fromEntries(METHODS.map((name) => [name, []])) as unknown as Methods
  const record = (name: keyof Registry) => [
    name,
    (...args: never[]) => {
      ;(calls[name] as unknown[]).push(args)
      if (name === 'registerReducer') onReducer(args[0] as unknown as Reducer)
    },
  ]
  return { calls, lent: Object.fromEntries(METHODS.map(record)) as unknown as Registry }
}

export interface FakeStore extends Store<HostState, AnyAction> {
  /** How many listen to it now. */
  listeners(): number
  /** Changes the host's own state. */
  change(entities: HostEntities): void
  /** Another version of our plugin comes while the page is open. */
  changeManifest(manifest: PluginManifest): void
  addReducer(reducer: Reducer): void
}

/** @param manifest ours as the host keeps it; `null` where it keeps none */
export function aStore(
  entities: HostEntities = {},
  manifest: PluginManifest | null = { id: 'ticketdesk' },
): FakeStore {
  const initial = hostEntities(entities)
  let slice: Reducer = (state = null) => state
  const own = (state: HostEntities = {}, action: AnyAction) =>
    action.type === 'host/changed' ? { ...state, ...action['entities'] } : state
  const reducer = (state: HostState = { entities: initial }, action: AnyAction) => ({
    entities: own(state.entities, action),
    plugins: { plugins: manifest ? { ticketdesk: manifest } : {} },
    'plugins-ticketdesk':
      slice((state as Record<string, unknown>)['plugins-ticketdesk'], action) ?? undefined,
  })
  const store = createStore(reducer as Reducer<HostState, AnyAction>)
  let listeners = 0
  return {
    ...store,
    listeners: () => listeners,
    subscribe(listener) {
      listeners += 1
      const unsubscribe = store.subscribe(listener)
      return () => {
        listeners -= 1
        unsubscribe()
      }
    },
    changeManifest(changed) {
      manifest = changed
      store.dispatch({ type: 'host/pluginEnabled' })
    },
    change: (changed) => void store.dispatch({ type: 'host/changed', entities: changed }),
    addReducer(reducer) {
      slice = reducer
      store.dispatch({ type: 'host/reducerAdded' })
    },
  }
}

function hostEntities(overrides: HostEntities): HostEntities {
  return {
    users: { currentUserId: userId, profiles: { [userId]: { id: userId, locale: 'en' } } },
    teams: { currentTeamId: teamId },
    channels: {
      channels: {
        [channelId]: { id: channelId, team_id: teamId, display_name: 'Town Square', type: 'O' },
      },
    },
    posts: { posts: {} },
    ...overrides,
  }
}
