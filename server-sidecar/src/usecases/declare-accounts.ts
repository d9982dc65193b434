/** The logins that the configuration declares, made true. */
import type { AccountDeclaration, VendorAccount } from '../domain/case/account'
import type { AccountId } from '../domain/case/support-case'
import type { Clock } from '../ports/clock'
import type { InTransaction, Rooms } from '../ports/unit-of-work'
import { removeAccount } from './manage-accounts'
import { isSameName } from './vendor-logins'

interface Needs {
  inTransaction: InTransaction
  clock: Clock
  newId: () => string
}

/** Names of vendors whose declared login is not kept: the team has one of this name already. */
export type DeclareAccounts = (declarations: readonly AccountDeclaration[]) => Promise<string[]>

/** New ones are added, known ones (by the vendor's name) changed, those no longer there removed. */
export function createDeclareAccounts({ inTransaction, clock, newId }: Needs): DeclareAccounts {
  return (declarations) =>
    inTransaction(async (rooms) => {
      const now = clock.now()
      const known = await rooms.accounts.list()
      for (const account of known.filter(({ declared }) => declared)) {
        const isStill = declarations.some(({ vendor }) => isSameName(vendor, account.name))
        if (!isStill) await removeAccount(rooms, account.id, now)
      }
      const refused: string[] = []
      for (const declaration of declarations) {
        const kept = await keep(rooms, declaration, {
          id: newId() as AccountId,
          now,
          setUp: newId(),
        })
        if (!kept) refused.push(declaration.vendor)
      }
      // Whatever was declared: somebody watches every login there is, from now on.
      for (const { id } of await rooms.accounts.list()) {
        await rooms.outbox.add({ kind: 'account_watched', accountId: id })
      }
      return refused
    })
}

async function keep(
  { accounts }: Rooms,
  { secret, vendor, ...rest }: AccountDeclaration,
  { id, now, setUp }: { id: AccountId; now: number; setUp: string },
): Promise<boolean> {
  const isSame = ({ owner, name }: VendorAccount) => !owner && isSameName(name, vendor)
  const find = async () => (await accounts.list()).find(isSame)
  const made: VendorAccount = {
    ...rest,
    ...{ id, vendor, name: vendor, declared: true, createdAt: now },
  }
  let known = await find()
  // Another node may be first, with the same configuration.
  if (!known && !(await accounts.insert(made))) known = await find()
  if (known && !known.declared) return false
  const account = { ...made, ...(known && { id: known.id, createdAt: known.createdAt }) }
  await accounts.save(account)
  const isChanged = known?.way !== account.way || known.login !== account.login
  if (!isChanged && (await accounts.secret(account.id)) === secret) return true
  await accounts.keepSecret(account.id, secret)
  const { broken: _, notBefore: __, ...watch } = await accounts.watch(account.id)
  await accounts.keepWatch(account.id, { ...watch, setUp, failures: 0, refusals: 0 })
  return true
}
