import * as fc from 'fast-check'
import { type Absorbed, absorb, COPY_MS } from '../../../src/domain/alert/absorb'
import { SETTLE_MS, TOGETHER_MS } from '../../../src/domain/alert/absorbed'
import type { AckState, Alert, AlertId, SourceId } from '../../../src/domain/alert/alert'
import { isStateChange } from '../../../src/domain/alert/change'
import type { Severity, Signal, SignalKind } from '../../../src/domain/alert/signal'
import type { ChannelRef, UserRef } from '../../../src/domain/refs'
import { capabilitiesOf, receive } from '../../../src/upstream/catalogue'
import { aSignal } from '../../builders/a-signal'
import { alertCases, wireRequest } from '../../wire-cases'

const START = Date.parse('2026-06-17T08:00:00Z')
const MINUTE = 60_000
const jane = 'jane' as UserRef

/** Takes signals in, as the use case does: one newest alert an object. */
function aHistory(options: { perContact?: boolean; silentWhenAcknowledged?: boolean } = {}) {
  const alerts: Alert[] = []
  let now = START

  function hear(signal: Signal, laterMs = 5 * MINUTE): Absorbed {
    now += laterMs
    const known = alerts.findLast(({ object }) => object.key === signal.object.key)
    const absorbed = absorb(known, signal, {
      now,
      id: `alert-${alerts.length + 1}` as AlertId,
      sourceId: 'source' as SourceId,
      channelId: 'channel' as ChannelRef,
      perContact: false,
      silentWhenAcknowledged: false,
      ...options,
    })
    if (absorbed.begun) alerts.push(absorbed.next)
    else if (known) alerts[alerts.indexOf(known)] = absorbed.next
    return absorbed
  }
  function acknowledge(ack: AckState) {
    const alert = alerts.at(-1)
    if (alert) alerts[alerts.length - 1] = { ...alert, ack }
  }
  return {
    alerts,
    hear,
    acknowledge,
    now: () => now,
    latest: () => alerts.at(-1),
  }
}
const kindsOf = ({ changes }: Absorbed) => changes.map(({ kind }) => kind)

describe('one problem', () => {
  it('opens one alert, which shows what was said', () => {
    const history = aHistory()
    const signal = aSignal({
      output: 'disk full',
      stateWord: 'Critical',
      details: [{ name: 'a', value: 'b' }],
      links: [{ label: 'srv', url: 'https://oitc.example.org' }],
      ack: { hostUuid: 'u' },
    })
    const opened = history.hear(signal)
    expect(opened).toMatchObject({ begun: true, echo: false, ackInDoubt: false })
    expect(opened.changes).toEqual([{ kind: 'opened', severity: 'critical' }])
    expect(opened.next).toEqual({
      id: 'alert-1',
      sourceId: 'source',
      channelId: 'channel',
      object: signal.object,
      state: 'open',
      severity: 'critical',
      output: 'disk full',
      stateWord: 'Critical',
      details: signal.details,
      links: signal.links,
      ackRef: { hostUuid: 'u' },
      count: 1,
      openedAt: START + 5 * MINUTE,
      lastSignalAt: START + 5 * MINUTE,
      lastKind: 'problem',
      inDowntime: false,
      flapping: false,
      ack: { kind: 'none' },
      revision: 1,
    })
  })

  it('is counted when it is repeated, word for word or not', () => {
    const history = aHistory({ perContact: true })
    history.hear(aSignal({ output: 'a' }))
    expect(history.hear(aSignal({ output: 'a' })).changes).toEqual([{ kind: 'repeated', count: 2 }])
    expect(history.hear(aSignal({ output: 'b' }), 1).changes).toEqual([
      { kind: 'repeated', count: 3 },
    ])
    expect(history.alerts).toMatchObject([{ count: 3, output: 'b', revision: 3 }])
  })

  it('is one event for several contacts within seconds, where upstreams speak to contacts', () => {
    for (const perContact of [true, false]) {
      const history = aHistory({ perContact })
      history.hear(aSignal({ output: 'a' }))
      const copy = history.hear(aSignal({ output: 'a' }), COPY_MS)
      expect(copy.changes).toHaveLength(perContact ? 0 : 1)
      expect(history.alerts).toMatchObject([{ count: perContact ? 1 : 2 }])
    }
  })

  it('stays one when it gets worse or better', () => {
    const history = aHistory()
    history.hear(aSignal({ severity: 'warning' }))
    expect(history.hear(aSignal({ severity: 'critical' })).changes).toEqual([
      { kind: 'severity_changed', from: 'warning', to: 'critical' },
    ])
    history.hear(aSignal({ severity: 'warning' }))
    expect(history.alerts).toMatchObject([{ severity: 'warning', count: 3 }])
  })

  it('is over with its recovery, which says for how long it was', () => {
    const history = aHistory()
    history.hear(aSignal({ output: 'full', stateWord: 'Critical' }))
    const over = history.hear(
      aSignal({ kind: 'recovery', severity: 'ok', output: 'fine', stateWord: 'Ok' }),
      90 * MINUTE,
    )
    expect(over.changes).toEqual([{ kind: 'recovered', durationMs: 90 * MINUTE }])
    expect(history.alerts).toMatchObject([
      { state: 'resolved', severity: 'ok', output: 'fine', resolvedAt: history.now(), count: 1 },
    ])
    expect(history.hear(aSignal({ kind: 'recovery', severity: 'ok' })).changes).toEqual([])
  })

  it('is another one after it was over', () => {
    const history = aHistory()
    history.hear(aSignal())
    history.hear(aSignal({ kind: 'recovery' }))
    expect(history.hear(aSignal(), 1)).toMatchObject({ begun: true })
    expect(history.alerts).toMatchObject([
      { state: 'resolved', id: 'alert-1' },
      { state: 'open', id: 'alert-2', count: 1 },
    ])
  })

  it('began when the upstream says, but never in the future', () => {
    const history = aHistory()
    history.hear(aSignal({ since: START - MINUTE }))
    expect(history.latest()?.openedAt).toBe(START - MINUTE)
    expect(history.hear(aSignal({ kind: 'recovery', at: START + MINUTE }))).toMatchObject({
      changes: [{ kind: 'recovered', durationMs: 2 * MINUTE }],
    })
    const ahead = aHistory()
    ahead.hear(aSignal({ at: START + 60 * MINUTE }))
    expect(ahead.latest()?.openedAt).toBe(ahead.now())
  })

  it('keeps apart what is not the same object', () => {
    const history = aHistory()
    history.hear(aSignal())
    history.hear(aSignal({ object: { kind: 'host', key: 'other', host: 'other' } }))
    expect(history.alerts).toHaveLength(2)
  })
})

describe('what is said without a problem we know of', () => {
  it.each<[SignalKind, Alert['state'], string[]]>([
    ['recovery', 'resolved', ['recovered']],
    ['acknowledgement', 'open', ['opened', 'acknowledged']],
    ['acknowledgement_removed', 'open', ['opened', 'ack_removed']],
    ['downtime_start', 'noted', ['downtime_started']],
    ['downtime_end', 'noted', ['downtime_ended']],
    ['downtime_cancelled', 'noted', ['downtime_cancelled']],
    ['flapping_start', 'noted', ['flapping_started']],
    ['flapping_stop', 'noted', ['flapping_stopped']],
    ['flapping_disabled', 'noted', ['flapping_disabled']],
    ['note', 'noted', ['noted']],
  ])('%s begins an alert that is %s', (kind, state, changes) => {
    const history = aHistory()
    const absorbed = history.hear(aSignal({ kind }))
    expect(absorbed.begun).toBe(true)
    expect(kindsOf(absorbed)).toEqual(changes)
    expect(history.alerts).toMatchObject([{ state, count: 0 }])
    // And never a duration that nobody knows.
    expect(absorbed.changes).not.toContainEqual(expect.objectContaining({ durationMs: 0 }))
  })

  it('a problem after it gets a post of its own', () => {
    const history = aHistory()
    history.hear(aSignal({ kind: 'downtime_start' }))
    history.hear(aSignal())
    expect(history.alerts).toMatchObject([
      { state: 'noted', inDowntime: true },
      { state: 'open', inDowntime: false },
    ])
  })

  it('start and end are on one post', () => {
    const history = aHistory()
    history.hear(aSignal({ kind: 'downtime_start' }))
    history.hear(aSignal({ kind: 'flapping_start' }))
    history.hear(aSignal({ kind: 'flapping_stop' }))
    expect(history.alerts).toMatchObject([{ inDowntime: true, flapping: false, state: 'noted' }])
    history.hear(aSignal({ kind: 'downtime_end' }))
    expect(history.alerts).toMatchObject([{ inDowntime: false, state: 'noted', revision: 4 }])
  })

  it('an old post is left in peace', () => {
    const history = aHistory()
    history.hear(aSignal())
    history.hear(aSignal({ kind: 'recovery' }))
    history.hear(aSignal({ kind: 'downtime_start' }), TOGETHER_MS)
    expect(history.alerts).toHaveLength(1)
    history.hear(aSignal({ kind: 'downtime_end' }), TOGETHER_MS + 1)
    expect(history.alerts).toMatchObject([{ state: 'resolved' }, { state: 'noted' }])
  })
})

describe('what happens along the way', () => {
  it('a note keeps the state and what the post says', () => {
    const history = aHistory()
    history.hear(aSignal({ output: 'full' }))
    const noted = history.hear(aSignal({ kind: 'note', severity: 'ok', output: 'please look' }))
    expect(noted.changes).toEqual([{ kind: 'noted', text: 'please look' }])
    expect(noted.changes.some(isStateChange)).toBe(false)
    expect(history.alerts).toMatchObject([{ state: 'open', severity: 'critical', output: 'full' }])
  })

  it('a note for several contacts is one note', () => {
    const history = aHistory({ perContact: true })
    history.hear(aSignal())
    const note = (output: string) => history.hear(aSignal({ kind: 'note', output }), 1).changes
    expect(note('look')).toHaveLength(1)
    expect(note('look')).toHaveLength(0)
    expect(note('look again')).toHaveLength(1)
  })

  it('downtime and flapping show, and end with the next state that is told', () => {
    const history = aHistory()
    history.hear(aSignal())
    history.hear(aSignal({ kind: 'downtime_start' }))
    history.hear(aSignal({ kind: 'flapping_start' }))
    expect(history.alerts).toMatchObject([{ inDowntime: true, flapping: true, state: 'open' }])
    history.hear(aSignal(), SETTLE_MS)
    expect(history.alerts).toMatchObject([{ inDowntime: true, flapping: true }])
    history.hear(aSignal(), SETTLE_MS + 1)
    expect(history.alerts).toMatchObject([{ inDowntime: false, flapping: false }])
  })
})

describe('an acknowledgement from the upstream', () => {
  const pending: AckState = { kind: 'pending', by: jane, at: START, comment: 'mine', expiresAt: 9 }

  it('is shown with who and why, where that is said', () => {
    const history = aHistory()
    history.hear(aSignal())
    const told = history.hear(aSignal({ kind: 'acknowledgement', actor: 'Bob', comment: 'on it' }))
    expect(told.changes).toEqual([{ kind: 'acknowledged', name: 'Bob', comment: 'on it' }])
    expect(told.echo).toBe(false)
    expect(told.next.ack).toEqual({
      kind: 'confirmed',
      by: { name: 'Bob' },
      at: history.now(),
      comment: 'on it',
    })
  })

  it('confirms ours, once', () => {
    const history = aHistory()
    history.hear(aSignal())
    history.acknowledge(pending)
    const back = history.hear(aSignal({ kind: 'acknowledgement' }), 1000)
    expect(back).toMatchObject({ echo: true, changes: [{ kind: 'ack_confirmed' }] })
    expect(back.next.ack).toEqual({
      kind: 'confirmed',
      by: { user: jane },
      at: history.now(),
      comment: 'mine',
      expiresAt: 9,
    })
    const again = history.hear(aSignal({ kind: 'acknowledgement' }), 1000)
    expect(again).toMatchObject({ echo: true, changes: [], next: { revision: 2 } })
  })

  it('of somebody else, long after ours, is somebody else’s', () => {
    const history = aHistory()
    history.hear(aSignal())
    history.acknowledge({ kind: 'confirmed', by: { user: jane }, at: START })
    expect(history.hear(aSignal({ kind: 'acknowledgement' }), 30 * MINUTE)).toMatchObject({
      echo: false,
      changes: [{ kind: 'acknowledged' }],
      next: { ack: { kind: 'confirmed', by: { name: undefined } } },
    })
  })

  it('makes true what failed, or counted here only', () => {
    for (const ack of [
      { kind: 'failed', by: jane, at: START, reason: 'unreachable' },
      { kind: 'here', by: jane, at: START },
    ] satisfies AckState[]) {
      const history = aHistory()
      history.hear(aSignal())
      history.acknowledge(ack)
      expect(history.hear(aSignal({ kind: 'acknowledgement' })).next.ack.kind).toBe('confirmed')
    }
  })

  it('taken back there is taken back here', () => {
    const history = aHistory()
    history.hear(aSignal())
    expect(history.hear(aSignal({ kind: 'acknowledgement_removed' })).changes).toEqual([])
    history.hear(aSignal({ kind: 'acknowledgement' }))
    expect(history.hear(aSignal({ kind: 'acknowledgement_removed', actor: 'Bob' }))).toMatchObject({
      echo: false,
      changes: [{ kind: 'ack_removed', name: 'Bob' }],
    })
    history.acknowledge({ kind: 'removing', by: jane, at: START })
    expect(history.hear(aSignal({ kind: 'acknowledgement_removed' }))).toMatchObject({
      echo: true,
      next: { ack: { kind: 'none' } },
    })
  })

  it('stays to be read after the recovery; what was not confirmed goes', () => {
    const history = aHistory()
    history.hear(aSignal())
    history.acknowledge(pending)
    expect(history.hear(aSignal({ kind: 'recovery' })).next.ack).toEqual({ kind: 'none' })
    history.hear(aSignal())
    history.hear(aSignal({ kind: 'acknowledgement' }))
    expect(history.hear(aSignal({ kind: 'recovery' })).next.ack.kind).toBe('confirmed')
  })

  it('overtaken by the recovery opens nothing, but a later one does', () => {
    const history = aHistory()
    history.hear(aSignal())
    history.hear(aSignal({ kind: 'recovery' }))
    history.hear(aSignal({ kind: 'acknowledgement' }), 1000)
    expect(history.alerts).toMatchObject([{ state: 'resolved', ack: { kind: 'confirmed' } }])
    history.hear(aSignal({ kind: 'acknowledgement', severity: 'critical' }), SETTLE_MS + 1)
    expect(history.alerts).toMatchObject([
      { state: 'resolved' },
      { state: 'open', severity: 'critical', ack: { kind: 'confirmed' } },
    ])
  })

  it('is in doubt when a problem is repeated that should be silent', () => {
    const history = aHistory({ silentWhenAcknowledged: true })
    history.hear(aSignal())
    history.hear(aSignal({ kind: 'acknowledgement' }))
    expect(history.hear(aSignal(), SETTLE_MS).ackInDoubt).toBe(false)
    expect(history.hear(aSignal(), 1).ackInDoubt).toBe(true)
    const other = aHistory()
    other.hear(aSignal())
    other.hear(aSignal({ kind: 'acknowledgement' }))
    expect(other.hear(aSignal()).ackInDoubt).toBe(false)
  })
})

describe('news that comes late', () => {
  it('does not undo newer news', () => {
    const history = aHistory()
    history.hear(aSignal({ at: START + 3 }))
    expect(history.hear(aSignal({ kind: 'recovery', at: START + 2 })).changes).toEqual([])
    history.hear(aSignal({ at: START + 1 }))
    expect(history.alerts).toMatchObject([{ state: 'open', count: 2, openedAt: START + 3 }])
  })

  it('tells when a problem had begun that is over already', () => {
    const history = aHistory()
    history.hear(aSignal({ kind: 'recovery', at: START + 5 }))
    history.hear(aSignal({ at: START + 1 }))
    expect(history.alerts).toMatchObject([{ state: 'resolved', count: 1, openedAt: START + 1 }])
  })

  it('ends in the same state in whatever order it comes', () => {
    const said = fc.uniqueArray(
      fc.record({
        kind: fc.constantFrom<SignalKind>('problem', 'recovery'),
        at: fc.integer({ min: START - 1e6, max: START }),
      }),
      { minLength: 1, maxLength: 12, selector: ({ at }) => at },
    )
    fc.assert(
      fc.property(said, (signals) => {
        const history = aHistory()
        for (const { kind, at } of signals) history.hear(aSignal({ kind, at }), 10)
        const newest = [...signals].sort((a, b) => b.at - a.at)[0]
        expect(history.latest()?.state).toBe(newest?.kind === 'problem' ? 'open' : 'resolved')
      }),
    )
  })
})

describe('whatever is said, in whatever order', () => {
  const kinds: SignalKind[] = [
    'problem',
    'recovery',
    'acknowledgement',
    'acknowledgement_removed',
    'downtime_start',
    'downtime_end',
    'downtime_cancelled',
    'flapping_start',
    'flapping_stop',
    'flapping_disabled',
    'note',
  ]
  const step = fc.record({
    signal: fc
      .record(
        {
          kind: fc.constantFrom(...kinds),
          severity: fc.constantFrom<Severity>('warning', 'critical', 'unknown'),
          output: fc.constantFrom('a', 'b'),
          at: fc.integer({ min: START - 1e7, max: START + 1e9 }),
        },
        { requiredKeys: ['kind'] },
      )
      .map((given) => aSignal(given as Partial<Signal>)),
    laterMs: fc.constantFrom(0, 1000, MINUTE, 30 * MINUTE, 2 * TOGETHER_MS),
    ours: fc.option(
      fc.constantFrom<AckState>(
        { kind: 'pending', by: jane, at: START },
        { kind: 'removing', by: jane, at: START },
        { kind: 'here', by: jane, at: START },
      ),
    ),
  })

  it('at most one alert is open, nothing known changes unseen, no problem is lost', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.boolean(), (steps, perContact) => {
        const history = aHistory({ perContact })
        for (const { signal, laterMs, ours } of steps) {
          if (ours && history.latest()?.state === 'open') history.acknowledge(ours)
          const before = history.latest()
          const { next, begun, changes } = history.hear(signal, laterMs)
          expect(history.alerts.filter(({ state }) => state === 'open').length).toBeLessThan(2)
          if (begun) expect(next.revision).toBe(1)
          else expect(next.revision).toBe((before?.revision ?? 0) + Math.min(changes.length, 1))
          expect(next.openedAt).toBeLessThanOrEqual(history.now())
          if (next.resolvedAt) expect(next.resolvedAt).toBeGreaterThanOrEqual(next.openedAt)
          // A problem that is news leaves an open alert behind.
          const isOld = signal.at !== undefined && signal.at < (before?.asOf ?? signal.at)
          if (signal.kind === 'problem' && !isOld) expect(next.state).toBe('open')
          if (begun && before) expect(history.alerts).toContain(before)
        }
      }),
    )
  })
})

describe('a whole openITCOCKPIT incident', () => {
  const incident = (letter: string) =>
    alertCases('openitcockpit')
      .filter((one) => one.incident === letter)
      .sort((a, b) => (a.step ?? 0) - (b.step ?? 0))
  const replay = (letters: string, contacts = 1) => {
    const history = aHistory(capabilitiesOf('openitcockpit'))
    const changes: string[] = []
    for (const wireCase of [...letters].flatMap(incident)) {
      for (let contact = 0; contact < contacts; contact += 1) {
        const { signals } = receive('detect', wireRequest('openitcockpit', wireCase))
        for (const signal of signals) {
          changes.push(...kindsOf(history.hear(signal, contact === 0 ? 30 * MINUTE : 900)))
        }
      }
    }
    return { history, changes }
  }

  it.each([1, 3])('lands on one alert, told to %d contacts', (contacts) => {
    // A service's problem from warning to recovery, then its flapping and its downtime.
    const { history, changes } = replay('ACD', contacts)
    expect(changes).toEqual([
      'opened',
      'severity_changed',
      'repeated',
      'acknowledged',
      'recovered',
      'flapping_started',
      'flapping_stopped',
      'downtime_started',
      'downtime_ended',
    ])
    expect(history.alerts).toMatchObject([
      {
        state: 'resolved',
        severity: 'ok',
        count: 3,
        output: 'DISK OK - free space: /var 9120 MB (45%)',
        object: { host: 'srv-db-01', service: 'Disk usage /var' },
        ack: { kind: 'confirmed', by: { name: undefined } },
        inDowntime: false,
        flapping: false,
      },
    ])
  })

  it('of a host too, with a reminder that is the same byte for byte', () => {
    const { history, changes } = replay('BEF', 2)
    expect(changes.slice(0, 4)).toEqual(['opened', 'repeated', 'acknowledged', 'recovered'])
    expect(history.alerts).toMatchObject([{ state: 'resolved', count: 2 }])
  })

  it('keeps two objects apart, and 4.x and 5.x together', () => {
    expect(replay('AB').history.alerts).toHaveLength(2)
    expect(replay('AG').history.alerts).toHaveLength(2) // one after the other
  })
})
