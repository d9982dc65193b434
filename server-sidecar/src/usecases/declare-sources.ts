import type { SourceId } from '../domain/alert/alert'
import type { ChannelRef } from '../domain/refs'
import { KEY_OVERLAP_MS, type SourceDeclaration } from '../domain/source/declaration'
import type { RoutingRule, Source } from '../domain/source/source'
import type { Clock } from '../ports/clock'
import type { People } from '../ports/people'
import type { Sources } from '../ports/sources'
import type { InTransaction } from '../ports/unit-of-work'

interface Needs {
  inTransaction: InTransaction
  people: Pick<People, 'findChannel'>
  clock: Clock
  newId: () => string
}

/** Why a declared source is not as declared; the others are. */
export interface DeclarationProblem {
  name: string
  problem: 'channel_not_found' | 'name_taken' | 'key_taken'
  /** The channel nobody finds. */
  channel?: string
}
/** Rejects when it cannot ask or keep; nothing has changed then. */
export type DeclareSources = (
  declarations: readonly SourceDeclaration[],
) => Promise<DeclarationProblem[]>

/** A declaration whose places have been found. */
interface Placed {
  declaration: SourceDeclaration
  channelId: ChannelRef
  rules: RoutingRule[]
}

/**
 * Makes the declared sources what the configuration says: new ones are added, known ones (by name)
 * changed, those no longer declared removed. A changed key leaves the one before valid for a while.
 */
export function createDeclareSources(needs: Needs): DeclareSources {
  const { inTransaction, people } = needs
  return async function declareSources(declarations) {
    const problems: DeclarationProblem[] = []
    const placed: Placed[] = []
    for (const declaration of declarations) {
      const found = await place(people, declaration)
      if ('problem' in found) problems.push(found)
      else placed.push(found)
    }
    const names = new Set(declarations.map(({ name }) => name.normalize('NFKC').toLowerCase()))
    const kept = await inTransaction(async ({ sources }) => {
      // First, so that what they held can be used by others.
      for (const source of await sources.list()) {
        const isGone = !names.has(source.name.normalize('NFKC').toLowerCase())
        if (source.declared && isGone) await sources.remove(source.id)
      }
      const refused: DeclarationProblem[] = []
      for (const one of placed) {
        const problem = await keep(needs, sources, one)
        if (problem) refused.push({ name: one.declaration.name, problem })
      }
      return refused
    })
    return [...problems, ...kept]
  }
}

async function place(
  people: Needs['people'],
  declaration: SourceDeclaration,
): Promise<Placed | DeclarationProblem> {
  const places = [declaration.channel, ...declaration.rules.flatMap(({ channel }) => channel ?? [])]
  const found = new Map<string, ChannelRef>()
  for (const name of new Set(places)) {
    const channel = await people.findChannel(name)
    if (!channel) return { name: declaration.name, problem: 'channel_not_found', channel: name }
    found.set(name, channel.id)
  }
  const idOf = (name: string) => found.get(name) as ChannelRef
  const rules = declaration.rules.map(({ channel, ...rule }) =>
    channel === undefined ? rule : { ...rule, channelId: idOf(channel) },
  )
  return { declaration, channelId: idOf(declaration.channel), rules }
}

async function keep(
  { clock, newId }: Needs,
  sources: Sources,
  placed: Placed,
): Promise<DeclarationProblem['problem'] | undefined> {
  const { key, upstream } = placed.declaration
  const fresh = { id: newId() as SourceId, createdAt: clock.now() }
  let known = await sources.findByName(placed.declaration.name)
  if (!known) {
    const source = sourceOf(placed, fresh)
    const inserted = await sources.insert(source, key)
    if (inserted === 'key_taken') return inserted
    if (inserted === 'kept') {
      await sources.keepSecret(source.id, 'apiKey', upstream?.apiKey)
      return undefined
    }
    // Another node was first, with the same configuration.
    known = await sources.findByName(placed.declaration.name)
  }
  if (!known?.declared) return 'name_taken'
  if (!(await sources.rotate(known.id, key, KEY_OVERLAP_MS))) return 'key_taken'
  await sources.save(sourceOf(placed, known))
  await sources.keepSecret(known.id, 'apiKey', upstream?.apiKey)
  return undefined
}

function sourceOf(
  { declaration, channelId, rules }: Placed,
  { id, createdAt }: Pick<Source, 'id' | 'createdAt'>,
): Source {
  const { key: _, channel: __, upstream, ...rest } = declaration
  const { apiKey: ___, ...access } = upstream ?? {}
  return {
    ...rest,
    id,
    createdAt,
    channelId,
    rules,
    declared: true,
    ...(upstream && { upstream: access as Source['upstream'] & object }),
  }
}
