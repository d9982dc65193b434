/**
 * The dialogs of a source, for people in the browser and on phones. Secrets are typed into password
 * lines and never shown again; what is longer than a dialog can show is left to the configuration.
 */
import { SOURCE_DEFAULTS } from '../../domain/source/declaration'
import { SOURCE_KINDS, type Source } from '../../domain/source/source'
import type { MessageData, MessageId } from '../../text/sentence'
import type { Dialog, DialogElement } from '../api'
import { DIALOG_LIMITS, shorten } from './dialog'
import { escapeLine } from './markdown'
import { kindName } from './source-kind'

export type Say = (id: MessageId, data?: MessageData) => string

/** Where nothing is said otherwise a line holds 150 characters; an API key has 160. */
const MAX_KEY = 512
const MAX_COUNT = 6

export function renderAddDialog(state: string, channelId: string, say: Say): Dialog {
  const { kind, replies, storm } = SOURCE_DEFAULTS
  const fresh = { name: '', kind, replies, storm, channelId }
  return dialogOf('add', { state, say, elements: renderBasics(fresh, say) })
}

export function renderEditDialog(state: string, source: Source, say: Say): Dialog {
  return dialogOf('edit', { state, say, elements: renderBasics(source, say) })
}

/** @param hasKey an API key is kept already */
export function renderAccessDialog(
  state: string,
  { source, hasKey }: { source: Source; hasKey: boolean },
  say: Say,
): Dialog {
  const elements = renderAccess(source.upstream, hasKey, say)
  const introductionText = say('sources.access_intro', { name: escapeLine(source.name) })
  return { ...dialogOf('access', { state, say, elements }), introductionText }
}

export function renderRemoveDialog(state: string, source: Source, say: Say): Dialog {
  const introductionText = say('sources.remove_intro', { name: escapeLine(source.name) })
  return { ...dialogOf('remove', { state, say, elements: [] }), introductionText }
}

type Which = 'add' | 'edit' | 'access' | 'remove'

function dialogOf(
  which: Which,
  { state, say, elements }: { state: string; say: Say; elements: DialogElement[] },
): Dialog {
  const submit = { add: 'add', edit: 'save', access: 'save', remove: 'remove' } as const
  return {
    callbackId: `source${which}`,
    title: shorten(say(`sources.dialog.${which}`), DIALOG_LIMITS.title),
    elements,
    submitLabel: say(`sources.submit.${submit[which]}`),
    notifyOnCancel: false,
    state,
  }
}

type Basics = Pick<Source, 'name' | 'kind' | 'replies' | 'storm'> & {
  channelId: string
}

function renderBasics(source: Basics, say: Say): DialogElement[] {
  const { name, kind, channelId, replies, storm } = source
  const kinds = SOURCE_KINDS.map((value) => ({ text: kindName(value, say), value }))
  const ways = (['all', 'changes', 'none'] as const).map((value) => ({
    text: say(`sources.replies.${value}`),
    value,
  }))
  const count = { type: 'text', maxLength: MAX_COUNT } as const
  const channels = { type: 'select', dataSource: 'channels', optional: true } as const
  return [
    labelled('name', say, { type: 'text', maxLength: 64, ...given(name) }),
    labelled('kind', say, { type: 'select', options: kinds, default: kind }),
    // Mattermost 11 leaves the preset channel blank, so that it must not be required.
    labelled('channel', say, { ...channels, ...given(channelId) }),
    labelled('replies', say, { type: 'select', options: ways, default: replies }),
    labelled('problems', say, { ...count, default: String(storm.problems) }),
    labelled('seconds', say, { ...count, default: String(storm.seconds) }),
  ]
}

function renderAccess(access: Source['upstream'], hasKey: boolean, say: Say): DialogElement[] {
  const { baseUrl, twoWay = true, way = 'module', proxyUrl, ca, insecure = false } = access ?? {}
  const ways = (['module', 'command'] as const).map((value) => ({
    text: say(`sources.way.${value}`),
    value,
  }))
  const url = { type: 'text', subType: 'url', optional: true, maxLength: 150 } as const
  const kept = hasKey && { placeholder: say('sources.unchanged') }
  const key = { type: 'text', subType: 'password', optional: true, maxLength: MAX_KEY } as const
  const tick = (on: boolean) =>
    ({ type: 'bool', optional: true, default: String(on) }) satisfies Partial<DialogElement>
  const pem = { type: 'textarea', optional: true, maxLength: DIALOG_LIMITS.textarea } as const
  return [
    labelled('baseUrl', say, { ...url, placeholder: 'https://', ...given(baseUrl) }),
    labelled('apiKey', say, { ...key, ...kept }),
    labelled('twoWay', say, tick(twoWay)),
    labelled('way', say, { type: 'select', options: ways, default: way }),
    labelled('proxyUrl', say, { ...url, ...given(proxyUrl) }),
    labelled('ca', say, { ...pem, ...given(ca) }),
    labelled('insecure', say, tick(insecure)),
  ]
}

/** A field's name is the one its problems come back under. */
export type SourceElement =
  | 'name'
  | 'kind'
  | 'channel'
  | 'replies'
  | 'problems'
  | 'seconds'
  | 'baseUrl'
  | 'apiKey'
  | 'twoWay'
  | 'way'
  | 'proxyUrl'
  | 'ca'
  | 'insecure'

function labelled(
  name: SourceElement,
  say: Say,
  input: Omit<DialogElement, 'displayName' | 'name' | 'optional'> & { optional?: boolean },
): DialogElement {
  const helpText = shorten(say(`sources.help.${name}`), DIALOG_LIMITS.help)
  const isTick = input.type === 'bool'
  return {
    displayName: shorten(say(`sources.label.${name}`), DIALOG_LIMITS.displayName),
    name,
    optional: false,
    // A tick has its words beside it, and no room for more.
    ...(isTick ? { placeholder: helpText } : { helpText }),
    ...input,
  }
}

/** A default that does not fit would be refused with the whole dialog. */
function given(text: string | undefined): { default?: string } {
  return text === undefined || text === '' ? {} : { default: text }
}
