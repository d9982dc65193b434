/** Times and durations as people of a language write them. */

/** `9 Mar 2025, 13:00`, on the clocks of the zone. */
export function renderMoment(at: number, locale: string, timeZone: string): string {
  const how = { dateStyle: 'medium', timeStyle: 'short', timeZone } as const
  return new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, how).format(at)
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const

/** The two largest units: `2 hr 5 min`. */
export function renderDuration(ms: number, locale: string, display: 'short' | 'long' = 'short') {
  let left = Math.max(0, Math.round(ms / 1000) * 1000)
  const parts: string[] = []
  for (const [unit, size] of UNITS) {
    const count = Math.floor(left / size)
    left -= count * size
    const isLast = unit === 'second' && parts.length === 0
    if (count > 0 || isLast) {
      const how = { style: 'unit', unit, unitDisplay: display } as const
      parts.push(new Intl.NumberFormat(locale, how).format(count))
    }
    if (parts.length === 2 || (parts.length === 1 && count === 0)) break
  }
  return parts.join(' ')
}
