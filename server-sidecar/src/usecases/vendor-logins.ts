/** From a kept account to somebody who can ask the vendor. */
import type { Vendor, VendorAccount, VendorKind, VendorSettings } from '../domain/case/account'
import type { AccountId } from '../domain/case/support-case'
import type { UserRef } from '../domain/refs'
import type { InTransaction, Rooms } from '../ports/unit-of-work'
import type { VendorClient, VendorLogin } from '../ports/vendor'

export interface LoginsNeeds {
  inTransaction: InTransaction
  /** The configuration of this moment. */
  vendors: () => VendorSettings
  clientOf: (kind: VendorKind) => VendorClient
}

/** A login with the client of its vendor's kind. */
export interface Reach extends VendorLogin {
  client: VendorClient
}
export type Unreachable = 'no_account' | 'no_vendor' | 'secret_unreadable'
export type Logins = ReturnType<typeof createLogins>

export function createLogins({ inTransaction, vendors, clientOf }: LoginsNeeds) {
  function vendorNamed(name: string): Vendor | undefined {
    return vendors().vendors.find((vendor) => isSameName(vendor.name, name))
  }

  async function reach(
    { accounts }: Pick<Rooms, 'accounts'>,
    account: VendorAccount | undefined,
  ): Promise<Reach | Unreachable> {
    if (!account) return 'no_account'
    const vendor = vendorNamed(account.vendor)
    if (!vendor) return 'no_vendor'
    const secret = await accounts.secret(account.id)
    if (secret === undefined) return 'secret_unreadable'
    return { vendor, account, secret, client: clientOf(vendor.kind) }
  }

  return {
    vendorNamed,
    clientFor: (vendor: Vendor) => clientOf(vendor.kind),
    of: (id: AccountId) =>
      inTransaction(async (rooms) => reach(rooms, await rooms.accounts.find(id))),
    /** Their own before the team's; those of one name only, if one is given. */
    usableBy(person: UserRef, name?: string): Promise<Reach[]> {
      return inTransaction(async (rooms) => {
        const all = await rooms.accounts.usableBy(person)
        const wanted = all.filter((one) => name === undefined || isSameName(one.name, name))
        const ordered = [...wanted].sort((one, other) => Number(!one.owner) - Number(!other.owner))
        const found: Reach[] = []
        for (const account of ordered) {
          const login = await reach(rooms, account)
          if (typeof login === 'object') found.push(login)
        }
        return found
      })
    },
  }
}

/** The vendor gave another secret in place of the one given; kept unless that is there no more. */
export function createKeepRenewed(inTransaction: InTransaction) {
  return (id: AccountId, { given, renewed }: { given: string; renewed: string }): Promise<void> =>
    inTransaction(async ({ accounts }) => {
      if ((await accounts.secret(id)) === given) await accounts.keepSecret(id, renewed)
    })
}

export function isSameName(one: string, other: string): boolean {
  return one.normalize('NFKC').toLowerCase() === other.normalize('NFKC').toLowerCase()
}
