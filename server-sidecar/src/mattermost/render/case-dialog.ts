/** The dialogs about cases: a login to add or to forget, a reply. Secrets are typed, never shown. */
import { CASE_REPLY_LIMIT } from '@ticketdesk/contract'
import type { LoginWay, VendorAccount } from '../../domain/case/account'
import type { ManageAccounts } from '../../usecases/case-results'
import type { Dialog, DialogElement } from '../api'
import type { SayCase } from './case-view'
import { DIALOG_LIMITS, shorten } from './dialog'
import { renderUntrustedLine } from './untrusted'

export type VendorChoice = Awaited<ReturnType<ManageAccounts['vendors']>>[number]

/** A field's name is the one its problems come back under. */
export const CASE_FIELDS = ['way', 'secret', 'login', 'name', 'team', 'text', 'confirm'] as const
export type CaseField = (typeof CASE_FIELDS)[number]

/** An offline token has some two thousand signs. */
const LONGEST_SECRET = 20_000

/** One choice says the vendor and the way to log in there: `<way> <vendor>`. */
export function choiceOf(vendor: string, way: LoginWay): string {
  return `${way} ${vendor}`
}

export function renderAccountDialog(
  state: string,
  { vendors, mayTeam }: { vendors: readonly VendorChoice[]; mayTeam: boolean },
  say: SayCase,
): Dialog {
  const options = vendors.flatMap(({ name, ways }) =>
    ways.map((way) => ({
      text: `${name}: ${say(`case_dialog.way.${way}`)}`,
      value: choiceOf(name, way),
    })),
  )
  const [first] = options
  const hasBasic = vendors.some(({ ways }) => ways.includes('basic'))
  const intro = [
    say('case_dialog.account_intro'),
    hasBasic && `:warning: ${say('case_dialog.basic_warning')}`,
  ]
  const secret = { type: 'text', subType: 'password', maxLength: LONGEST_SECRET } as const
  const text = { type: 'text', optional: true } as const
  return {
    ...frame('account', state, say),
    introductionText: intro.filter(Boolean).join('\n\n'),
    elements: [
      labelled('way', say, { type: 'select', options, ...(first && { default: first.value }) }),
      labelled('secret', say, { ...secret, helpText: say('case_dialog.help.secret') }),
      labelled('login', say, {
        ...{ ...text, maxLength: 300 },
        helpText: say('case_dialog.help.login'),
      }),
      labelled('name', say, {
        ...{ ...text, maxLength: 64 },
        helpText: say('case_dialog.help.name'),
      }),
      ...(mayTeam ? [tick('team', say, say('case_dialog.help.team'))] : []),
    ],
    submitLabel: say('case_dialog.submit'),
  }
}

export function renderRemoveAccountDialog(
  state: string,
  { name }: VendorAccount,
  say: SayCase,
): Dialog {
  const account = renderUntrustedLine(name, 64)
  return {
    ...frame('remove', state, say),
    introductionText: say('case_dialog.remove_intro', { account }),
    submitLabel: say('case_dialog.remove'),
  }
}

/** Nothing is sent before it was said as whom. */
export function renderReplyDialog(
  state: string,
  { title, as }: { title: string; as: string },
  say: SayCase,
): Dialog {
  const speaker = renderUntrustedLine(as, 100)
  return {
    ...frame('reply', state, say),
    introductionText: say('case_dialog.reply_intro', { title, as: speaker }),
    elements: [
      labelled('text', say, {
        type: 'textarea',
        maxLength: Math.min(CASE_REPLY_LIMIT, DIALOG_LIMITS.textarea),
      }),
      // Mattermost takes no form without the tick of something that has to be given.
      { ...tick('confirm', say, say('case_dialog.help.confirm', { as })), optional: false },
    ],
    submitLabel: say('case_dialog.send'),
  }
}

function frame(which: 'account' | 'remove' | 'reply', state: string, say: SayCase): Dialog {
  const title = shorten(say(`case_dialog.${which}`), DIALOG_LIMITS.title)
  return { callbackId: 'case', title, elements: [], notifyOnCancel: false, state }
}

function labelled(
  name: CaseField,
  say: SayCase,
  input: Omit<DialogElement, 'displayName' | 'name' | 'optional'> & { optional?: boolean },
): DialogElement {
  const { helpText } = input
  return {
    displayName: shorten(say(`case_dialog.label.${name}`), DIALOG_LIMITS.displayName),
    name,
    optional: false,
    ...input,
    ...(helpText && { helpText: shorten(helpText, DIALOG_LIMITS.help) }),
  }
}

/** Its words stand beside it. */
function tick(name: 'team' | 'confirm', say: SayCase, words: string): DialogElement {
  const placeholder = shorten(words, DIALOG_LIMITS.bool)
  return labelled(name, say, { type: 'bool', optional: true, default: 'false', placeholder })
}
