/** What administrators of sources are told, each in their language and nobody else. */
import { type Locale, routes } from '@ticketdesk/contract'
import type { Actor } from '../../domain/actor'
import type { SourceId } from '../../domain/alert/alert'
import { KEY_OVERLAP_MS } from '../../domain/source/declaration'
import type { Source } from '../../domain/source/source'
import type { Clock } from '../../ports/clock'
import type { People } from '../../ports/people'
import type { Sentence } from '../../text/sentence'
import type { SourceStep, SourceTest } from '../../usecases/test-source'
import { escapeLine } from './markdown'
import { renderMoment } from './moments'
import type { Say } from './source-dialog'
import { canTalkBack, kindName } from './source-kind'
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
  siteUrl: () => string
  settings: () => { timeZone: string }
  clock: Clock
  sentence: Sentence
}

/** Mattermost puts its own address in front of a plugin's path. */
const BUTTON_URL = `/plugins/ticketdesk${routes.sourceAction}`

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a table, an answer an entry
export function createSourceAnswers(needs: SourceAnswersNeeds): SourceAnswers {
  const { sentence, clock, settings } = needs
  const sayIn =
    (locale: Locale): Say =>
    (id, data) =>
      sentence(locale, id, data)
  const hookOf = (key: string) => ({ key, siteUrl: needs.siteUrl() || 'https://mattermost' })

  return {
    added({ locale }, { source, key }) {
      const say = sayIn(locale)
      const hook = hookOf(key)
      const text = [
        say('sources.added', { name: escapeLine(source.name) }),
        `\`${hookUrl(hook)}\``,
        say(`sources.setup.${source.kind}`),
        renderSetup(source.kind, hook),
        say('sources.key_once'),
      ]
      return { text: paragraphs(text), ...connectButton(source, say) }
    },
    rotated({ locale }, { source, key }) {
      const say = sayIn(locale)
      const hook = hookOf(key)
      const until = renderMoment(clock.now() + KEY_OVERLAP_MS, locale, settings().timeZone)
      const lines = [
        say('sources.rotated', { name: escapeLine(source.name), until }),
        `\`${hookUrl(hook)}\``,
        renderSetup(source.kind, hook),
        say('sources.key_once'),
      ]
      return paragraphs(lines)
    },
    saved({ locale }, source) {
      const say = sayIn(locale)
      const text = say('sources.saved', { name: escapeLine(source.name) })
      return { text, ...connectButton(source, say) }
    },
    accessSaved: ({ locale }, { name }) => ({
      text: sayIn(locale)('sources.access_saved', { name: escapeLine(name) }),
    }),
    removed: ({ locale }, { name }) => ({
      text: sayIn(locale)('sources.removed', { name: escapeLine(name) }),
    }),
    list: (actor, sources) => renderList(needs, { say: sayIn(actor.locale), actor, sources }),
    tested({ locale }, source, test) {
      const say = sayIn(locale)
      const failed = test.some((step) => step.trouble && step.step !== 'buttons')
      const data = { name: escapeLine(source.name) }
      const head = say(failed ? 'sources.test.failed' : 'sources.test.passed', data)
      const lines = test.map((step) => `- ${renderStep(needs, say, { step, source })}`)
      return paragraphs([head, lines.join('\n')])
    },
  }
}

function paragraphs(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n')
}

/** One form has no room for everything: how to talk back is asked in a second one. */
function connectButton({ id, kind }: Source, say: Say): Pick<PrivateAnswer, 'props'> {
  if (!canTalkBack(kind)) return {}
  const integration = { url: BUTTON_URL, context: { source: id } }
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
        channel ? channel.displayName || channel.name : say('sources.list.channel_gone'),
        when || say('sources.list.never'),
        say(source.upstream?.twoWay ? 'card.yes' : 'card.no'),
      ].map(cell)
    }),
  )
  const head = columns.map((column) => say(`sources.list.${column}`))
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
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
