/** `group:"Platform" severity:2 status:"Waiting on Customer" side:both cap:5` as a filter. */
import { type SeverityRank, SIDES, type Side } from '../../domain/case/support-case'
import type { FilterCases } from '../../usecases/case-results'

export type WantedFilter = Parameters<FilterCases['add']>[2]

/** `word:value`, the value in quotes of any language where it has blanks. */
const WORD = /([^\s:]+):(?:"([^"]*)"|“([^”]*)”|„([^“”]*)[“”]|«([^»]*)»|(\S*))|(\S+)/g
const LONGEST = 200

/** What makes no sense is given back as `unknown`. */
export function readFilter(text: string): { wanted: WantedFilter } | { unknown: string } {
  let wanted: WantedFilter = {}
  for (const found of text.matchAll(WORD)) {
    const [whole, name = '', ...values] = found
    const value = values.slice(0, 5).find((one) => one !== undefined) ?? ''
    const next = withWord(wanted, name.toLowerCase(), value.trim())
    if (!next) return { unknown: whole }
    wanted = next
  }
  return { wanted }
}

function withWord(wanted: WantedFilter, name: string, value: string): WantedFilter | undefined {
  if (value === '' || value.length > LONGEST) return undefined
  const match = { ...wanted.match }
  switch (name) {
    case 'group':
      return { ...wanted, group: value }
    case 'account':
      return { ...wanted, match: { ...match, accountNumber: value } }
    case 'severity':
      return /^[1-4]$/.test(value)
        ? { ...wanted, match: { ...match, atLeast: Number(value) as SeverityRank } }
        : undefined
    case 'status':
      return { ...wanted, match: { ...match, statuses: [...(match.statuses ?? []), value] } }
    case 'side': {
      const side = sideOf(value)
      return side && { ...wanted, side }
    }
    case 'cap':
      return /^\d{1,2}$/.test(value) ? { ...wanted, cap: Number(value) } : undefined
    case 'login':
      return { ...wanted, account: value }
    default:
      return undefined
  }
}

export function sideOf(word: string): Side | undefined {
  return SIDES.find((side) => side === word.toLowerCase())
}
