/** Where an alert is posted, whom it calls and how loudly: the first rule that fits decides. */
import type { ChannelRef } from '../refs'
import type { RoutingRule } from '../source/source'
import { SEVERITIES, type Severity, type SignalObject } from './signal'

export interface Route {
  channelId: ChannelRef
  /** `channel`, `here`, `all` or user names, without `@`. */
  mentions: readonly string[]
  priority?: 'important' | 'urgent'
}

export interface RouteContext {
  /** Milliseconds since 1970. */
  now: number
  /** IANA name; the hours of rules are on its clocks. */
  timeZone: string
  /** The source's own channel: for no rule, and for rules without one. */
  channelId: ChannelRef
}

export interface Routed {
  object: SignalObject
  severity: Severity
}

export function route(rules: readonly RoutingRule[], alert: Routed, context: RouteContext): Route {
  const rule = rules.find((candidate) => fits(candidate, alert, context))
  return {
    channelId: rule?.channelId ?? context.channelId,
    mentions: rule?.mentions ?? [],
    ...(rule?.priority && { priority: rule.priority }),
  }
}

function fits(rule: RoutingRule, { object, severity }: Routed, context: RouteContext): boolean {
  const { host, service, atLeast, hours } = rule
  return (
    (host === undefined || matchesGlob(host, object.host ?? '')) &&
    (service === undefined || matchesGlob(service, object.service ?? object.title ?? '')) &&
    (atLeast === undefined || SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(atLeast)) &&
    (hours === undefined || isWithin(hours, context))
  )
}

/**
 * Does the whole text fit the pattern? `*` is any text, `?` one character; upper and lower case are
 * alike. Takes no longer than the product of both lengths.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const wanted = [...pattern.toLowerCase()]
  const given = [...text.toLowerCase()]
  let at = 0
  let star = -1
  let resume = 0
  for (let place = 0; place < given.length; ) {
    const sign = wanted[at]
    if (sign === '*') {
      star = at
      resume = place
      at += 1
    } else if (sign === '?' || (sign !== undefined && sign === given[place])) {
      at += 1
      place += 1
    } else if (star >= 0) {
      at = star + 1
      resume += 1
      place = resume
    } else return false
  }
  return wanted.slice(at).every((sign) => sign === '*')
}

/** Minutes since midnight, the end not included; from later than to crosses midnight. */
export interface Hours {
  from: number
  to: number
}

/** `HH:MM-HH:MM`, up to 24:00; undefined for anything else. */
export function parseHours(text: string): Hours | undefined {
  const match = /^\s*(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*$/.exec(text)
  if (!match) return undefined
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = match.slice(1).map(Number)
  const from = fromHour * 60 + fromMinute
  const to = toHour * 60 + toMinute
  return Math.max(fromMinute, toMinute) < 60 && from < 1440 && to <= 1440 ? { from, to } : undefined
}

/** Hours nobody can read fit at no time: the rules after them still decide. */
function isWithin(text: string, { now, timeZone }: RouteContext): boolean {
  const hours = parseHours(text)
  if (!hours) return false
  const { from, to } = hours
  const minute = minuteOfDay(now, timeZone)
  return from < to ? minute >= from && minute < to : minute >= from || minute < to
}

// A formatter costs far more to make than to use, and there is one zone at a time.
const clocks = new Map<string, Intl.DateTimeFormat>()

function minuteOfDay(now: number, timeZone: string): number {
  const known = clocks.get(timeZone)
  const clock =
    known ??
    new Intl.DateTimeFormat('en-u-nu-latn', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
  if (!known) clocks.set(timeZone, clock)
  const [hour = 0, minute = 0] = clock.format(now).split(':').map(Number)
  return hour * 60 + minute
}
