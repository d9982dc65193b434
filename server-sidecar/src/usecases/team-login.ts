/** Whom an administrator lets use the team's login at a vendor. */
import type { Actor } from '../domain/actor'
import type { ChannelRef } from '../domain/refs'
import type { People } from '../ports/people'
import { isAmong } from './among-channels'
import type { CaseRefusal } from './case-results'
import type { Reach } from './vendor-logins'

/** Undefined: this person may ask with it from this channel. Rejects like People when it cannot ask. */
export async function refuseTeamLogin(
  { people }: { people: Pick<People, 'isSystemAdmin' | 'findChannel'> },
  { actor, channelId }: { actor: Actor; channelId: ChannelRef },
  { account, vendor }: Pick<Reach, 'account' | 'vendor'>,
): Promise<CaseRefusal | undefined> {
  const { teamLogin, personal } = vendor
  if (account.owner !== undefined || teamLogin === 'everybody') return undefined
  if (teamLogin !== 'admins' && (await isAmong(people, teamLogin, channelId))) return undefined
  if (await people.isSystemAdmin(actor.id)) return undefined
  return { kind: 'off', what: personal ? 'team_login' : 'only_team_login' }
}
