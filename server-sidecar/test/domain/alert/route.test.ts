import * as fc from 'fast-check'
import { matchesGlob, parseHours, route } from '../../../src/domain/alert/route'
import type { Severity } from '../../../src/domain/alert/signal'
import type { ChannelRef } from '../../../src/domain/refs'
import type { RoutingRule } from '../../../src/domain/source/source'

const home = 'home' as ChannelRef
const night = 'night' as ChannelRef

function routed(
  rules: RoutingRule[],
  {
    host = 'srv-db-01',
    service = 'Disk',
    severity = 'critical' as Severity,
    at = '2026-06-17T12:00:00Z',
    timeZone = 'UTC',
  } = {},
) {
  const object = { kind: 'service' as const, key: 'k', host, service }
  return route(rules, { object, severity }, { now: Date.parse(at), timeZone, channelId: home })
}

describe('a route', () => {
  it('is the source’s channel, calling nobody, unless a rule says otherwise', () => {
    expect(routed([])).toEqual({ channelId: home, mentions: [] })
  })

  it('comes from the first rule that fits', () => {
    const rules: RoutingRule[] = [
      { host: 'web-*', channelId: 'web' as ChannelRef },
      { host: 'srv-*', atLeast: 'high', mentions: ['channel'], priority: 'urgent' },
      { channelId: night },
    ]
    expect(routed(rules)).toEqual({ channelId: home, mentions: ['channel'], priority: 'urgent' })
    expect(routed(rules, { severity: 'warning' })).toEqual({ channelId: night, mentions: [] })
    expect(routed(rules, { host: 'WEB-1' }).channelId).toBe('web')
  })

  it.each<[Severity, Severity, boolean]>([
    ['warning', 'warning', true],
    ['warning', 'low', false],
    ['critical', 'high', false],
    ['high', 'unknown', true],
  ])('for %s or worse, %s fits: %s', (atLeast, severity, fits) => {
    expect(routed([{ atLeast, channelId: night }], { severity }).channelId === night).toBe(fits)
  })

  it.each([
    ['08:00-18:00', '2026-06-17T05:59:00Z', false],
    ['08:00-18:00', '2026-06-17T06:00:00Z', true], // 08:00 in Berlin
    ['08:00-18:00', '2026-06-17T16:00:00Z', false],
    ['22:00-06:00', '2026-06-17T21:30:00Z', true],
    ['22:00-06:00', '2026-06-17T12:00:00Z', false],
    ['22:00-06:00', '2026-12-17T05:30:00Z', false], // winter: 06:30
    ['00:00-24:00', '2026-06-17T22:00:00Z', true],
    ['morning', '2026-06-17T06:00:00Z', false],
  ])('%s at %s: %s', (hours, at, fits) => {
    const found = routed([{ hours, channelId: night }], { at, timeZone: 'Europe/Berlin' })
    expect(found.channelId === night).toBe(fits)
  })

  it('reads a title where there is no service', () => {
    const object = { kind: 'alert' as const, key: 'k', title: 'Brute force on bastion' }
    const context = { now: 0, timeZone: 'UTC', channelId: home }
    const rules = [{ service: '*bastion*', channelId: night }]
    expect(route(rules, { object, severity: 'high' }, context).channelId).toBe(night)
  })
})

describe('a pattern', () => {
  it.each([
    ['srv-*', 'srv-db-01', true],
    ['SRV-??-01', 'srv-db-01', true],
    ['srv', 'srv-db-01', false],
    ['*', '', true],
    ['', '', true],
    ['', 'x', false],
    ['a*b*c', 'a-b-b-c', true],
    ['a.c', 'abc', false],
    ['[x]*', '[x] y', true],
    ['?', '🔥', true],
  ])('%s fits %s: %s', (pattern, text, fits) => {
    expect(matchesGlob(pattern, text)).toBe(fits)
  })

  it('fits as a regular expression would', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 })
    fc.assert(
      fc.property(letters, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 }), (p, t) => {
        const same = new RegExp(`^${p.replaceAll('*', '.*').replaceAll('?', '.')}$`)
        expect(matchesGlob(p, t)).toBe(same.test(t))
      }),
    )
  })

  it('of many stars is no trap', () => {
    const before = process.cpuUsage()
    expect(matchesGlob(`${'*a'.repeat(50)}b`, 'a'.repeat(2000))).toBe(false)
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000)
  })
})

it.each([
  ['08:30-17:00', { from: 510, to: 1020 }],
  ['8:30 – 24:00', { from: 510, to: 1440 }],
  ['24:00-25:00', undefined],
  ['08:60-09:00', undefined],
  ['', undefined],
])('hours %s are %j', (text, hours) => {
  expect(parseHours(text)).toEqual(hours)
})
