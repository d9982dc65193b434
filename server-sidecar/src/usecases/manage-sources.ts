/** What administrators do with sources: one function an intention. */
import type { Actor } from '../domain/actor'
import type { SourceId } from '../domain/alert/alert'
import type { ChannelRef } from '../domain/refs'
import { internalFields, leadsToSamePlace } from '../domain/source/access'
import { checkSource, type SourceDraft, type SourceField } from '../domain/source/check'
import { KEY_OVERLAP_MS } from '../domain/source/declaration'
import { mayManage, placesOf, type SourcePerson } from '../domain/source/policy'
import type { Source } from '../domain/source/source'
import type { Clock } from '../ports/clock'
import type { People } from '../ports/people'
import type { InTransaction, Rooms } from '../ports/unit-of-work'

interface Needs {
  inTransaction: InTransaction
  people: Pick<People, 'isSystemAdmin' | 'isChannelAdmin'>
  clock: Clock
  newId: () => string
  /** A webhook key: long, random, letters and digits only. */
  newKey: () => string
}

export type SourceRefusal =
  /** Who may not manage a source learns nothing about it, not even whether it exists. */
  | { kind: 'not_found' }
  | { kind: 'not_allowed' }
  | { kind: 'name_taken' }
  /** It stands in the configuration, and is changed there. */
  | { kind: 'declared' }
  | { kind: 'invalid'; fields: SourceField[] }
  /** An address inside the house that no system admin has named before. */
  | { kind: 'internal'; fields: SourceField[] }

type Result<T> = (T & { refused?: never }) | { refused: SourceRefusal }

/** `apiKey`: absent leaves it as it is, empty forgets it. */
export type SourceInput = SourceDraft & { apiKey?: string }

export interface ManageSources {
  /** The key is shown once: only its hash is kept. */
  add(actor: Actor, input: SourceInput): Promise<Result<{ source: Source; key: string }>>
  edit(actor: Actor, id: SourceId, input: SourceInput): Promise<Result<{ source: Source }>>
  /** The key before goes on being valid for a day, or ends `atOnce`. */
  rotate(
    actor: Actor,
    id: SourceId,
    options?: { atOnce?: boolean },
  ): Promise<Result<{ source: Source; key: string }>>
  remove(actor: Actor, id: SourceId): Promise<Result<{ source: Source }>>
  /** Those the person may manage, by name. */
  list(actor: Actor): Promise<Source[]>
  /** May this person add one that speaks in the channel? */
  mayAdd(actor: Actor, channelId: ChannelRef): Promise<boolean>
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory; its functions share what it was given
export function createManageSources(needs: Needs): ManageSources {
  const { inTransaction, clock, newId, newKey } = needs
  const within = createWithin(needs)

  return {
    async add(actor, input) {
      const refused = await refuseInput(needs, actor, input)
      if (refused) return { refused }
      const id = newId() as SourceId
      const made = { id, declared: false, createdBy: actor.id, createdAt: clock.now() }
      const source: Source = { ...draftOf(input), ...made }
      const key = newKey()
      return inTransaction(async ({ sources }) => {
        if ((await sources.insert(source, key)) !== 'kept') return refuse('name_taken')
        if (input.apiKey) await sources.keepSecret(id, 'apiKey', input.apiKey)
        return { source, key }
      })
    },
    async edit(actor, id, input) {
      const refused = await refuseInput(needs, actor, input)
      if (refused) return { refused }
      return within(actor, id, async ({ sources }, known) => {
        const { declared, createdBy, createdAt } = known
        const made = { id, declared, createdAt, ...(createdBy && { createdBy }) }
        const source: Source = { ...draftOf(input), ...made }
        if (!(await sources.save(source))) return refuse('name_taken')
        const { apiKey } = input
        // Whoever may choose the place must not send an old key there.
        const isElsewhere = !leadsToSamePlace(known.upstream, source.upstream)
        if (apiKey !== undefined) await sources.keepSecret(id, 'apiKey', apiKey || undefined)
        else if (isElsewhere) await sources.keepSecret(id, 'apiKey', undefined)
        return { source }
      })
    },
    rotate: (actor, id, { atOnce = false } = {}) =>
      within(actor, id, async ({ sources }, source) => {
        const key = newKey()
        await sources.rotate(id, key, atOnce ? 0 : KEY_OVERLAP_MS)
        return { source, key }
      }),
    remove: (actor, id) =>
      within(actor, id, async ({ sources }, source) => {
        await sources.remove(id)
        return { source }
      }),
    async list(actor) {
      const all = await inTransaction(({ sources }) => sources.list())
      const person = await personOf(needs, actor, all.flatMap(placesOf))
      return all.filter((source) => mayManage(person, source))
    },
    async mayAdd(actor, channelId) {
      const place = { channelId, rules: [] }
      return mayManage(await personOf(needs, actor, placesOf(place)), place)
    },
  }
}

/** Work on a source that this person may change; Mattermost is asked before the transaction. */
function createWithin(needs: Needs) {
  const { inTransaction } = needs
  return async function within<T extends object>(
    actor: Actor,
    id: SourceId,
    work: (rooms: Rooms, source: Source) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const find = async ({ sources }: Rooms) =>
      (await sources.list()).find((source) => source.id === id)
    const before = await inTransaction(find)
    const person = await personOf(needs, actor, before ? placesOf(before) : [])
    return inTransaction(async (rooms) => {
      const source = await find(rooms)
      if (!source || !mayManage(person, source)) return refuse('not_found')
      return source.declared ? refuse('declared') : work(rooms, source)
    })
  }
}

async function refuseInput(
  needs: Needs,
  actor: Actor,
  input: SourceInput,
): Promise<SourceRefusal | undefined> {
  const person = await personOf(needs, actor, placesOf(input))
  if (!mayManage(person, input)) return { kind: 'not_allowed' }
  const fields = checkSource(input)
  if (fields.length > 0) return { kind: 'invalid', fields }
  if (person.isSystemAdmin) return undefined
  const known = await needs.inTransaction(({ sources }) => sources.list())
  const unreachable = internalFields(input.upstream, known)
  return unreachable.length > 0 ? { kind: 'internal', fields: unreachable } : undefined
}

async function personOf(
  { people }: Needs,
  { id }: Actor,
  places: readonly ChannelRef[],
): Promise<SourcePerson> {
  const channels = new Set<ChannelRef>()
  if (await people.isSystemAdmin(id)) return { isSystemAdmin: true, channels }
  for (const channel of new Set(places)) {
    if (await people.isChannelAdmin(id, channel)) channels.add(channel)
  }
  return { isSystemAdmin: false, channels }
}

function refuse(kind: 'not_found' | 'name_taken' | 'declared'): { refused: SourceRefusal } {
  return { refused: { kind } }
}

function draftOf({ apiKey: _, ...draft }: SourceInput) {
  const { upstream, ackGroup, ...rest } = draft
  return {
    ...rest,
    name: rest.name.trim(),
    ...(upstream && { upstream }),
    ...(ackGroup !== undefined && { ackGroup }),
  }
}
