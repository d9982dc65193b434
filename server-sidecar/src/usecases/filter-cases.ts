/** Following every case that fits: now, and as they come. */
import { type CaseFilter, DEFAULT_CAP, DEFAULT_SIDE, fits, MAX_CAP } from '../domain/case/follow'
import type { CaseState, FilterId } from '../domain/case/support-case'
import { type Asking, type CaseNeeds, refusalOf, refusePlace } from './case-reach'
import type { CaseRefusal, FilterCases } from './case-results'
import { createFollowNewCases } from './follow-new-cases'
import { refuseTeamLogin } from './team-login'
import type { Reach } from './vendor-logins'

type Add = FilterCases['add']
type Wanted = Parameters<Add>[2]

export function createFilterCases(needs: CaseNeeds): FilterCases {
  return {
    add: createAdd(needs),
    async remove(actor, place, id) {
      const { inTransaction, people } = needs
      const filter = await inTransaction(({ cases }) => cases.findFilter(id))
      if (!filter || filter.channelId !== place.channelId)
        return { refused: { kind: 'not_followed' } }
      if (!(await people.mayPost(actor.id, filter.channelId))) {
        return { refused: { kind: 'not_allowed' } }
      }
      await inTransaction(({ cases }) => cases.removeFilter(id))
      return { filter }
    },
  }
}

function createAdd(needs: CaseNeeds): Add {
  const { inTransaction, clock, newId } = needs
  const followNew = createFollowNewCases(needs)
  return async function add(actor, place, wanted) {
    const refused = await refusePlace(needs, actor, place)
    if (refused) return { refused }
    const login = await chooseLogin(needs, { actor, place }, wanted.account)
    if ('kind' in login) return { refused: login }
    const asked = await searchFor(login, wanted)
    if ('refused' in asked) return asked
    const { side = DEFAULT_SIDE, cap = DEFAULT_CAP } = wanted
    const filter: CaseFilter = {
      id: newId() as FilterId,
      accountId: login.account.id,
      ...place,
      side,
      match: asked.match,
      ...(asked.label && { label: asked.label }),
      cap: Math.max(0, Math.min(MAX_CAP, Math.round(cap))),
      by: actor.id,
      createdAt: clock.now(),
    }
    await inTransaction(async ({ cases, outbox }) => {
      await cases.insertFilter(filter)
      await outbox.add({ kind: 'account_watched', accountId: filter.accountId })
    })
    const { signal } = new AbortController()
    // What cannot be read now is read at the next poll.
    await followNew({ login, filters: [filter], listed: asked.found, signal }).catch(refusalOf)
    needs.wake()
    return { filter, found: asked.found.length }
  }
}

/** The first that the person may use here. */
async function chooseLogin(
  { people, logins }: CaseNeeds,
  { actor, place: { channelId } }: Asking,
  name: string | undefined,
): Promise<Reach | CaseRefusal> {
  let refused: CaseRefusal = { kind: name === undefined ? 'no_account' : 'unknown_account' }
  for (const login of await logins.usableBy(actor.id, name)) {
    const withheld = await refuseTeamLogin({ people }, { actor, channelId }, login)
    if (!withheld) return login
    refused = withheld
  }
  return refused
}

interface Asked {
  match: CaseFilter['match']
  label: string | undefined
  found: CaseState[]
}

async function searchFor(
  login: Reach,
  { group, match: given = {} }: Wanted,
): Promise<Asked | { refused: CaseRefusal }> {
  try {
    const groups = group === undefined ? [] : await login.client.groups(login)
    const wanted = group?.trim().toLowerCase()
    const known = groups.find(
      ({ number, name }) => number === wanted || name.toLowerCase() === wanted,
    )
    if (wanted !== undefined && !known) {
      return { refused: { kind: 'unknown_group', groups: groups.map(({ name }) => name) } }
    }
    const match = { ...given, ...(known && { groupNumber: known.number }) }
    const found = await login.client.search(login, match)
    const label = known?.name
    return { match, label, found: found.filter((state) => fits({ match }, state)) }
  } catch (error) {
    return { refused: refusalOf(error) }
  }
}
