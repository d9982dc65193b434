/** `/case account …`: the logins a person can use, for that person alone. */

import type { AccountStatus } from '../../usecases/case-results'
import { ACCOUNT_VERBS } from '../render/case-command'
import { renderUntrustedLine } from '../render/untrusted'
import { type CaseAsked, type CaseCommandNeeds, refuse } from './case-asked'
import { type CommandAnswer, dialogOpened, privately, waitFor } from './command'

type Answer = Promise<CommandAnswer>

export async function handleAccount(needs: CaseCommandNeeds, asked: CaseAsked): Answer {
  const [, word = '', name = ''] = /^(\S*)\s*(.*)$/s.exec(asked.rest) ?? []
  const verb = ACCOUNT_VERBS.find((known) => known === (word.toLowerCase() || 'list'))
  if (verb === 'add') return add(needs, asked)
  const known = await needs.manageAccounts.list(asked.actor)
  if (verb !== 'check' && verb !== 'remove') {
    return privately(needs.answers.accounts(asked.actor, known))
  }
  const chosen = choose(known, unquoted(name))
  if (!chosen) return privately(whichOne(asked, known))
  return verb === 'check' ? check(needs, asked, chosen) : remove(needs, asked, chosen)
}

async function add({ manageAccounts, dialogs }: CaseCommandNeeds, asked: CaseAsked): Answer {
  const { actor, call, place, say } = asked
  const vendors = await manageAccounts.vendors(actor)
  if (vendors.length === 0) return privately(say('case_command.no_vendor'))
  if (call.isHeard) return waitFor('form')
  await dialogs.account(actor, { place, triggerId: call.triggerId }, vendors)
  return dialogOpened
}

async function check(
  needs: CaseCommandNeeds,
  asked: CaseAsked,
  { account }: AccountStatus,
): Answer {
  const checked = await needs.manageAccounts.check(asked.actor, account.id)
  if (checked.refused) return refuse(needs, asked, checked.refused)
  const name = renderUntrustedLine(account.name, 64)
  return privately(asked.say('case_command.account_works', { account: name }))
}

async function remove(
  { dialogs }: CaseCommandNeeds,
  { actor, call, place, say }: CaseAsked,
  { account }: AccountStatus,
): Answer {
  if (account.declared) return privately(say('case.refused.declared'))
  if (call.isHeard) return waitFor('form')
  await dialogs.remove(actor, { place, triggerId: call.triggerId }, account)
  return dialogOpened
}

/** By its name, one's own before the team's; the only one needs none. */
function choose(known: readonly AccountStatus[], name: string): AccountStatus | undefined {
  if (name === '') return known.length === 1 ? known[0] : undefined
  const plain = (text: string) => text.normalize('NFKC').trim().toLowerCase()
  const named = known.filter(({ account }) => plain(account.name) === plain(name))
  return named.find(({ account }) => account.owner !== undefined) ?? named[0]
}

function whichOne({ say }: CaseAsked, known: readonly AccountStatus[]): string {
  if (known.length === 0) return say('case.refused.no_account')
  const names = known.map(({ account }) => renderUntrustedLine(account.name, 64))
  return say('case_command.account_which', { names: names.join(', ') })
}

function unquoted(text: string): string {
  return text.trim().replace(/^(["'“„«])(.*)["'”“»]$/s, '$2')
}
