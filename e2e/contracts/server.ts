/**
 * The Mattermost the suite runs on: the stand-in, or the one named by `CONTRACTS_URL` with an
 * administrator's `CONTRACTS_TOKEN`. Both are given the same small plugin.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startStandIn } from '../support/stand-in'
import { clientAt } from './cast'
import { PROBE, packProbe } from './probe-plugin'

export interface KnownRoute {
  method: string
  path: string
  answered: number[]
}

export interface ServerUnderTest {
  url: string
  adminToken: string
  /** Only of the stand-in: what it can do, and what was asked of it. */
  ledger?: () => Promise<{ routes: KnownRoute[]; events: string[] }>
  close(): Promise<void>
}

export async function openServer(): Promise<ServerUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'ticketdesk-contract-'))
  const forget = () => rmSync(folder, { recursive: true, force: true })
  const tarball = await packProbe(folder)
  const { CONTRACTS_URL: url, CONTRACTS_TOKEN: token } = process.env
  const server = url ? await openReal(url, token ?? '', tarball) : await openStandIn(tarball)
  return { ...server, close: () => server.close().finally(forget) }
}

async function openStandIn(plugin: string): Promise<ServerUnderTest> {
  const standIn = await startStandIn({ plugin })
  const { session } = await standIn.as('admin')
  return {
    url: standIn.url,
    adminToken: session.token,
    ledger: () => standIn.control('routes'),
    close: () => standIn.close(),
  }
}

async function openReal(url: string, token: string, tarball: string): Promise<ServerUnderTest> {
  const admin = clientAt(url, token)
  await admin.uploadPlugin(new File([readFileSync(tarball)], 'probe.tar.gz'), true)
  await admin.enablePlugin(PROBE)
  return {
    url: url.replace(/\/+$/, ''),
    adminToken: token,
    close: async () => void (await admin.removePlugin(PROBE)),
  }
}
