/** Vendors' cases in the object graph: how they are followed, asked for, and told. */
import { randomUUID } from 'node:crypto'
import type { Locale } from '@ticketdesk/contract'
import { createCaseSummary, createCaseTrouble } from '../delivery/case-notices'
import { createCaseToChat, createStopWithoutPlace } from '../delivery/case-to-chat'
import type { RenderCases } from '../delivery/case-words'
import { createDeliveryLoop, type DeliveryOptions } from '../delivery/deliver'
import { createWatchAccount } from '../delivery/watch-account'
import type { VendorSettings } from '../domain/case/account'
import type { Chat } from '../ports/chat'
import type { Clock } from '../ports/clock'
import type { Log } from '../ports/log'
import type { Meter } from '../ports/meter'
import type { Deliveries } from '../ports/outbox'
import type { People } from '../ports/people'
import type { InTransaction } from '../ports/unit-of-work'
import type { Database } from '../store/database'
import { createDeliveries, type Lane } from '../store/deliveries'
import { countRequests } from '../upstream/counted-http'
import { createHttpClient } from '../upstream/http-client'
import { createVendors } from '../upstream/vendors'
import type { CaseNeeds } from '../usecases/case-reach'
import { createDeclareAccounts } from '../usecases/declare-accounts'
import { createFilterCases } from '../usecases/filter-cases'
import { createFollowCases } from '../usecases/follow-cases'
import { createHearsPrivate } from '../usecases/hears-private'
import { createManageAccounts } from '../usecases/manage-accounts'
import { createRefreshCases } from '../usecases/refresh-cases'
import { createReplyToCase } from '../usecases/reply-to-case'
import { createKeepRenewed, createLogins } from '../usecases/vendor-logins'

export interface CasesNeeds {
  database: Database
  chat: Chat
  people: People
  deliveries: Deliveries
  inTransaction: InTransaction
  clock: Clock
  settings: () => { language: Locale; timeZone: string; vendors: VendorSettings }
  render: RenderCases
  /** Something was kept that is to be delivered. */
  wake: () => void
  meter: Meter
  log: Log
  /** Of the loop that asks vendors; for tests. */
  options?: Partial<DeliveryOptions>
}

/** Vendors are asked in a lane of their own: a slow one holds nothing up in chat. */
export const CHAT_LANE: Lane = { kind: 'account_watched', only: false }
const VENDOR_LANE: Lane = { kind: 'account_watched', only: true }
const WATCHING: Partial<DeliveryOptions> = { parallel: 4, idleMs: 5_000 }
/** Long stories of long cases; a portal in trouble is slow rather than silent. */
const LIMITS = { timeoutMs: 30_000, answerBytes: 8 * 1024 * 1024 }

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a part of the object graph, no logic
export function composeCases(needs: CasesNeeds) {
  const { database, inTransaction, people, clock, settings, wake } = needs
  const log = needs.log.room('cases')
  const vendors = () => settings().vendors
  const keepRenewed = createKeepRenewed(inTransaction)
  const clientOf = createVendors({
    http: countRequests(createHttpClient(LIMITS), needs.meter),
    clock,
    onRenewed: (id, tokens) =>
      void keepRenewed(id, tokens).catch(() =>
        log.warn('a renewed token could not be kept', { account: id }),
      ),
  })
  const logins = createLogins({ inTransaction, vendors, clientOf })
  const hearsPrivate = createHearsPrivate(people)
  const loop = createDeliveryLoop({
    deliveries: createDeliveries(database, VENDOR_LANE),
    deliver: createWatchAccount(
      createRefreshCases({
        ...{ logins, inTransaction, clock, wake, log, newId: randomUUID, random: Math.random },
        hour: () => hourIn(settings().timeZone, clock.now()),
      }),
    ),
    log,
    options: { ...WATCHING, ...needs.options },
  })
  const wakeBoth = () => {
    wake()
    loop.wake()
  }
  const caseNeeds: CaseNeeds = {
    ...{ inTransaction, people, logins, hearsPrivate, clock },
    ...{ newId: randomUUID, wake: wakeBoth },
  }
  const declareAccounts = createDeclareAccounts({ inTransaction, clock, newId: randomUUID })
  const telling = { ...needs, logins, hearsPrivate, log: needs.log.room('delivery') }
  const tellTrouble = createCaseTrouble(telling)
  return {
    followCases: createFollowCases(caseNeeds),
    filterCases: createFilterCases(caseNeeds),
    manageAccounts: createManageAccounts({ ...caseNeeds, vendors }),
    replyToCase: createReplyToCase(caseNeeds),
    delivers: {
      case_changed: createCaseToChat(telling),
      cases_summed: createCaseSummary(telling),
      account_broken: tellTrouble,
      case_lost: tellTrouble,
    },
    stopWithoutPlace: createStopWithoutPlace(telling),
    /** Makes the declared logins true, and has every login watched. */
    async settle() {
      for (const vendor of await declareAccounts(vendors().accounts)) {
        log.error('a declared login is not kept: the team has one of this name', { vendor })
      }
      for (const { vendor, way } of vendors().accounts.filter((one) => one.way === 'basic')) {
        log.warn('a login with a password is on its way out: use a token', { vendor, way })
      }
      loop.wake()
    },
    start: loop.start,
    close: loop.close,
  }
}
export type ComposedCases = ReturnType<typeof composeCases>

function hourIn(timeZone: string, now: number): number {
  const how = { hour: 'numeric', hourCycle: 'h23', timeZone } as const
  return Number(new Intl.DateTimeFormat('en', how).format(now))
}
