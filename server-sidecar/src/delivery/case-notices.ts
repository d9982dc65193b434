/** What is said about cases beside their threads: a summary, and what somebody has to mend. */
import type { Locale } from '@ticketdesk/contract'
import type { VendorAccount } from '../domain/case/account'
import type { SupportCase } from '../domain/case/support-case'
import type { AccountBroken, CaseLost } from '../domain/facts'
import { pickLocale } from '../domain/locale'
import type { Chat } from '../ports/chat'
import type { Log } from '../ports/log'
import type { Deliveries, Delivery } from '../ports/outbox'
import type { People, Person } from '../ports/people'
import type { InTransaction } from '../ports/unit-of-work'
import type { Logins } from '../usecases/vendor-logins'
import type { RenderCases } from './case-words'
import type { Deliver, Outcome } from './deliver'
import { createPublish, type Publish } from './publish'

export interface CaseNoticesNeeds {
  chat: Chat
  people: Pick<People, 'person' | 'findPerson'>
  deliveries: Deliveries
  inTransaction: InTransaction
  logins: Pick<Logins, 'vendorNamed'>
  render: RenderCases
  settings: () => { language: Locale }
  log: Log
}

/** More new cases than a filter may follow at once, named in its place. */
export function createCaseSummary(needs: CaseNoticesNeeds): Deliver {
  return async function caseSummary(delivery, signal) {
    const { fact } = delivery
    if (fact.kind !== 'cases_summed') return { kind: 'later', reason: 'unknown_fact' }
    const filter = await needs.inTransaction(({ cases }) => cases.findFilter(fact.filterId))
    if (!filter) return { kind: 'done' }
    const { message, attachments } = needs.render.summary(filter, fact)
    const { channelId, rootId } = filter
    return post(needs, { delivery, signal }, (publish, deliveryKey) =>
      publish({
        ...{ channelId, message, deliveryKey },
        ...(rootId && { rootId }),
        props: { attachments, ticketdesk: { delivery: deliveryKey } },
      }),
    )
  }
}

/** One message to whoever can mend it, and none when it is mended already. */
export function createCaseTrouble(needs: CaseNoticesNeeds): Deliver {
  return async function caseTrouble(delivery, signal) {
    const { fact } = delivery
    if (fact.kind !== 'account_broken' && fact.kind !== 'case_lost') {
      return { kind: 'later', reason: 'unknown_fact' }
    }
    const about = await find(needs, fact)
    if (!about) return { kind: 'done' }
    const person = await whoCanMend(needs, about)
    if (!person) {
      needs.log.error('nobody is known who could mend a login', { account: about.account.id })
      return { kind: 'done' }
    }
    const locale = pickLocale(person.locale, needs.settings().language)
    const whose = about.account.owner === person.id ? 'own' : 'team'
    const message = needs.render.broken(fact, { ...about, whose }, locale)
    return post(needs, { delivery, signal }, async (publish, deliveryKey) => {
      const channelId = await needs.chat.directChannel(person.id)
      const props = { ticketdesk: { delivery: deliveryKey } }
      return publish({ channelId, message, props, deliveryKey })
    })
  }
}

interface About {
  account: VendorAccount
  supportCase?: SupportCase
}

function find(
  { inTransaction }: CaseNoticesNeeds,
  fact: AccountBroken | CaseLost,
): Promise<About | undefined> {
  return inTransaction(async ({ accounts, cases }) => {
    if (fact.kind === 'account_broken') {
      const account = await accounts.find(fact.accountId)
      const { broken } = await accounts.watch(fact.accountId)
      return account && broken && { account }
    }
    const supportCase = await cases.find(fact.caseId)
    const account = supportCase?.lost && (await accounts.find(supportCase.accountId))
    return account && { account, supportCase }
  })
}

/** Its owner; for the team's, who is named for it, or made it; else who hears of its cases. */
async function whoCanMend(
  { people, inTransaction, logins }: CaseNoticesNeeds,
  { account, supportCase }: About,
): Promise<Person | undefined> {
  if (account.owner) return people.person(account.owner)
  const contact = logins.vendorNamed(account.vendor)?.contact
  const named = contact && (await people.findPerson(contact))
  if (named) return named
  if (account.createdBy) return people.person(account.createdBy)
  const followers = await inTransaction(async ({ cases }) => {
    const followed = supportCase ? [supportCase] : await cases.followed(account.id)
    const follows = await Promise.all(followed.map(({ id }) => cases.followsOf(id)))
    return follows.flat().sort((one, other) => other.createdAt - one.createdAt)
  })
  const by = followers.find((follow) => follow.by !== undefined)?.by
  return by && people.person(by)
}

async function post(
  { chat, deliveries }: CaseNoticesNeeds,
  { delivery, signal }: { delivery: Delivery; signal: AbortSignal },
  say: (publish: Publish, deliveryKey: string) => Promise<unknown>,
): Promise<Outcome> {
  await say(createPublish({ chat, deliveries, delivery, signal }), `${delivery.id}/notice`)
  return { kind: 'done' }
}
