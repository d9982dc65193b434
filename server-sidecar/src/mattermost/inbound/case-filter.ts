/** `/case filter …`: all cases of a kind, followed as they come. */
import { FILTER_VERBS } from '../render/case-command'
import { renderUntrustedLine } from '../render/untrusted'
import { type CaseAsked, type CaseCommandNeeds, refuse } from './case-asked'
import { readFilter } from './case-filter-words'
import { type CommandAnswer, openly, privately, waitFor } from './command'

type Answer = Promise<CommandAnswer>

export async function handleFilter(needs: CaseCommandNeeds, asked: CaseAsked): Answer {
  const { rest, say } = asked
  const [, word = '', after = ''] = /^(\S*)\s*(.*)$/s.exec(rest) ?? []
  const verb = FILTER_VERBS.find((known) => known === word.toLowerCase())
  if (word === '') return privately(await withUsage(needs, asked))
  if (verb === 'add') return add(needs, asked, after)
  if (verb === 'remove') return remove(needs, asked, after)
  return verb === 'list'
    ? privately(await withUsage(needs, asked))
    : openly(unknownWord(asked, word) + say('case_command.filter_usage'))
}

async function withUsage({ followCases, answers }: CaseCommandNeeds, asked: CaseAsked) {
  const { actor, place, say } = asked
  const found = await followCases.list(actor, place.channelId)
  const filters = found.refused ? [] : found.filters
  const usage = say('case_command.filter_usage')
  return filters.length > 0 ? `${answers.filters(actor, filters)}\n\n${usage}` : usage
}

async function add(needs: CaseCommandNeeds, asked: CaseAsked, words: string): Answer {
  const { actor, call, place, say } = asked
  const read = readFilter(words)
  if ('unknown' in read) {
    return openly(unknownWord(asked, read.unknown) + say('case_command.filter_usage'))
  }
  // Heard twice, it would be there twice.
  if (call.isHeard) return waitFor('go')
  const added = await needs.filterCases.add(actor, place, read.wanted)
  if (added.refused) return refuse(needs, asked, added.refused)
  const filter = needs.answers.filter(actor, added.filter)
  return openly(say('case_command.filter_added', { filter, count: added.found }))
}

/** By its number in the list. */
async function remove(needs: CaseCommandNeeds, asked: CaseAsked, typed: string): Answer {
  const { actor, call, place, say } = asked
  const found = await needs.followCases.list(actor, place.channelId)
  if (found.refused) return refuse(needs, asked, found.refused)
  const filter = /^\d{1,3}$/.test(typed.trim()) && found.filters[Number(typed) - 1]
  if (!filter) return privately(say('case_command.filter_none'))
  // The numbers of the others change.
  if (call.isHeard) return waitFor('go')
  const removed = await needs.filterCases.remove(actor, place, filter.id)
  if (removed.refused) return refuse(needs, asked, removed.refused)
  return openly(say('case_command.filter_removed', { filter: needs.answers.filter(actor, filter) }))
}

function unknownWord({ say }: CaseAsked, typed: string): string {
  return `${say('case_command.filter_word', { word: renderUntrustedLine(typed, 60) })}\n\n`
}
