/** `import-pushbot db.json`: what the command line needs to take over the cases of a tickets-pushbot. */
import { randomUUID } from 'node:crypto'
import type { VendorSettings } from '../domain/case/account'
import type { ChannelRef } from '../domain/refs'
import type { Clock } from '../ports/clock'
import type { Log } from '../ports/log'
import type { People } from '../ports/people'
import { type DatabaseAt, openDatabase } from '../store/database'
import { createSecrets } from '../store/secrets'
import { createUnitOfWork } from '../store/unit-of-work'
import { createHttpClient } from '../upstream/http-client'
import { readPushbot } from '../upstream/pushbot/read'
import { createVendors } from '../upstream/vendors'
import { createDeclareAccounts } from '../usecases/declare-accounts'
import { createImportPushbot, type ImportReport } from '../usecases/import-pushbot'
import { createLogins, isSameName } from '../usecases/vendor-logins'

export interface ImportNeeds {
  databaseAt: DatabaseAt
  config: { vendors: VendorSettings; encryptionKeys: readonly string[] }
  people: Pick<People, 'findChannel'>
  clock: Clock
  log: Log
}
export interface ImportOptions {
  /** What `db.json` holds. */
  text: string
  /** Where a chat's cases are followed: `team/channel` or a channel's id, by chat id. */
  places: Readonly<Record<string, string>>
  /** For chats that are not named. */
  otherwise?: string
  /** The team's login to ask with, by its name; the only one, when there is only one. */
  account?: string
}

/** What became of it, in lines for a terminal. `ok`: nothing was left behind. */
export async function importPushbot(
  needs: ImportNeeds,
  options: ImportOptions,
): Promise<{ ok: boolean; lines: string[] }> {
  const chats = readPushbot(options.text)
  if (!chats) return { ok: false, lines: ['this is not the db.json of a tickets-pushbot'] }
  const places = new Map<string, ChannelRef>()
  for (const { id } of chats) {
    const place = options.places[id] ?? options.otherwise
    const channel = place === undefined ? undefined : await needs.people.findChannel(place)
    if (place !== undefined && !channel) return { ok: false, lines: [`no channel "${place}"`] }
    if (channel) places.set(id, channel.id)
  }
  const database = openDatabase(needs.databaseAt, { log: needs.log })
  try {
    const secrets = createSecrets(database, { encryptionKeys: () => needs.config.encryptionKeys })
    const inTransaction = createUnitOfWork(database, secrets)
    const kept = { inTransaction, clock: needs.clock, newId: randomUUID }
    await createDeclareAccounts(kept)(needs.config.vendors.accounts)
    const login = await loginOf(needs, { inTransaction, name: options.account })
    if (typeof login === 'string') return { ok: false, lines: [login] }
    const take = createImportPushbot(kept)
    const report = await take(chats, { login, placeOf: (chat) => places.get(chat) })
    return { ok: report.left.length + report.unplaced.length === 0, lines: render(report) }
  } finally {
    await database.close()
  }
}

async function loginOf(
  { config, clock }: ImportNeeds,
  given: { inTransaction: ReturnType<typeof createUnitOfWork>; name: string | undefined },
) {
  const { inTransaction, name } = given
  const clientOf = createVendors({ http: createHttpClient(), clock })
  const logins = createLogins({ inTransaction, clientOf, vendors: () => config.vendors })
  const teams = (await inTransaction(({ accounts }) => accounts.list())).filter((one) => !one.owner)
  const [first, second] = teams.filter((one) => name === undefined || isSameName(one.name, name))
  if (!first) return 'the team has no such login: declare one in "vendors", or set it up in chat'
  if (second) return `name one of the team's logins: ${teams.map((one) => one.name).join(', ')}`
  const login = await logins.of(first.id)
  return typeof login === 'string' ? `the login "${first.name}" cannot be used: ${login}` : login
}

function render({ taken, known, left, unplaced, passwords }: ImportReport): string[] {
  const why = (one: ImportReport['left'][number]) =>
    one.why.kind === 'trouble' ? one.why.reason : one.why.kind
  return [
    `${taken.length} cases are followed now, ${known.length} were before.`,
    ...left.map((one) => `case ${one.number} of chat ${one.chat} was left: ${why(one)}`),
    ...unplaced.map((chat) => `chat ${chat} was left: no channel is named for it`),
    ...(passwords > 0
      ? [
          `${passwords} passwords in clear text were not taken over. Delete db.json, and change them.`,
        ]
      : []),
  ]
}
