/** Who follows a case where, and what they were told. */
import type { Kysely } from 'kysely'
import type { CaseFollow } from '../domain/case/follow'
import type { CaseId, FollowId } from '../domain/case/support-case'
import type { ChannelRef, PostRef } from '../domain/refs'
import type { CaseShown, Cases } from '../ports/cases'
import type { CaseFollowRow } from './case-tables'
import type { Tables } from './tables'

type Kept = Omit<CaseFollow, 'id' | 'caseId' | 'channelId' | 'rootId' | 'stoppedAt'>

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory; its functions share what it was given
export function createFollowRows(db: Kysely<Tables>) {
  const all = () => db.selectFrom('case_follow').selectAll('case_follow')
  const standing = () => all().where('stopped_at', 'is', null)
  return {
    async findFollow(id: FollowId) {
      const row = await all().where('id', '=', id).executeTakeFirst()
      return row && followOf(row)
    },
    async followsOf(id: CaseId) {
      return (await standing().where('case_id', '=', id).orderBy('id').execute()).map(followOf)
    },
    async followsIn(channel: ChannelRef) {
      return (await standing().where('channel_id', '=', channel).execute()).map(followOf)
    },
    async followAt({ caseId, channelId, rootId }) {
      const row = await standing()
        .where('case_id', '=', caseId)
        .where('channel_id', '=', channelId)
        .where('root_id', '=', rootId ?? '')
        .executeTakeFirst()
      return row && followOf(row)
    },
    async insertFollow(follow: CaseFollow, sequence: number) {
      const inserted = await db
        .insertInto('case_follow')
        .values(rowOf(follow))
        .onConflict((conflict) =>
          conflict
            .columns(['case_id', 'channel_id', 'root_id'])
            .where('stopped_at', 'is', null)
            .doNothing(),
        )
        .returning('id')
        .execute()
      if (inserted.length === 0) return false
      const shown = { follow_id: follow.id, post_id: null, revision: 0, sequence }
      await db.insertInto('case_shown').values(shown).execute()
      return true
    },
    async saveFollow(follow: CaseFollow) {
      const { id, ...row } = rowOf(follow)
      await db.updateTable('case_follow').set(row).where('id', '=', id).execute()
    },
    async findFollowByPost(post: PostRef) {
      const shown = db.selectFrom('case_shown').select('follow_id').where('post_id', '=', post)
      const row = await all().where('id', 'in', shown).executeTakeFirst()
      return row && followOf(row)
    },
    ...createToldRows(db),
  } satisfies Partial<Cases>
}

function createToldRows(db: Kysely<Tables>) {
  return {
    async shown(id: FollowId) {
      const row = await db
        .selectFrom('case_shown')
        .select(['post_id', 'revision', 'sequence'])
        .where('follow_id', '=', id)
        .executeTakeFirst()
      if (!row) return undefined
      const { post_id, ...rest } = row
      return post_id === null ? rest : { ...rest, postId: post_id as PostRef }
    },
    async keepShown(id: FollowId, { postId, revision, sequence }: CaseShown) {
      const row = { post_id: postId, revision, sequence }
      await db.updateTable('case_shown').set(row).where('follow_id', '=', id).execute()
    },
    async commentPost(id: FollowId, commentId: string) {
      const row = await db
        .selectFrom('case_comment_post')
        .select('post_id')
        .where('follow_id', '=', id)
        .where('comment_id', '=', commentId)
        .executeTakeFirst()
      return row?.post_id as PostRef | undefined
    },
    async keepCommentPost(id: FollowId, commentId: string, post: PostRef) {
      await db
        .insertInto('case_comment_post')
        .values({ follow_id: id, comment_id: commentId, post_id: post })
        .onConflict((conflict) =>
          conflict.columns(['follow_id', 'comment_id']).doUpdateSet({ post_id: post }),
        )
        .execute()
    },
  } satisfies Partial<Cases>
}

function rowOf(follow: CaseFollow): CaseFollowRow {
  const { id, caseId, channelId, rootId, stoppedAt, ...rest } = follow
  const body: Kept = rest
  return {
    id,
    case_id: caseId,
    channel_id: channelId,
    root_id: rootId ?? '',
    body: JSON.stringify(body),
    stopped_at: stoppedAt ?? null,
  }
}

function followOf(row: CaseFollowRow): CaseFollow {
  const kept: Kept = JSON.parse(row.body)
  return {
    ...kept,
    id: row.id as FollowId,
    caseId: row.case_id as CaseId,
    channelId: row.channel_id as ChannelRef,
    ...(row.root_id !== '' && { rootId: row.root_id as PostRef }),
    ...(row.stopped_at !== null && { stoppedAt: row.stopped_at }),
  }
}
