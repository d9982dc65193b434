/** Filters that bring cases, and the cases they have met. */
import type { Kysely } from 'kysely'
import type { CaseFilter } from '../domain/case/follow'
import type { AccountId, FilterId } from '../domain/case/support-case'
import type { ChannelRef } from '../domain/refs'
import type { Cases, FilterMark } from '../ports/cases'
import type { CaseFilterRow } from './case-tables'
import type { Database } from './database'
import type { Tables } from './tables'

type Kept = Omit<CaseFilter, 'id' | 'accountId' | 'channelId'>

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory; its functions share what it was given
export function createFilterRows(db: Kysely<Tables>, { now }: Pick<Database, 'now'>) {
  const present = () => db.selectFrom('case_filter').selectAll().where('removed_at', 'is', null)
  return {
    async findFilter(id: FilterId) {
      const row = await present().where('id', '=', id).executeTakeFirst()
      return row && filterOf(row)
    },
    async filtersOf(account: AccountId) {
      const rows = await present().where('account_id', '=', account).orderBy('id').execute()
      return rows.map(filterOf)
    },
    async filtersIn(channel: ChannelRef) {
      const rows = await present().where('channel_id', '=', channel).orderBy('id').execute()
      return rows.map(filterOf)
    },
    async insertFilter({ id, accountId, channelId, ...rest }: CaseFilter) {
      const body: Kept = rest
      const row = { id, account_id: accountId, channel_id: channelId, removed_at: null }
      await db
        .insertInto('case_filter')
        .values({ ...row, body: JSON.stringify(body) })
        .execute()
    },
    async removeFilter(id: FilterId) {
      await db.updateTable('case_filter').set({ removed_at: now() }).where('id', '=', id).execute()
      await db.deleteFrom('case_filter_mark').where('filter_id', '=', id).execute()
    },
    async marks(id: FilterId) {
      const rows = await db
        .selectFrom('case_filter_mark')
        .selectAll()
        .where('filter_id', '=', id)
        .execute()
      return new Map<string, FilterMark>(
        rows.map(({ number, body }) => [number, { ...JSON.parse(body), number }]),
      )
    },
    async keepMarks(id: FilterId, marks: readonly FilterMark[]) {
      if (marks.length === 0) return
      const rows = marks.map(({ number, ...rest }) => {
        return { filter_id: id, number, body: JSON.stringify(rest) }
      })
      await db
        .insertInto('case_filter_mark')
        .values(rows)
        .onConflict((conflict) =>
          conflict
            .columns(['filter_id', 'number'])
            .doUpdateSet(({ ref }) => ({ body: ref('excluded.body') })),
        )
        .execute()
    },
  } satisfies Partial<Cases>
}

function filterOf(row: CaseFilterRow): CaseFilter {
  const kept: Kept = JSON.parse(row.body)
  return {
    ...kept,
    id: row.id as FilterId,
    accountId: row.account_id as AccountId,
    channelId: row.channel_id as ChannelRef,
  }
}
