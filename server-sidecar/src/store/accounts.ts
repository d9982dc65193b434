import type { Kysely } from 'kysely'
import type { VendorAccount } from '../domain/case/account'
import type { AccountId } from '../domain/case/support-case'
import type { UserRef } from '../domain/refs'
import type { Accounts, Watch } from '../ports/accounts'
import type { VendorAccountRow } from './case-tables'
import type { Database } from './database'
import type { Keyring } from './encryption'
import type { Tables } from './tables'

interface Needs {
  now: Database['now']
  /** Asked only where there is something to seal or to open. */
  keyring: () => Promise<Keyring>
}
type Kept = Omit<VendorAccount, 'id' | 'name' | 'owner' | 'declared'>

const FRESH: Watch = { failures: 0, refusals: 0 }

/** The logins as one transaction sees them. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory; its functions share what it was given
export function createAccounts(db: Kysely<Tables>, { now, keyring }: Needs): Accounts {
  const present = () => db.selectFrom('vendor_account').selectAll().where('removed_at', 'is', null)

  return {
    async find(id) {
      const row = await present().where('id', '=', id).executeTakeFirst()
      return row && accountOf(row)
    },
    async usableBy(person) {
      const rows = await present()
        .where('owner_id', 'in', ['', person])
        .orderBy('name_key')
        .execute()
      return rows.map(accountOf)
    },
    async list() {
      return (await present().orderBy('name_key').execute()).map(accountOf)
    },
    async insert(account) {
      const inserted = await db
        .insertInto('vendor_account')
        .values({ ...rowOf(account), id: account.id, removed_at: null })
        .onConflict((conflict) =>
          conflict.columns(['owner_id', 'name_key']).where('removed_at', 'is', null).doNothing(),
        )
        .returning('id')
        .execute()
      return inserted.length === 1
    },
    async save(account) {
      const row = rowOf(account)
      await db.updateTable('vendor_account').set(row).where('id', '=', account.id).execute()
    },
    async remove(id) {
      await db.deleteFrom('vendor_secret').where('account_id', '=', id).execute()
      await db.deleteFrom('vendor_watch').where('account_id', '=', id).execute()
      const removed_at = now()
      await db.updateTable('vendor_account').set({ removed_at }).where('id', '=', id).execute()
    },
    async secret(id) {
      const row = await db
        .selectFrom('vendor_secret')
        .select('sealed')
        .where('account_id', '=', id)
        .executeTakeFirst()
      return row && (await keyring()).open(row.sealed, placeOf(id))
    },
    async keepSecret(id, secret) {
      const sealed = (await keyring()).seal(secret, placeOf(id))
      await db
        .insertInto('vendor_secret')
        .values({ account_id: id, sealed })
        .onConflict((conflict) => conflict.column('account_id').doUpdateSet({ sealed }))
        .execute()
    },
    async watch(id) {
      const row = await db
        .selectFrom('vendor_watch')
        .select('body')
        .where('account_id', '=', id)
        .executeTakeFirst()
      return row ? JSON.parse(row.body) : { ...FRESH }
    },
    async keepWatch(id, watch) {
      const body = JSON.stringify(watch)
      await db
        .insertInto('vendor_watch')
        .values({ account_id: id, body })
        .onConflict((conflict) => conflict.column('account_id').doUpdateSet({ body }))
        .execute()
    },
  }
}

/** Like `resealSecrets` of the sources. */
export async function resealVendorSecrets(
  db: Kysely<Tables>,
  keyring: Keyring,
): Promise<{ resealed: number; unreadable: number }> {
  const rows = await db.selectFrom('vendor_secret').selectAll().execute()
  let unreadable = 0
  let resealed = 0
  for (const { account_id, sealed } of rows.filter((row) => !keyring.isCurrent(row.sealed))) {
    const place = placeOf(account_id)
    const value = keyring.open(sealed, place)
    if (value === undefined) unreadable += 1
    else {
      resealed += 1
      await db
        .updateTable('vendor_secret')
        .set({ sealed: keyring.seal(value, place) })
        .where('account_id', '=', account_id)
        .where('sealed', '=', sealed)
        .execute()
    }
  }
  return { resealed, unreadable }
}

const placeOf = (id: string) => `vendor/${id}/secret`
const nameKey = (name: string) => name.normalize('NFKC').toLowerCase()

function rowOf({ id: _, name, owner, declared, ...rest }: VendorAccount) {
  const body: Kept = rest
  return {
    name,
    name_key: nameKey(name),
    owner_id: owner ?? '',
    declared: declared ? 1 : 0,
    body: JSON.stringify(body),
  }
}

function accountOf(row: VendorAccountRow): VendorAccount {
  const kept: Kept = JSON.parse(row.body)
  return {
    ...kept,
    id: row.id as AccountId,
    name: row.name,
    declared: row.declared === 1,
    ...(row.owner_id !== '' && { owner: row.owner_id as UserRef }),
  }
}
