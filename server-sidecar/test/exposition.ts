/** Reads what Prometheus would read, and stops at what it could not. */
const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"'
// Prometheus reads numbers as Go does, which minds no case in NaN.
const NUMBER = '[+-]?(?:Inf|[0-9.]+(?:e[+-]?[0-9]+)?)|Na[Nn]'
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(${LABEL}(?:,${LABEL})*)?\\})? (${NUMBER})$`)
const HEAD = new RegExp(`^# (HELP|TYPE) (${NAME}) (.+)$`)
const TYPES = ['counter', 'gauge', 'histogram', 'summary']

export interface ReadMetrics {
  /** Every metric by its name, with its type. */
  types: Map<string, string>
  /** By name and, in braces, labels as they stand: `name{label="value"}`. */
  values: Map<string, number>
  /** The sum over all that carry these labels; undefined when there is none. */
  sum(name: string, labels?: Record<string, string>): number | undefined
}

/** @throws at a line that is none, and at a sample without HELP and TYPE before it */
export function readExposition(text: string): ReadMetrics {
  if (!text.endsWith('\n')) throw new Error('the last line does not end')
  const helps = new Set<string>()
  const types = new Map<string, string>()
  const values = new Map<string, number>()
  for (const line of text.split('\n').filter(Boolean)) {
    const [, word, about = '', rest = ''] = HEAD.exec(line) ?? []
    if (word === 'HELP') helps.add(about)
    else if (word === 'TYPE') {
      if (!TYPES.includes(rest) || types.has(about)) throw new Error(line)
      types.set(about, rest)
    } else {
      const [, name = '', labels, value] = SAMPLE.exec(line) ?? []
      const family = types.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '')
      if (!types.has(family) || !helps.has(family)) throw new Error(`no metric: ${line}`)
      const key = labels ? `${name}{${labels}}` : name
      if (values.has(key)) throw new Error(`twice: ${key}`)
      values.set(key, Number(value?.replace('Inf', 'Infinity')))
    }
  }
  const sum = (name: string, labels: Record<string, string> = {}) => {
    const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
    const found = [...values].filter(
      ([key]) => key.split('{')[0] === name && wanted.every((label) => key.includes(label)),
    )
    return found.length === 0 ? undefined : found.reduce((all, [, value]) => all + value, 0)
  }
  return { types, values, sum }
}
