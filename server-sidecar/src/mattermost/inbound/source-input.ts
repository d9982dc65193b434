/** What was typed into a dialog about a source → what the use cases take, or what is wrong by field. */
import type { ChannelRef } from '../../domain/refs'
import { leadsToSamePlace } from '../../domain/source/access'
import { SOURCE_KINDS, type UpstreamAccess } from '../../domain/source/source'
import type { MessageId } from '../../text/sentence'
import type { SourceInput } from '../../usecases/manage-sources'
import { DIALOG_LIMITS } from '../render/dialog'
import type { SourceElement } from '../render/source-dialog'

export type Typed = Record<string, string | boolean | number | null>
export type Problems = Partial<Record<SourceElement, MessageId>>
type Read<T> = T | { problems: Problems }
type Basics = Omit<SourceInput, 'rules' | 'upstream' | 'apiKey' | 'ackGroup'>

const REPLIES = ['all', 'changes', 'none'] as const

export async function readBasics(
  typed: Typed,
  { isChannel, usual }: { isChannel: (id: ChannelRef) => Promise<boolean>; usual: ChannelRef },
): Promise<Read<{ basics: Basics }>> {
  const name = textOf(typed, 'name')
  const kind = SOURCE_KINDS.find((known) => known === typed['kind'])
  const replies = REPLIES.find((known) => known === typed['replies'])
  // Not every client shows which channel is preset; an empty choice means that one.
  const channelId = (textOf(typed, 'channel') || usual) as ChannelRef
  const problems = countOf(typed, 'problems')
  const seconds = countOf(typed, 'seconds')
  const wrong = wrongOnes({
    // A longer one could not be shown for editing.
    name: name === '' || Buffer.byteLength(name) > DIALOG_LIMITS.text,
    kind: kind === undefined,
    replies: replies === undefined,
    channel: channelId === '' || !(await isChannel(channelId)),
    problems: problems === undefined,
    seconds: seconds === undefined,
  })
  if (!kind || !replies || problems === undefined || seconds === undefined || wrong) {
    return { problems: wrong ?? {} }
  }
  const storm = { problems, seconds }
  return { basics: { name, kind, replies, channelId, storm } }
}

/** No address ends the talking back; no key leaves the one there is, as long as it is for the same place. */
export function readAccess(
  typed: Typed,
  facts: {
    known: UpstreamAccess | undefined
    hasKey: boolean
    isCertificates: (pem: string) => boolean
  },
): Read<{ access: Pick<SourceInput, 'upstream' | 'apiKey'> }> {
  const baseUrl = textOf(typed, 'baseUrl').replace(/\/+$/, '')
  const apiKey = textOf(typed, 'apiKey')
  const proxyUrl = textOf(typed, 'proxyUrl')
  const ca = textOf(typed, 'ca')
  const twoWay = isTicked(typed['twoWay'])
  if (baseUrl === '' && !twoWay) return { access: { apiKey: '' } }
  const upstream: UpstreamAccess = {
    baseUrl,
    twoWay,
    way: typed['way'] === 'command' ? 'command' : 'module',
    ...(proxyUrl && { proxyUrl }),
    ...(ca && { ca }),
    insecure: isTicked(typed['insecure']),
  }
  const keepsKey = facts.hasKey && leadsToSamePlace(facts.known, upstream)
  const wrong = wrongOnes({
    // A path is put behind it.
    baseUrl:
      baseUrl === '' || /[?#]/.test(baseUrl) || Buffer.byteLength(baseUrl) > DIALOG_LIMITS.text,
    apiKey: (twoWay && apiKey === '' && !keepsKey) || !/^[\x21-\x7e]*$/.test(apiKey),
    proxyUrl: Buffer.byteLength(proxyUrl) > DIALOG_LIMITS.text,
    ca: ca !== '' && (ca.length > DIALOG_LIMITS.textarea || !facts.isCertificates(ca)),
  })
  if (wrong) return { problems: wrong }
  return { access: { upstream, ...(apiKey && { apiKey }) } }
}

function wrongOnes(wrong: Partial<Record<NamedProblem, boolean>>): Problems | undefined {
  const names = (Object.keys(wrong) as NamedProblem[]).filter((name) => wrong[name])
  if (names.length === 0) return undefined
  return Object.fromEntries(names.map((name) => [name, `sources.problem.${name}` as const]))
}
type NamedProblem = Exclude<SourceElement, 'twoWay' | 'way' | 'insecure'>

/** Clients send numbers for some texts, and nothing as null. */
function textOf(typed: Typed, name: SourceElement): string {
  const value = typed[name]
  return value === null || value === undefined ? '' : String(value).trim()
}

function countOf(typed: Typed, name: 'problems' | 'seconds'): number | undefined {
  const text = textOf(typed, name)
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined
}

function isTicked(value: Typed[string] | undefined): boolean {
  return value === true || value === 'true'
}
