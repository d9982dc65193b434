/** What people do with their logins at vendors, and system admins with the team's. */
import type { Actor } from '../domain/actor'
import type { LoginWay, Vendor, VendorAccount } from '../domain/case/account'
import type { AccountId } from '../domain/case/support-case'
import type { Watch } from '../ports/accounts'
import type { Rooms } from '../ports/unit-of-work'
import { type CaseNeeds, refusalOf } from './case-reach'
import type {
  AccountInput,
  AccountStatus,
  CaseRefusal,
  CaseResult,
  ManageAccounts,
} from './case-results'
import { stopFollow } from './keep-case'
import { isSameName } from './vendor-logins'

export interface AccountsNeeds extends CaseNeeds {
  /** The vendors of the configuration. */
  vendors: () => { vendors: Vendor[] }
}

export function createManageAccounts(needs: AccountsNeeds): ManageAccounts {
  const { people } = needs
  return {
    async vendors(actor) {
      const isAdmin = await people.isSystemAdmin(actor.id)
      return needs
        .vendors()
        .vendors.filter(({ personal }) => personal || isAdmin)
        .map((vendor) => ({ name: vendor.name, kind: vendor.kind, ways: waysOf(vendor) }))
    },
    set: createSet(needs),
    list: createList(needs),
    check: createCheck(needs),
    remove: createRemove(needs),
  }
}

/** How one logs in at a vendor; a password only where an administrator allowed it. */
export function waysOf({ kind, oldPortalUrl }: Vendor): LoginWay[] {
  const ways: LoginWay[] = kind === 'redhat' ? ['offline_token', 'service_account'] : ['token']
  return oldPortalUrl === undefined ? ways : [...ways, 'basic']
}

function createSet(needs: AccountsNeeds): ManageAccounts['set'] {
  const { inTransaction, logins, clock, newId } = needs
  return async function set(actor, given) {
    const input = { ...given, secret: given.secret.trim(), login: given.login?.trim() ?? '' }
    const vendor = logins.vendorNamed(input.vendor)
    if (!vendor) return { refused: { kind: 'unknown_vendor' } }
    const refused = await refuseInput(needs, actor, { input, vendor })
    if (refused) return { refused }
    const name = input.name?.trim() || vendor.name
    const made: VendorAccount = {
      id: newId() as AccountId,
      vendor: vendor.name,
      name,
      ...(!input.team && { owner: actor.id }),
      declared: false,
      way: input.way,
      ...(hasLogin(input.way) && { login: input.login }),
      createdBy: actor.id,
      createdAt: clock.now(),
    }
    const known = (await inTransaction(({ accounts }) => accounts.list())).find(
      (one) => one.owner === made.owner && isSameName(one.name, name),
    )
    if (known?.declared) return { refused: { kind: 'declared' } }
    const account = known ? { ...made, id: known.id, createdAt: known.createdAt } : made
    const client = logins.clientFor(vendor)
    try {
      client.forget(account.id)
      await client.check({ vendor, account, secret: input.secret })
    } catch (error) {
      return { refused: troubleOf(error) }
    }
    const kept = await inTransaction((rooms) =>
      keep(rooms, { account, isNew: !known, secret: input.secret, setUp: newId() }),
    )
    return kept ? { account } : { refused: { kind: 'name_taken' } }
  }
}

/** What is wrong with the login itself: here, "not found" would say nothing. */
function troubleOf(error: unknown): CaseRefusal {
  const refused = refusalOf(error)
  return refused.kind === 'not_found' ? { kind: 'trouble', reason: 'forbidden' } : refused
}

interface Kept {
  account: VendorAccount
  isNew: boolean
  secret: string
  setUp: string
}

async function keep(
  { accounts, outbox }: Pick<Rooms, 'accounts' | 'outbox'>,
  { account, isNew, secret, setUp }: Kept,
): Promise<boolean> {
  if (isNew && !(await accounts.insert(account))) return false
  if (!isNew) await accounts.save(account)
  await accounts.keepSecret(account.id, secret)
  await mended(accounts, account.id, { setUp })
  await outbox.add({ kind: 'account_watched', accountId: account.id })
  return true
}

async function mended(
  accounts: Rooms['accounts'],
  id: AccountId,
  now: Pick<Watch, 'setUp'> = {},
): Promise<void> {
  const { broken: _, notBefore: __, ...watch } = await accounts.watch(id)
  await accounts.keepWatch(id, { ...watch, ...now, failures: 0, refusals: 0 })
}

async function refuseInput(
  { people }: AccountsNeeds,
  actor: Actor,
  { input, vendor }: { input: AccountInput & { login: string }; vendor: Vendor },
): Promise<CaseRefusal | undefined> {
  const isAdmin = await people.isSystemAdmin(actor.id)
  if (input.team && !isAdmin) return { kind: 'not_allowed' }
  if (!input.team && !vendor.personal) return { kind: 'off', what: 'personal' }
  if (!waysOf(vendor).includes(input.way)) return { kind: 'off', what: 'basic' }
  const name = input.name?.trim() || vendor.name
  if (name.length > 64 || /\p{Cc}/u.test(name)) return { kind: 'invalid', field: 'name' }
  if (input.secret === '' || /\p{Cc}/u.test(input.secret))
    return { kind: 'invalid', field: 'secret' }
  const isLoginWrong = hasLogin(input.way) && (input.login === '' || /[:\p{Cc}]/u.test(input.login))
  return isLoginWrong ? { kind: 'invalid', field: 'login' } : undefined
}

function hasLogin(way: LoginWay): boolean {
  return way === 'service_account' || way === 'basic'
}

function createList({ inTransaction }: AccountsNeeds): ManageAccounts['list'] {
  return (actor) =>
    inTransaction(async ({ accounts, cases }) => {
      const list: AccountStatus[] = []
      for (const account of await accounts.usableBy(actor.id)) {
        const { broken, answeredAt } = await accounts.watch(account.id)
        list.push({
          account,
          ...(broken && { broken }),
          ...(answeredAt !== undefined && { answeredAt }),
          cases: (await cases.followed(account.id)).length,
        })
      }
      return list
    })
}

function createCheck(needs: AccountsNeeds): ManageAccounts['check'] {
  const { inTransaction, logins } = needs
  return async function check(actor, id) {
    const account = await usable(needs, actor, id)
    const login = account && (await logins.of(id))
    if (!account || login === 'no_account') return { refused: { kind: 'unknown_account' } }
    if (login === 'no_vendor') return { refused: { kind: 'unknown_vendor' } }
    if (typeof login !== 'object') return { refused: { kind: 'invalid', field: 'secret' } }
    try {
      await login.client.check(login)
    } catch (error) {
      return { refused: troubleOf(error) }
    }
    await inTransaction(async ({ accounts, outbox }) => {
      if (!(await accounts.watch(id)).broken) return
      await mended(accounts, id)
      await outbox.add({ kind: 'account_watched', accountId: id })
    })
    return { account }
  }
}

function usable(
  { inTransaction }: AccountsNeeds,
  actor: Actor,
  id: AccountId,
): Promise<VendorAccount | undefined> {
  return inTransaction(async ({ accounts }) =>
    (await accounts.usableBy(actor.id)).find((one) => one.id === id),
  )
}

function createRemove(needs: AccountsNeeds): ManageAccounts['remove'] {
  const { inTransaction, people, logins, clock, wake } = needs
  return async function remove(actor, id): Promise<CaseResult<{ account: VendorAccount }>> {
    const account = await usable(needs, actor, id)
    if (!account) return { refused: { kind: 'unknown_account' } }
    if (account.declared) return { refused: { kind: 'declared' } }
    if (!account.owner && !(await people.isSystemAdmin(actor.id))) {
      return { refused: { kind: 'not_allowed' } }
    }
    await inTransaction((rooms) => removeAccount(rooms, id, clock.now()))
    const vendor = logins.vendorNamed(account.vendor)
    if (vendor) logins.clientFor(vendor).forget(id)
    wake()
    return { account }
  }
}

/** Its cases are told no more, and their cards say so. */
export async function removeAccount(
  rooms: Pick<Rooms, 'accounts' | 'cases' | 'outbox'>,
  id: AccountId,
  now: number,
): Promise<void> {
  const { accounts, cases } = rooms
  for (const supportCase of await cases.followed(id)) {
    for (const follow of await cases.followsOf(supportCase.id)) await stopFollow(rooms, follow, now)
  }
  for (const filter of await cases.filtersOf(id)) await cases.removeFilter(filter.id)
  await accounts.remove(id)
}
