import type { Kysely, SelectQueryBuilder } from 'kysely'
import type { AccountId, CaseId, SeenComment, SupportCase } from '../domain/case/support-case'
import type { Cases } from '../ports/cases'
import { createFilterRows } from './case-filters'
import { createFollowRows } from './case-follows'
import type { SupportCaseRow } from './case-tables'
import type { Database } from './database'
import type { Tables } from './tables'

type Query = SelectQueryBuilder<Tables, 'support_case', SupportCaseRow>
type Kept = Omit<SupportCase, 'id' | 'accountId'>
export type CaseStore = Pick<Database, 'kind' | 'now'>

/** The followed cases as one transaction sees them. */
export function createCases(db: Kysely<Tables>, database: CaseStore): Cases {
  return {
    ...createCaseRows(db, database),
    ...createSeenRows(db),
    ...createStoryRows(db),
    ...createFollowRows(db),
    ...createFilterRows(db, database),
  }
}

function createCaseRows(db: Kysely<Tables>, { kind }: CaseStore) {
  const all = () => db.selectFrom('support_case').selectAll('support_case')
  // Only one transaction at a time writes to SQLite.
  const locked = (query: Query) => (kind === 'postgres' ? query.forUpdate() : query)
  const first = async (query: Query) => {
    const row = await query.executeTakeFirst()
    return row && caseOf(row)
  }
  return {
    find: (id: CaseId) => first(all().where('id', '=', id)),
    findByNumber: (account: AccountId, number: string) =>
      first(all().where('account_id', '=', account).where('number', '=', number)),
    lock: (id: CaseId) => first(locked(all().where('id', '=', id))),
    async insert(supportCase: SupportCase) {
      const inserted = await db
        .insertInto('support_case')
        .values(rowOf(supportCase))
        .onConflict((conflict) => conflict.columns(['account_id', 'number']).doNothing())
        .returning('id')
        .execute()
      return inserted.length === 1
    },
    async save(supportCase: SupportCase) {
      const { body } = rowOf(supportCase)
      await db.updateTable('support_case').set({ body }).where('id', '=', supportCase.id).execute()
    },
    async followed(account: AccountId) {
      const rows = await all()
        .where('account_id', '=', account)
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom('case_follow')
              .select('case_follow.id')
              .whereRef('case_follow.case_id', '=', 'support_case.id')
              .where('case_follow.stopped_at', 'is', null),
          ),
        )
        .orderBy('number')
        .execute()
      return rows.map(caseOf)
    },
  } satisfies Partial<Cases>
}

/** The comments that were seen of a case. */
function createSeenRows(db: Kysely<Tables>) {
  return {
    async seen(id: CaseId) {
      const rows = await db
        .selectFrom('case_comment')
        .select(['comment_id', 'body'])
        .where('case_id', '=', id)
        .execute()
      return new Map<string, SeenComment>(
        rows.map(({ comment_id, body }) => [comment_id, { ...JSON.parse(body), id: comment_id }]),
      )
    },
    async keepSeen(id: CaseId, comments: readonly SeenComment[]) {
      if (comments.length === 0) return
      const rows = comments.map(({ id: comment_id, ...rest }) => {
        return { case_id: id, comment_id, body: JSON.stringify(rest) }
      })
      await db
        .insertInto('case_comment')
        .values(rows)
        .onConflict((conflict) =>
          conflict
            .columns(['case_id', 'comment_id'])
            .doUpdateSet(({ ref }) => ({ body: ref('excluded.body') })),
        )
        .execute()
    },
  } satisfies Partial<Cases>
}

function createStoryRows(db: Kysely<Tables>) {
  return {
    async addNews(id, news, at) {
      if (news.length === 0) return
      const last = await lastSequence(db, id)
      const rows = news.map((one, index) => {
        return { case_id: id, sequence: last + index + 1, body: JSON.stringify(one), at }
      })
      await db.insertInto('case_news').values(rows).execute()
    },
    async newsAfter(id, sequence) {
      const rows = await db
        .selectFrom('case_news')
        .selectAll()
        .where('case_id', '=', id)
        .where('sequence', '>', sequence)
        .orderBy('sequence')
        .execute()
      return rows.map((row) => {
        return { caseId: id, sequence: row.sequence, news: JSON.parse(row.body), at: row.at }
      })
    },
    async forgetStory(id) {
      await db.deleteFrom('case_news').where('case_id', '=', id).execute()
    },
    lastSequence: (id) => lastSequence(db, id),
  } satisfies Partial<Cases>
}

async function lastSequence(db: Kysely<Tables>, id: CaseId): Promise<number> {
  const { last } = await db
    .selectFrom('case_news')
    .select(({ fn }) => fn.max('sequence').as('last'))
    .where('case_id', '=', id)
    .executeTakeFirstOrThrow()
  return last ?? 0
}

function rowOf({ id, accountId, ...rest }: SupportCase): SupportCaseRow {
  const body: Kept = rest
  return { id, account_id: accountId, number: rest.state.number, body: JSON.stringify(body) }
}

function caseOf(row: SupportCaseRow): SupportCase {
  const kept: Kept = JSON.parse(row.body)
  return { ...kept, id: row.id as CaseId, accountId: row.account_id as AccountId }
}
