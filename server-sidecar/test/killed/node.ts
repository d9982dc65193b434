/**
 * One plugin process whose Mattermost is its parent's, over HTTP. Arguments: where the database is,
 * as JSON; port of the Mattermost; the bot's id. Tells the port of its own door.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createDesk, identifyNative } from '../../src/compose'
import { createLiveConfig } from '../../src/config/live'
import { type MattermostApi, MattermostError } from '../../src/mattermost/api'
import { aConfig } from '../a-desk'
import { createFakeLog } from '../fakes/fake-log'

const [databaseAt = '', port = '', botId = ''] = process.argv.slice(2)

async function call(method: string, args: unknown[]): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${port}/${method}`, {
    method: 'POST',
    body: JSON.stringify(args),
  })
  const { result, error } = (await answer.json()) as {
    result?: unknown
    error?: { id: string; status: number }
  }
  if (error) throw new MattermostError(error.id, error.status, error.id)
  return result
}
const api = new Proxy({} as MattermostApi, {
  get:
    (_, method) =>
    (...args: unknown[]) =>
      call(String(method), args),
})

const desk = createDesk({
  api,
  botId,
  siteUrl: () => 'https://chat.example.org',
  live: createLiveConfig(aConfig()),
  databaseAt: JSON.parse(databaseAt),
  identify: identifyNative,
  clock: { now: Date.now },
  log: createFakeLog(),
})
const server = createServer(desk.app)
server.listen(0, '127.0.0.1', () => {
  desk.start()
  process.send?.({ port: (server.address() as AddressInfo).port })
})
// Whoever is not killed ends with its parent.
process.on('disconnect', () => process.exit(0))
