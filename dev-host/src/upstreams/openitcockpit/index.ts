/** A stand-in openITCOCKPIT: it watches nothing, but it speaks as the real one does. */
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { type Sent, send } from '../send'
import { type Mode, openItCockpitRoutes } from './http'
import { createMonitoring, type Monitoring } from './monitoring'
import { HEADERS, renderNotification } from './notification'

export interface OpenItCockpit {
  url: string
  apiKey: string
  monitoring: Monitoring
  mode(): Mode
  setMode(mode: Mode): void
  /** The Webhook URL that an administrator pastes; nothing is sent before. */
  setWebhook(url: string): void
  /** What came of each notification, oldest first. */
  sent(): Sent[]
  close(): Promise<void>
}

/** Listens on a free port of this machine. */
export async function startOpenItCockpit(): Promise<OpenItCockpit> {
  const apiKey = randomBytes(80).toString('hex')
  let mode: Mode = 'ok'
  let webhook = ''
  const sent: Sent[] = []
  const timers = new Set<NodeJS.Timeout>()
  // One after the other: the real one runs one command a notification, but tests want an order.
  let line = Promise.resolve()

  const monitoring = createMonitoring((type, object) => {
    if (webhook === '') return
    const body = renderNotification(type, object, { baseUrl: url, apiKey })
    line = line.then(async () => void sent.push(await send(webhook, HEADERS, body)))
  })
  const later = (milliseconds: number, what: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      what()
    }, milliseconds)
    timers.add(timer)
  }
  const routes = openItCockpitRoutes({ monitoring, apiKey, mode: () => mode, later })
  const server = createServer(express().disable('x-powered-by').use(routes))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    url,
    apiKey,
    monitoring,
    mode: () => mode,
    setMode: (wanted) => {
      mode = wanted
    },
    setWebhook: (wanted) => {
      webhook = wanted
    },
    sent: () => sent,
    async close() {
      for (const timer of timers) clearTimeout(timer)
      await line
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
