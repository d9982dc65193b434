import { type Kysely, sql } from 'kysely'
import type { Migration } from './migration'
import { table } from './table'

export const cases: Migration = {
  name: '0006-cases',
  async up(db) {
    await createAccounts(db)
    await createCases(db)
    await createFollows(db)
    await createFilters(db)
    await coalesceFacts(db)
  },
}

async function createAccounts(db: Kysely<unknown>): Promise<void> {
  // The owner is empty for a login of the team's.
  await table(db, 'vendor_account', ['id', 'owner_id', 'name', 'name_key', 'body'], ['declared'])
    .addColumn('removed_at', 'bigint')
    .addPrimaryKeyConstraint('vendor_account_primary', ['id'])
    .execute()
  await db.schema
    .createIndex('vendor_account_name')
    .unique()
    .on('vendor_account')
    .columns(['owner_id', 'name_key'])
    .where(sql.ref('removed_at'), 'is', null)
    .execute()
  await table(db, 'vendor_secret', ['account_id', 'sealed'])
    .addPrimaryKeyConstraint('vendor_secret_primary', ['account_id'])
    .addForeignKeyConstraint('vendor_secret_of', ['account_id'], 'vendor_account', ['id'])
    .execute()
  await table(db, 'vendor_watch', ['account_id', 'body'])
    .addPrimaryKeyConstraint('vendor_watch_primary', ['account_id'])
    .addForeignKeyConstraint('vendor_watch_of', ['account_id'], 'vendor_account', ['id'])
    .execute()
}

async function createCases(db: Kysely<unknown>): Promise<void> {
  await table(db, 'support_case', ['id', 'account_id', 'number', 'body'])
    .addPrimaryKeyConstraint('support_case_primary', ['id'])
    .addUniqueConstraint('support_case_number', ['account_id', 'number'])
    .addForeignKeyConstraint('support_case_of', ['account_id'], 'vendor_account', ['id'])
    .execute()
  await table(db, 'case_comment', ['case_id', 'comment_id', 'body'])
    .addPrimaryKeyConstraint('case_comment_primary', ['case_id', 'comment_id'])
    .addForeignKeyConstraint('case_comment_of', ['case_id'], 'support_case', ['id'])
    .execute()
  await table(db, 'case_news', ['case_id', 'body'], ['sequence', 'at'])
    .addPrimaryKeyConstraint('case_news_primary', ['case_id', 'sequence'])
    .addForeignKeyConstraint('case_news_of', ['case_id'], 'support_case', ['id'])
    .execute()
}

async function createFollows(db: Kysely<unknown>): Promise<void> {
  // The root is empty where the card is a root of its own.
  await table(db, 'case_follow', ['id', 'case_id', 'channel_id', 'root_id', 'body'])
    .addColumn('stopped_at', 'bigint')
    .addPrimaryKeyConstraint('case_follow_primary', ['id'])
    .addForeignKeyConstraint('case_follow_of', ['case_id'], 'support_case', ['id'])
    .execute()
  await db.schema
    .createIndex('case_follow_place')
    .unique()
    .on('case_follow')
    .columns(['case_id', 'channel_id', 'root_id'])
    .where(sql.ref('stopped_at'), 'is', null)
    .execute()
  await db.schema.createIndex('case_follow_in').on('case_follow').column('channel_id').execute()
  await table(db, 'case_shown', ['follow_id'], ['revision', 'sequence'])
    .addColumn('post_id', 'text')
    .addPrimaryKeyConstraint('case_shown_primary', ['follow_id'])
    .addForeignKeyConstraint('case_shown_of', ['follow_id'], 'case_follow', ['id'])
    .execute()
  await db.schema.createIndex('case_shown_post').on('case_shown').column('post_id').execute()
  await table(db, 'case_comment_post', ['follow_id', 'comment_id', 'post_id'])
    .addPrimaryKeyConstraint('case_comment_post_primary', ['follow_id', 'comment_id'])
    .addForeignKeyConstraint('case_comment_post_of', ['follow_id'], 'case_follow', ['id'])
    .execute()
}

async function createFilters(db: Kysely<unknown>): Promise<void> {
  await table(db, 'case_filter', ['id', 'account_id', 'channel_id', 'body'])
    .addColumn('removed_at', 'bigint')
    .addPrimaryKeyConstraint('case_filter_primary', ['id'])
    .addForeignKeyConstraint('case_filter_of', ['account_id'], 'vendor_account', ['id'])
    .execute()
  await table(db, 'case_filter_mark', ['filter_id', 'number', 'body'])
    .addPrimaryKeyConstraint('case_filter_mark_primary', ['filter_id', 'number'])
    .addForeignKeyConstraint('case_filter_mark_of', ['filter_id'], 'case_filter', ['id'])
    .execute()
}

/** One at a time waits for a follow, and one watches an account. */
async function coalesceFacts(db: Kysely<unknown>): Promise<void> {
  for (const kind of ['case_changed', 'account_watched']) {
    await db.schema
      .createIndex(`fact_${kind}`)
      .unique()
      .on('fact')
      .column('subject')
      .where(sql.ref('kind'), '=', sql.lit(kind))
      .where(sql.ref('finished_at'), 'is', null)
      .execute()
  }
}
