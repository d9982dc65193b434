/** Everything about cases on a real database, with a portal and a chat of the test's own. */
import { createDeliverByKind } from '../src/delivery/by-kind'
import { createCaseSummary, createCaseTrouble } from '../src/delivery/case-notices'
import { createCaseToChat, createStopWithoutPlace } from '../src/delivery/case-to-chat'
import { createOnceRefused } from '../src/delivery/refused'
import { createWhoSuffers } from '../src/delivery/who-suffers'
import type { Vendor, VendorAccount } from '../src/domain/case/account'
import type { AccountId } from '../src/domain/case/support-case'
import type { ChannelRef, UserRef } from '../src/domain/refs'
import { createRefusedRenderer } from '../src/mattermost/render/refused'
import { createDeliveries } from '../src/store/deliveries'
import { createUnitOfWork } from '../src/store/unit-of-work'
import { createHttpClient } from '../src/upstream/http-client'
import { createVendors } from '../src/upstream/vendors'
import type { CaseNeeds } from '../src/usecases/case-reach'
import { createFilterCases } from '../src/usecases/filter-cases'
import { createFollowCases } from '../src/usecases/follow-cases'
import { createHearsPrivate } from '../src/usecases/hears-private'
import { createManageAccounts } from '../src/usecases/manage-accounts'
import { createRefreshCases } from '../src/usecases/refresh-cases'
import { createReplyToCase } from '../src/usecases/reply-to-case'
import { createKeepRenewed, createLogins } from '../src/usecases/vendor-logins'
import { aVendor } from './builders/a-vendor'
import { plainCaseWords } from './builders/plain-case-words'
import { anId } from './builders/refs'
import type { TestStore } from './databases'
import { createFakeChat } from './fakes/fake-chat'
import { createFakeClock } from './fakes/fake-clock'
import { createFakeLog } from './fakes/fake-log'
import { createFakePeople } from './fakes/fake-people'
import { openFakePortal } from './fakes/fake-portal'
import { sentence } from './sentences'
import { until } from './until'

export const TOKEN = 'offline-token-of-jane-0123456789'

export async function openCaseDesk(store: TestStore, given: Partial<Vendor> = {}) {
  const clock = createFakeClock('2026-06-17T12:00:00Z')
  const portal = await openFakePortal(clock.now)
  portal.logins.set(TOKEN, '1')
  const vendor = aVendor({
    apiUrl: `${portal.url}/support`,
    ssoUrl: `${portal.url}/auth/realms/redhat-external/protocol/openid-connect/token`,
    ...given,
  })
  const settings = { vendors: [vendor], accounts: [] as never[], language: 'en' as const }
  const database = store.open({ clock })
  // A busy machine takes its time over the tables.
  const isOpen = () =>
    database.ready().then(
      () => true,
      () => false,
    )
  await until('the database is open', isOpen, 30_000)
  const inTransaction = createUnitOfWork(database)
  const log = createFakeLog()
  const chat = createFakeChat()
  const people = createFakePeople()
  const jane = { id: anId() as UserRef, locale: 'en' as const }
  const ben = { id: anId() as UserRef, locale: 'en' as const }
  const channelId = anId() as ChannelRef
  people.addPerson({ id: jane.id, username: 'jane' })
  people.addPerson({ id: ben.id, username: 'ben', locale: 'de' })
  people.addChannel({ id: channelId, name: 'ops' }, { post: [jane.id, ben.id] })

  const vendors = () => settings
  const keepRenewed = createKeepRenewed(inTransaction)
  const clientOf = createVendors({
    ...{ http: createHttpClient({ timeoutMs: 2000 }), clock },
    onRenewed: (id, tokens) => void keepRenewed(id, tokens),
  })
  const logins = createLogins({ inTransaction, vendors, clientOf })
  const hearsPrivate = createHearsPrivate(people)
  const newId = () => anId()
  const needs: CaseNeeds = {
    ...{ inTransaction, people, logins, hearsPrivate, clock, newId },
    wake: () => {},
  }
  const refresh = createRefreshCases({ ...needs, hour: () => 12, random: () => 0.5, log })
  const deliveries = createDeliveries(database, { kind: 'account_watched', only: false })
  const telling = { ...needs, people, chat, deliveries, render: plainCaseWords, log }
  const trouble = createCaseTrouble({ ...telling, settings: () => settings })
  const onceRefused = createOnceRefused({
    ...{ ...telling, settings: () => settings, whoSuffers: createWhoSuffers(telling) },
    renderRefused: createRefusedRenderer({ sentence }),
    onGivenUp: createStopWithoutPlace(telling),
  })
  const deliver = onceRefused(
    createDeliverByKind({
      case_changed: createCaseToChat(telling),
      cases_summed: createCaseSummary({ ...telling, settings: () => settings }),
      account_broken: trouble,
      case_lost: trouble,
    }),
  )

  /** Tells everything that waits, as often as it takes. */
  async function tellAll(): Promise<void> {
    for (let claimed = await deliveries.claim(50, 30_000); claimed.length > 0; ) {
      for (const delivery of claimed) {
        const outcome = await deliver(delivery, new AbortController().signal)
        if (outcome.kind === 'done') await deliveries.finish(delivery)
        else await deliveries.postpone(delivery, outcome.delayMs ?? 1000, outcome.reason)
      }
      claimed = await deliveries.claim(50, 30_000)
    }
  }
  const desk = {
    ...{ clock, portal, chat, people, jane, ben, channelId, log, vendor, database, inTransaction },
    ...{ deliveries, deliver, settings, logins, tellAll, clientOf },
    place: { channelId },
    followCases: createFollowCases(needs),
    filterCases: createFilterCases(needs),
    manageAccounts: createManageAccounts({ ...needs, vendors }),
    replyToCase: createReplyToCase(needs),
    refresh: (id: AccountId) => refresh(id, new AbortController().signal),
    /** Jane's login at the portal. */
    async addLogin(more: { secret?: string; team?: boolean; name?: string } = {}) {
      const { secret = TOKEN, team = false, name } = more
      const input = { vendor: vendor.name, way: 'offline_token' as const, secret, team }
      const set = await desk.manageAccounts.set(jane, { ...input, ...(name && { name }) })
      if (set.refused) throw new Error(JSON.stringify(set.refused))
      return set.account
    },
    /** A poll five seconds later, and everything told that came of it. */
    async poll(account: VendorAccount, ms = 5000) {
      clock.advance(ms)
      const next = await desk.refresh(account.id)
      await tellAll()
      return next
    },
    /** What the thread of the only card says, in order. */
    thread: () => chat.posts.filter(({ rootId }) => rootId).map(({ message }) => message),
    cards: () => chat.posts.filter(({ rootId, type }) => !rootId && type),
    async close() {
      await portal.close()
    },
  }
  return desk
}
export type CaseDesk = Awaited<ReturnType<typeof openCaseDesk>>
