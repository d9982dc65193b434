/** What a ticket can be found by. */
import type { Ticket } from './ticket'

/** Much longer than anybody reads; a search walks through all of it. */
const LENGTH = 20_000

/** Its id and what was filled in, in the spelling that words are looked for in. */
export function searchTextOf({ id, form, values }: Pick<Ticket, 'id' | 'form' | 'values'>): string {
  const texts = form.fields.flatMap(({ name, options }) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (typeof value !== 'string') return []
    const label = options?.find((option) => option.value === value)?.label
    return label === undefined || label === value ? [value] : [value, label]
  })
  return plain([id, ...texts].join('\n').slice(0, LENGTH))
}

/** The words of a search in the same spelling, the first ten. */
export function wordsOf(typed: string): string[] {
  return plain(typed).split(/\s+/u).filter(Boolean).slice(0, 10)
}

/** Capitals and ways of writing an accent do not matter; what no database keeps is left out. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\0\p{Surrogate}]/gu, ' ')
}
