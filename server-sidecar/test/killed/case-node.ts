/**
 * One process that follows cases; its Mattermost is its parent's, over HTTP. Arguments: where the
 * database is, as JSON; port of the Mattermost; the bot's id; the vendor, as JSON.
 */
import { CHAT_LANE, composeCases } from '../../src/compose/cases'
import { createDeliverByKind } from '../../src/delivery/by-kind'
import { createDeliveryLoop } from '../../src/delivery/deliver'
import { createChat } from '../../src/mattermost/chat'
import { createPeople } from '../../src/mattermost/people'
import { openDatabase } from '../../src/store/database'
import { createDeliveries } from '../../src/store/deliveries'
import { createUnitOfWork } from '../../src/store/unit-of-work'
import { plainCaseWords } from '../builders/plain-case-words'
import { createFakeLog } from '../fakes/fake-log'
import { silentMeter } from '../fakes/silent-meter'
import { mattermostOfParent } from './parent'

const [databaseAt = '', port = '', botId = '', vendor = ''] = process.argv.slice(2)

const api = mattermostOfParent(port)
const log = createFakeLog()
const database = openDatabase(JSON.parse(databaseAt), { log })
const inTransaction = createUnitOfWork(database)
const deliveries = createDeliveries(database, CHAT_LANE)
const chat = createChat({ api, botId: () => botId, siteUrl: () => 'https://chat.example.org', log })
const settings = {
  ...{ language: 'en' as const, timeZone: 'UTC' },
  vendors: { vendors: [JSON.parse(vendor)], accounts: [] },
}
const cases = composeCases({
  ...{ database, chat, deliveries, inTransaction, log, people: createPeople(api) },
  ...{ clock: { now: Date.now }, settings: () => settings, render: plainCaseWords },
  meter: silentMeter,
  wake: () => loop.wake(),
  options: { idleMs: 20 },
})
const loop = createDeliveryLoop({
  ...{ deliveries, deliver: createDeliverByKind(cases.delivers), log },
  options: { idleMs: 50 },
})
loop.start()
cases.start()
void cases.settle()
process.send?.('up')
// Whoever is not killed ends with its parent.
process.on('disconnect', () => process.exit(0))
