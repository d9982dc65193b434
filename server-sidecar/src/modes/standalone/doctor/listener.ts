/** Who answers on our port while the doctor looks: the sidecar that serves, or the doctor itself. */
import { randomUUID } from 'node:crypto'
import { routes } from '@ticketdesk/contract'
import { sentence } from '../../../compose/sentence'
import { refusal } from '../../../domain/errors'
import { createSlashTokensDoor } from '../../../http/doors/slash-tokens'
import { createRateLimit } from '../../../http/rate-limit'
import { createStandaloneApp } from '../../../http/standalone-app'
import { createLog } from '../../../log/create-log'
import { openHttpServer } from '../http-server'
import type { Settings } from '../settings'
import { type Finding, fail, ok } from './finding'

export interface Listener {
  finding: Finding
  close(): Promise<void>
}

const LIMIT_MS = 3_000

export async function listenInstead({ connection }: Settings): Promise<Listener> {
  const { port, host, slashTokens } = connection
  if (await isServing(port)) {
    return { finding: ok('our port', `a sidecar serves on ${port}`), close: async () => {} }
  }
  const clock = { now: Date.now }
  const silent = createLog({ write: () => {}, room: 'doctor' })
  const app = createStandaloneApp({
    siteUrl: () => '',
    app: (request, response) => {
      if (request.method !== 'POST' || request.url !== routes.ticketDialog) {
        throw refusal('not_ready')
      }
      // A dialog's answer, as the sidecar's would be to an empty form.
      response.setHeader('Content-Type', 'application/json')
      response.end(JSON.stringify({ error: 'empty' }))
    },
    checkToken: createSlashTokensDoor({
      tokens: () => slashTokens,
      rateLimit: createRateLimit(clock, { rate: 10, burst: 100 }),
      onWrong: () => {},
    }),
    handleCommand: async () => '',
    // A token of nobody's: what counts is that it comes back.
    connect: async () => ({ token: randomUUID(), expiresAt: 0, url: connection.publicUrl }),
    sentence,
    log: silent,
  })
  try {
    const server = await openHttpServer(app, { port, host })
    const finding = ok('our port', `no sidecar serves on ${port} now; the doctor answers there`)
    return { finding, close: () => server.close(LIMIT_MS) }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error)
    const remedy = 'somebody else has the port, or it may not be opened: set PORT'
    return { finding: fail('our port', `${port}: ${code}`, remedy), close: async () => {} }
  }
}

async function isServing(port: number): Promise<boolean> {
  try {
    const url = `http://127.0.0.1:${port}${routes.health}`
    const response = await fetch(url, { signal: AbortSignal.timeout(LIMIT_MS) })
    const { status } = (await response.json()) as { status?: string }
    return status === 'ok'
  } catch {
    return false
  }
}
