/** Points and stretches of time in the reader's language. */
import React from 'react'
import { type IntlShape, useIntl } from 'react-intl'

/** `08:41`, with the date when it was another day. */
export function Moment({ at }: { at: number }) {
  const intl = useIntl()
  const whole = intl.formatDate(at, { dateStyle: 'full', timeStyle: 'medium' })
  return (
    <time dateTime={new Date(at).toISOString()} title={whole}>
      {shortMoment(intl, at)}
    </time>
  )
}

function shortMoment(intl: IntlShape, at: number): string {
  const time = { hour: 'numeric', minute: '2-digit' } as const
  const isToday = new Date(at).toDateString() === new Date().toDateString()
  return intl.formatDate(at, isToday ? time : { day: 'numeric', month: 'short', ...time })
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const

/** The two largest units of a stretch in milliseconds: `1 h 12 min`, `40 s`. */
export function durationText(
  intl: Pick<IntlShape, 'formatNumber'>,
  milliseconds: number,
  unitDisplay: 'short' | 'long' = 'short',
): string {
  const first = UNITS.findIndex(([, size]) => milliseconds >= size)
  let rest = Math.max(milliseconds, 0)
  const parts: string[] = []
  for (const [unit, size] of UNITS.slice(first < 0 ? UNITS.length - 1 : first).slice(0, 2)) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count === 0 && parts.length > 0) continue
    parts.push(intl.formatNumber(count, { style: 'unit', unit, unitDisplay }))
  }
  return parts.join(' ')
}
