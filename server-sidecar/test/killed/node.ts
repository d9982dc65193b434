/**
 * One plugin process whose Mattermost is its parent's, over HTTP. Arguments: where the database is,
 * as JSON; port of the Mattermost; the bot's id. Tells the port of its own door.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createDesk } from '../../src/compose'
import { nativeDoors } from '../../src/compose/native-doors'
import { openStorage } from '../../src/compose/storage'
import { createLiveConfig } from '../../src/config/live'
import type { Heard } from '../../src/mattermost/heard'
import { aConfig } from '../a-desk'
import { createFakeLog } from '../fakes/fake-log'
import { silentMeter } from '../fakes/silent-meter'
import { mattermostOfParent } from './parent'

const [databaseAt = '', port = '', botId = ''] = process.argv.slice(2)

const api = mattermostOfParent(port)
const live = createLiveConfig(aConfig())
const log = createFakeLog()
const desk = createDesk({
  api,
  botId: () => botId,
  siteUrl: () => 'https://chat.example.org',
  live,
  storage: openStorage(JSON.parse(databaseAt), { live, log }),
  hookBase: () => 'https://chat.example.org/plugins/ticketdesk',
  allowedInternal: async () => undefined,
  doors: nativeDoors,
  clock: { now: Date.now },
  meter: silentMeter,
  log,
})
const server = createServer(desk.app)
server.listen(0, '127.0.0.1', () => {
  desk.start()
  process.send?.({ port: (server.address() as AddressInfo).port })
})
// The parent tells what is heard, and hears when it is kept.
process.on('message', async (heard: Heard) => {
  await desk.hear(heard)
  process.send?.({ kept: heard })
})
// Whoever is not killed ends with its parent.
process.on('disconnect', () => process.exit(0))
