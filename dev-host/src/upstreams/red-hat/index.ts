/** A stand-in for Red Hat's customer portal: nobody supports anything, but it speaks as the real one. */
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { type PortalMode, portalRoutes } from './http'
import { createPortal, type Portal } from './portal'
import { createTokens, type Tokens } from './tokens'

export interface RedHat {
  url: string
  /** A login that sees every case there is in the beginning. */
  offlineToken: string
  serviceAccount: { clientId: string; clientSecret: string }
  portal: Portal
  tokens: Tokens
  mode(): PortalMode
  setMode(mode: PortalMode): void
  /** Requests since the beginning, by method and path. */
  requests(): Record<string, number>
  close(): Promise<void>
}

/** The account of the first cases. */
const ACCOUNT = '5500001'

/** Listens on this machine only. @param port 0: any that is free */
export async function startRedHat(port = 0): Promise<RedHat> {
  const portal = createPortal()
  const tokens = createTokens()
  const offlineToken = randomBytes(48).toString('base64url')
  const serviceAccount = {
    clientId: `service-${randomBytes(4).toString('hex')}`,
    clientSecret: randomBytes(16).toString('hex'),
  }
  const login = { accounts: [ACCOUNT], isDead: false }
  tokens.logins.set(offlineToken, login)
  tokens.logins.set(`${serviceAccount.clientId}:${serviceAccount.clientSecret}`, { ...login })
  let mode: PortalMode = 'ok'
  const counts = new Map<string, number>()
  const timers = new Set<NodeJS.Timeout>()
  const later = (milliseconds: number, what: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      what()
    }, milliseconds)
    timers.add(timer)
  }
  const app = express()
    .disable('x-powered-by')
    .disable('etag')
    .use((request, _response, next) => {
      const name = `${request.method} ${request.path}`
      counts.set(name, (counts.get(name) ?? 0) + 1)
      next()
    })
    .use(portalRoutes({ portal, tokens, mode: () => mode, later }))
  const server = createServer(app)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ offlineToken, serviceAccount, portal, tokens },
    mode: () => mode,
    setMode: (wanted) => {
      mode = wanted
    },
    requests: () => Object.fromEntries(counts),
    async close() {
      for (const timer of timers) clearTimeout(timer)
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
