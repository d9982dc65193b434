import { endOfAsking } from '../../src/domain/alert/signal-outcome'
import type { UserRef } from '../../src/domain/refs'
import { ACKNOWLEDGED } from '../../src/metrics/definitions'
import { createMetrics } from '../../src/metrics/metrics'
import { countAsked, countEndOfAsking } from '../../src/usecases/counted'
import { anAlert } from '../builders/an-alert'
import { readExposition } from '../exposition'

const by = 'jane' as UserRef
const pending = { kind: 'pending' as const, by, at: 1000 }

describe('the end of asking', () => {
  it.each([
    [{ kind: 'confirmed', by: { user: by }, at: 1 } as const, 'done'],
    [{ kind: 'failed', by, at: 1, reason: 'forbidden' } as const, 'failed'],
    [{ kind: 'none' } as const, 'moot'],
  ])('is %j', (after, outcome) => {
    expect(endOfAsking(pending, after, 3500)).toEqual({ outcome, afterMs: 2500 })
  })

  it('is not there while it is on its way, nor when nobody asked', () => {
    expect(endOfAsking(pending, pending, 3500)).toBeUndefined()
    expect(endOfAsking({ kind: 'none' }, { kind: 'none' }, 3500)).toBeUndefined()
  })

  it('is never before its beginning, whatever the clocks say', () => {
    const end = endOfAsking(pending, { kind: 'none' }, 0)
    expect(end?.afterMs).toBe(0)
  })
})

it('counts who asked, and how long those waited who got it', async () => {
  const { meter, show } = createMetrics(
    { version: '1.2.3', mode: 'plugin' },
    { standing: () => undefined },
  )
  const asked = async (ack: typeof pending | { kind: 'here'; by: UserRef; at: number }) =>
    countAsked(async () => ({ alert: { ...anAlert(), ack } }), meter)(
      { id: by, locale: 'en' },
      { alertId: anAlert().id, postId: anAlert().postId! },
    )
  await asked(pending)
  await asked({ kind: 'here', by, at: 1 })
  countEndOfAsking(meter, { outcome: 'done', afterMs: 2500 })
  countEndOfAsking(meter, { outcome: 'failed', afterMs: 9000 })
  countEndOfAsking(meter, undefined)
  for (let scrape = 0; scrape < 2; scrape += 1) {
    const { sum } = readExposition((await show()).text)
    expect(sum('ticketdesk_acknowledgements_asked_total')).toBe(2)
    for (const outcome of ['done', 'here', 'failed']) {
      expect(sum('ticketdesk_acknowledgements_settled_total', { outcome })).toBe(1)
    }
    expect(sum(`${ACKNOWLEDGED.name}_count`)).toBe(1)
    expect(sum(`${ACKNOWLEDGED.name}_sum`)).toBe(2.5)
    expect(sum(`${ACKNOWLEDGED.name}_bucket`, { le: '2' })).toBe(0)
    expect(sum(`${ACKNOWLEDGED.name}_bucket`, { le: '5' })).toBe(1)
  }
})
