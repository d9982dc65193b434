/** Our numbers in Prometheus' words. Loaded when somebody asks for the first time. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Counted } from '../ports/meter'
import { ACKNOWLEDGED, COUNTERS, type Definition, GAUGES } from './definitions'
import type { About, Exposition, Now } from './metrics'
import type { Tallies } from './tallies'

/** With the numbers of the process and of Node beside ours, which begin to be measured here. */
export function createExposition(
  tallies: Tallies,
  about: About,
): (now: Now) => Promise<Exposition> {
  const kept = new Registry()
  collectDefaultMetrics({ register: kept })
  const { buckets } = ACKNOWLEDGED
  const durations = new Histogram({ ...named(ACKNOWLEDGED), buckets, registers: [kept] })
  return async (now) => {
    for (const seconds of tallies.takeAcknowledged()) durations.observe(seconds)
    const ours = new Registry()
    addCounters(ours, tallies)
    addGauges(ours, about, now)
    const texts = [await ours.metrics(), await kept.metrics()]
    return { contentType: kept.contentType, text: texts.join('\n') }
  }
}

function named({ name, help, labels }: Definition) {
  return { name, help, labelNames: Object.keys(labels) }
}

function addCounters(registry: Registry, tallies: Tallies): void {
  for (const name of Object.keys(COUNTERS) as (keyof Counted)[]) {
    const counter = new Counter({ ...named(COUNTERS[name]), registers: [registry] })
    for (const { labels, count } of tallies.of(name)) counter.inc(labels, count)
  }
}

/** What nobody knows at the moment is left out, and is not 0. */
function addGauges(registry: Registry, about: About, { standing, isListening }: Now): void {
  const add = (definition: Definition) => new Gauge({ ...named(definition), registers: [registry] })
  add(GAUGES.info).set({ ...about }, 1)
  add(GAUGES.databaseUp).set(standing ? 1 : 0)
  if (isListening !== undefined) add(GAUGES.listening).set(isListening ? 1 : 0)
  if (!standing) return
  add(GAUGES.waiting).set(standing.deliveries.waiting)
  add(GAUGES.oldest).set(standing.deliveries.oldestMs / 1000)
  const [pollAge, logins] = [add(GAUGES.pollAge), add(GAUGES.logins)]
  for (const { vendor, ...one } of standing.vendors) {
    for (const [state, count] of Object.entries(one.logins)) logins.set({ vendor, state }, count)
    if (one.answeredMsAgo !== undefined) pollAge.set({ vendor }, one.answeredMsAgo / 1000)
  }
}
