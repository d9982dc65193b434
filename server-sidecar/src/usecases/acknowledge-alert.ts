import type { Actor } from '../domain/actor'
import { acknowledge, type Step, takeBack, talksBack } from '../domain/alert/acknowledge'
import type { Alert, AlertId } from '../domain/alert/alert'
import {
  type AckRefusal,
  refuseAcknowledge,
  refusePerson,
  refuseRemoval,
} from '../domain/alert/policy'
import type { PostRef, UserRef } from '../domain/refs'
import type { Source } from '../domain/source/source'
import type { Clock } from '../ports/clock'
import type { People } from '../ports/people'
import type { InTransaction } from '../ports/unit-of-work'
import { keepStep } from './keep-step'
import type { OwnerOfPost } from './own-post'

interface Needs {
  inTransaction: InTransaction
  ownerOfPost: OwnerOfPost
  people: Pick<People, 'isMember'>
  /** Is this person in the Mattermost group of that name? */
  inGroup: (person: UserRef, group: string) => Promise<boolean>
  clock: Clock
}

/** What was clicked: anybody can write a post that names an alert, but it is not the alert's own. */
export interface Clicked {
  alertId: AlertId
  postId: PostRef
}
export interface AckWish extends Clicked {
  comment?: string
  /** When it is to be taken back; milliseconds since 1970. */
  expiresAt?: number
}
/** The alert as it is now, or why not. */
export type AckResult =
  | { alert: Alert; refused?: never }
  | { alert?: never; refused: AckRefusal | { kind: 'not_found' } }
type ByPerson<Wish> = (actor: Actor, wish: Wish) => Promise<AckResult>

/**
 * Acknowledges an alert: kept at once together with the fact that tells the upstream. Two at once:
 * the second finds the alert as the first left it.
 */
export function createAcknowledgeAlert(needs: Needs): ByPerson<AckWish> {
  return (actor, { alertId, postId, comment, expiresAt }) =>
    change(needs, { actor, alertId, postId }, (alert, source, at) => {
      const refused = refuseAcknowledge(alert)
      if (refused) return refused
      const order = {
        by: actor.id,
        at,
        ...(comment && { comment }),
        ...(expiresAt !== undefined && { expiresAt }),
      }
      return acknowledge(alert, order, talksBack(source, alert))
    })
}

/** Takes an acknowledgement back, whoever gave it. */
export function createUnacknowledgeAlert(needs: Needs): ByPerson<Clicked> {
  return (actor, { alertId, postId }) =>
    change(needs, { actor, alertId, postId }, (alert, source, at) => {
      const refused = refuseRemoval(alert)
      if (refused) return refused
      return takeBack(alert, { by: actor.id, at, isTold: talksBack(source, alert) })
    })
}

/** Asks about the person first, outside the transaction that decides. */
async function change(
  needs: Needs,
  { actor, alertId, postId }: Clicked & { actor: Actor },
  decide: (alert: Alert, source: Source, at: number) => Step | AckRefusal,
): Promise<AckResult> {
  const { inTransaction, ownerOfPost, clock } = needs
  if ((await ownerOfPost(postId))?.id !== alertId) return { refused: { kind: 'not_found' } }
  const known = await inTransaction(async ({ alerts, sources }) => {
    const alert = await alerts.find(alertId)
    const source = alert && (await sources.find(alert.sourceId))
    return source && { alert, source }
  })
  if (!known) return { refused: { kind: 'not_found' } }
  const { source } = known
  const refused = refusePerson(source, await personOf(needs, actor, known))
  if (refused) return { refused }
  return inTransaction(async (rooms): Promise<AckResult> => {
    const alert = await rooms.alerts.lock(alertId)
    if (!alert) return { refused: { kind: 'not_found' } }
    const at = clock.now()
    const decided = decide(alert, source, at)
    if ('kind' in decided) return { refused: decided }
    await keepStep(rooms, decided, { before: alert.revision, at })
    return { alert: decided.next }
  })
}

async function personOf(
  { people, inGroup }: Needs,
  { id }: Actor,
  { alert, source }: { alert: Alert; source: Source },
) {
  const isMember = await people.isMember(id, alert.channelId)
  const { ackGroup } = source
  const isInGroup = isMember && ackGroup !== undefined && (await inGroup(id, ackGroup))
  return { isMember, inGroup: isInGroup }
}
