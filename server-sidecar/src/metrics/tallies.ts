/** What was counted so far, as plain numbers: whoever is never asked pays next to nothing. */
import type { Counted, Meter } from '../ports/meter'
import { COUNTERS } from './definitions'

export interface Tally {
  labels: Record<string, string>
  count: number
}

export interface Tallies extends Meter {
  of(name: keyof Counted): Iterable<Tally>
  /** Seconds from click to true, those that nobody has taken yet: a number a click. */
  takeAcknowledged(): number[]
}

export function createTallies(): Tallies {
  const counted = new Map<string, Map<string, Tally>>()
  let acknowledged: number[] = []
  for (const [name, { labels }] of Object.entries(COUNTERS)) {
    counted.set(name, new Map(combinations(labels).map((one) => [keyOf(one), aTally(one)])))
  }
  return {
    count(name, given) {
      const labels = { ...given } as Record<string, string>
      const tallies = counted.get(name)
      const key = keyOf(labels)
      const tally = tallies?.get(key) ?? aTally(labels)
      tally.count += 1
      tallies?.set(key, tally)
    },
    acknowledged: (afterMs) => void acknowledged.push(afterMs / 1000),
    of: (name) => counted.get(name)?.values() ?? [],
    takeAcknowledged() {
      const taken = acknowledged
      acknowledged = []
      return taken
    },
  }
}

const aTally = (labels: Tally['labels']): Tally => ({ labels, count: 0 })
const keyOf = (labels: Tally['labels']) => JSON.stringify(Object.entries(labels).sort())

/** Every combination of the known values; none where a label's values are not known. */
function combinations(labels: Record<string, readonly string[]>): Tally['labels'][] {
  return Object.entries(labels).reduce<Tally['labels'][]>(
    (all, [label, values]) =>
      all.flatMap((one) => values.map((value) => ({ ...one, [label]: value }))),
    [{}],
  )
}
