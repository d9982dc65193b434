/**
 * What our layer costs between the plugin RPC and the answer: a bare listener, and the whole app
 * with its door, both through `createServeHttp`. Times are milliseconds.
 */

import { nativeDoors } from '../src/compose/native-doors'
import { sentence } from '../src/compose/sentence'
import { defaultForm } from '../src/domain/ticket/default-form'
import { localizeForm } from '../src/domain/ticket/form'
import { createApp } from '../src/http/app'
import {
  createServeHttp,
  type RpcRequest,
  type RpcResponse,
} from '../src/mattermost/native/serve-http'
import type { Log } from '../src/ports/log'
import { silentMeter } from '../test/fakes/silent-meter'

const quiet: Log = { debug() {}, info() {}, warn() {}, error() {}, room: () => quiet }
const never = () => Promise.reject(new Error('not part of this bench'))
const app = createApp({
  ...nativeDoors,
  localeOf: async () => 'en',
  localeOfPerson: async () => 'en',
  actOnTicket: async () => ({ done: false }),
  form: (locale) => ({ form: localizeForm(defaultForm, locale), revision: '1' }),
  openTicket: never,
  postSoon: never,
  actOnAlert: never,
  actOnCase: never,
  interactions: [],
  webhooks: {
    findSource: never,
    rateLimit: { take: () => ({ ok: true }) },
    receive: () => {
      throw new Error('not part of this bench')
    },
    receiveSignals: never,
    onReceived() {},
    meter: silentMeter,
  },
  check: async () => {},
  sentence,
  log: quiet,
})

const request: RpcRequest = {
  Method: 'GET',
  URL: '/api/v1/form',
  Host: 'chat.example.org',
  body: null,
  Header: {
    Accept: ['*/*'],
    'Accept-Language': ['de'],
    'Mattermost-User-Id': ['u'.repeat(26)],
    'User-Agent': ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36'],
    'X-Requested-With': ['XMLHttpRequest'],
  },
}
const response: RpcResponse = {
  writeHead: async () => {},
  write: async () => {},
  flush: async () => {},
}

async function measure(name: string, door: ReturnType<typeof createServeHttp>, callers: number) {
  for (let n = 0; n < 2000; n += 1) await door.serve(request, response)
  const times: number[] = []
  const begin = performance.now()
  const caller = async () => {
    for (let n = 0; n < 10_000 / callers; n += 1) {
      const start = performance.now()
      await door.serve(request, response)
      times.push(performance.now() - start)
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
  const rate = Math.round((times.length / (performance.now() - begin)) * 1000)
  times.sort((one, other) => one - other)
  const at = (share: number) => times[Math.floor(times.length * share)]?.toFixed(3)
  console.log(`${name}, ${callers} callers: p50 ${at(0.5)}  p99 ${at(0.99)}  ${rate}/s`)
}

async function main() {
  const bare = createServeHttp((_request, answer) => void answer.end('{"ok":true}'))
  const whole = createServeHttp(app)
  for (const callers of [1, 16]) {
    await measure('bare listener', bare, callers)
    await measure('whole app, form', whole, callers)
  }
  bare.close()
  whole.close()
}
void main()
