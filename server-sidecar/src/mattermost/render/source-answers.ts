/** What administrators of sources are told, each in their language and nobody else. */
import { routes } from '@ticketdesk/contract'
import type { Actor } from '../../domain/actor'
import type { SourceId } from '../../domain/alert/alert'
import { canTalkBack } from '../../domain/source/access'
import { KEY_OVERLAP_MS } from '../../domain/source/declaration'
import type { Source } from '../../domain/source/source'
import type { Clock } from '../../ports/clock'
import type { Channel, People } from '../../ports/people'
import type { MessageId, Sentence } from '../../text/sentence'
import type { SourceStep, SourceTest } from '../../usecases/test-source'
import { escapeLine } from './markdown'
import { renderMoment } from './moments'
import type { Say } from './source-dialog'
import { kindName } from './source-kind'
import { hookUrl, renderSetup } from './source-setup'

/** A text, and the props of the post that shows it. */
export interface PrivateAnswer {
  text: string
  props?: Record<string, unknown>
}

export interface SourceAnswers {
  /** The key is in it: for the eyes of one person, once. */
  added(actor: Actor, made: { source: Source; key: string }): PrivateAnswer
  rotated(actor: Actor, made: { source: Source; key: string }): string
  saved(actor: Actor, source: Source): PrivateAnswer
  accessSaved(actor: Actor, source: Source): PrivateAnswer
  removed(actor: Actor, source: Source): PrivateAnswer
  list(actor: Actor, sources: readonly Source[]): Promise<string>
  tested(actor: Actor, source: Source, test: SourceTest): string
}

export interface SourceAnswersNeeds {
  people: Pick<People, 'channel'>
  lastHeard: () => Promise<ReadonlyMap<SourceId, number>>
  permalink: (post: NonNullable<Extract<SourceStep, { step: 'post' }>['post']>) => string
  /** Where senders post, `<base>/hooks/<key>`; empty when Mattermost was not told its own address. */
  hookBase: () => string
  settings: () => { timeZone: string }
  clock: Clock
  sentence: Sentence
}

/** Stands where an address is to be put in, when Mattermost was not told its own. */
const NO_SITE = 'https://mattermost.example.org/plugins/ticketdesk'

export function createSourceAnswers(needs: SourceAnswersNeeds): SourceAnswers {
  const sayTo =
    ({ locale }: Actor): Say =>
    (id, data) =>
      needs.sentence(locale, id, data)
  const named = (actor: Actor, { name }: Source, id: MessageId) =>
    sayTo(actor)(id, { name: escapeLine(name) })

  return {
    added(actor, { source, key }) {
      const say = sayTo(actor)
      const head = named(actor, source, 'sources.added')
      const setup = say(`sources.setup.${source.kind}`)
      const text = renderKey(needs, say, { source, key, head, setup })
      return { text, ...connectButton(source, say) }
    },
    rotated(actor, { source, key }) {
      const say = sayTo(actor)
      const { clock, settings } = needs
      const until = renderMoment(clock.now() + KEY_OVERLAP_MS, actor.locale, settings().timeZone)
      const head = say('sources.rotated', { name: escapeLine(source.name), until })
      return renderKey(needs, say, { source, key, head, setup: '' })
    },
    saved: (actor, source) => ({
      text: named(actor, source, 'sources.saved'),
      ...connectButton(source, sayTo(actor)),
    }),
    accessSaved: (actor, source) => ({ text: named(actor, source, 'sources.access_saved') }),
    removed: (actor, source) => ({ text: named(actor, source, 'sources.removed') }),
    list: (actor, sources) => renderList(needs, { say: sayTo(actor), actor, sources }),
    tested(actor, source, test) {
      const failed = test.some((step) => step.trouble && step.step !== 'buttons')
      const head = named(actor, source, failed ? 'sources.test.failed' : 'sources.test.passed')
      const lines = test.map((step) => `- ${renderStep(needs, sayTo(actor), { step, source })}`)
      return paragraphs([head, lines.join('\n')])
    },
  }
}

/** The address with the key in it, and where it belongs. */
function renderKey(
  { hookBase }: SourceAnswersNeeds,
  say: Say,
  { source, key, head, setup }: { source: Source; key: string; head: string; setup: string },
): string {
  const hook = { key, base: hookBase() || NO_SITE }
  const lines = renderSetup(source.kind, hook)
  return paragraphs([head, `\`${hookUrl(hook)}\``, setup, lines, say('sources.key_once')])
}

function paragraphs(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n')
}

/** One form has no room for everything: how to talk back is asked in a second one. */
function connectButton({ id, kind }: Source, say: Say): Pick<PrivateAnswer, 'props'> {
  if (!canTalkBack(kind)) return {}
  const integration = { url: routes.sourceAction, context: { source: id } }
  const action = { id: 'connect', type: 'button', name: say('sources.connect'), integration }
  const text = say(`sources.connect_${kind === 'openitcockpit' ? 'openitcockpit' : 'detect'}`)
  return { props: { attachments: [{ fallback: text, text, actions: [action] }] } }
}

async function renderList(
  needs: SourceAnswersNeeds,
  { say, actor, sources }: { say: Say; actor: Actor; sources: readonly Source[] },
): Promise<string> {
  if (sources.length === 0) return say('sources.list.empty')
  const heard = await needs.lastHeard()
  const columns = ['name', 'kind', 'channel', 'heard', 'two_way'] as const
  const rows = await Promise.all(
    sources.map(async (source) => {
      const at = heard.get(source.id)
      const channel = await needs.people.channel(source.channelId)
      const when = at && renderMoment(at, actor.locale, needs.settings().timeZone)
      return [
        source.declared ? `${source.name} (${say('sources.list.declared')})` : source.name,
        kindName(source.kind, say),
        channel ? channelName(channel, say) : say('sources.list.channel_gone'),
        when || say('sources.list.never'),
        say(source.upstream?.twoWay ? 'card.yes' : 'card.no'),
      ].map(cell)
    }),
  )
  const head = columns.map((column) => say(`sources.list.${column}`))
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

/** A direct message is named after the ids of two people. */
function channelName({ displayName, name }: Channel, say: Say): string {
  if (displayName) return displayName
  return /^\w{26}__\w{26}$/.test(name) ? say('sources.list.direct') : name
}

function cell(text: string): string {
  return escapeLine(text).replaceAll('|', '\\|')
}

function renderStep(
  { permalink }: SourceAnswersNeeds,
  say: Say,
  { step, source }: { step: SourceStep; source: Source },
): string {
  switch (step.step) {
    case 'channel':
      return step.trouble
        ? `:x: ${say(`sources.test.channel_${step.trouble}`)}`
        : `:white_check_mark: ${say('sources.test.channel')}`
    case 'post':
      return step.post
        ? `:white_check_mark: ${say('sources.test.post', { link: permalink(step.post) })}`
        : `:x: ${say('sources.test.post_late')}`
    case 'upstream':
      return step.trouble
        ? `:x: ${say(`sources.test.upstream_${step.hint ?? step.trouble}`, placeOf(source))}`
        : `:white_check_mark: ${say('sources.test.upstream', placeOf(source))}`
    case 'buttons':
      return `:warning: ${say('sources.test.buttons', { host: escapeLine(step.host) })}`
  }
}

/** Who is called, for those who may know: only they set it up. */
function placeOf({ upstream }: Source): { url: string } {
  return { url: escapeLine(upstream?.baseUrl ?? '') }
}
