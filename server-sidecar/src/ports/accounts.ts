import type { BrokenReason, VendorAccount } from '../domain/case/account'
import type { AccountId } from '../domain/case/support-case'
import type { UserRef } from '../domain/refs'

/** How the polling of an account goes; kept, so that another node can take over. */
export interface Watch {
  /** Up to here everything the vendor listed was looked at; ms, by the vendor's clock. */
  watermark?: number
  /** Tries in a row that failed. */
  failures: number
  /** Nobody asks before; ms, by our clock. */
  notBefore?: number
  /** When a case changed last, by our clock. */
  movedAt?: number
  /** When the vendor answered last, and was asked last, by our clock. */
  answeredAt?: number
  askedAt?: number
  /** It needs somebody's hand; who can mend it was told. */
  broken?: { reason: BrokenReason; since: number }
  /** Another one each time the login is set up; absent: never since this is kept. */
  setUp?: string
  /** Times in a row the token was refused: it is seen to come back once. */
  refusals: number
}

/** The kept logins, inside a transaction. The secret is encrypted and never part of an account. */
export interface Accounts {
  find(id: AccountId): Promise<VendorAccount | undefined>
  /** The team's, and this person's own; by name. */
  usableBy(person: UserRef): Promise<VendorAccount[]>
  list(): Promise<VendorAccount[]>
  /** False when the owner (or the team) has one of this name. */
  insert(account: VendorAccount): Promise<boolean>
  save(account: VendorAccount): Promise<void>
  /** Its secret is forgotten, and nobody asks in its name; what was told stays. */
  remove(id: AccountId): Promise<void>
  /** Undefined also when it was encrypted with a key we no longer have. */
  secret(id: AccountId): Promise<string | undefined>
  keepSecret(id: AccountId, secret: string): Promise<void>
  watch(id: AccountId): Promise<Watch>
  keepWatch(id: AccountId, watch: Watch): Promise<void>
}
