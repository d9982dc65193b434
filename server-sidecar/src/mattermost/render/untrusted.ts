/**
 * Text from machines nobody vouches for, inside posts of ours: it mentions nobody, forges no
 * structure and hides nothing. All of it is linear in the length of the text.
 */
import { isInternalUrl, safeUrl } from '../../domain/safe-url'
import { calmMentions, cutLine, escapeLine } from './markdown'

const BREAK = '\u200b'
/** Plugins print colours. */
const ANSI = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]{0,40}[ -/]{0,4}[@-~]`, 'g')
const LINE_ENDS = /\r\n?|[\v\f\x85\u2028\u2029]/g
/**
 * Controls but tab and line feed, half characters, and what turns, hides or fakes text: bidi
 * controls, blanks without width (not the joiners that emoji and scripts need), tags.
 */
const HIDDEN =
  /[\p{Cc}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu
const HALF = /\p{Surrogate}/gu
/** What begins a name after an at sign; an address like jane@example.org is no mention. */
const MENTION = /(?<![\p{L}\p{N}])@(?=[\p{L}\p{N}_])/gu
const LINE_START = /^(\s*)(?=[#>+-])|^(\s*\d{1,9})(?=[.)])/
/** A link's address up to what tells its scheme; an entity could spell one. */
const LINK_START = /(\]\(|\]:)(\s{0,20}<?)([^\s()<>:/?&]{0,200})([:&])/g
const BRACKETED = /<(?=[a-z][a-z0-9+.-]{0,40}:)(?!https?:|mailto:)/gi
const IMAGE = /!(\[[^[\]\n]{0,300}\]\(\s{0,20}<?)([^\s()<>]{0,2000})/g

/** The text without what cannot be seen; lines end with a line feed. */
export function cleanText(text: string): string {
  return text
    .replace(ANSI, '')
    .replace(LINE_ENDS, '\n')
    .replace(HIDDEN, (sign) => (sign === '\n' || sign === '\t' ? sign : ''))
    .replace(HALF, '\ufffd')
}

/** Names stay readable but nobody is called: no person, no group, not everybody. */
export function calmEveryone(text: string): string {
  return calmMentions(text.replace(MENTION, `@${BREAK}`))
}

/** One line of at most `length` code points (before escapes), with nothing that acts as Markdown. */
export function renderUntrustedLine(text: string, length = 300): string {
  const [line, rest] = cutLine(
    cleanText(text.slice(0, length * 8))
      .replace(/\s+/g, ' ')
      .trim(),
    length,
  )
  const escaped = escapeLine(rest === '' ? line : `${line.trimEnd()}…`)
  return calmEveryone(escaped.replace(LINE_START, (start) => `${start}\\`))
}

/** Lines that read as they were typed, blanks at their beginning too, with nothing that acts as Markdown. */
export function renderUntrustedLines(text: string): string {
  const lines = cleanText(text).split('\n')
  return lines.map((line) => calmEveryone(escapeWholeLine(line))).join('\n')
}

function escapeWholeLine(line: string): string {
  const [blanks = ''] = /^[\t ]*/.exec(line) ?? []
  const words = escapeLine(line.slice(blanks.length)).replace(LINE_START, (start) => `${start}\\`)
  // `|` could draw a table, `=` below a line make it a heading, four blanks code.
  const safe = words.replaceAll('|', '\\|').replace(/^=/, '\\=').trimEnd()
  return '\u00a0'.repeat(Math.min(blanks.replaceAll('\t', '    ').length, 40)) + safe
}

/** Lines as they are, set as code: Mattermost reads neither Markdown nor mentions in it. */
export function renderUntrustedCode(text: string): string {
  const clean = cleanText(text).replace(/^\n+|\s+$/g, '')
  const longest = [...clean.matchAll(/`+/g)].reduce((most, [run]) => Math.max(most, run.length), 0)
  const fence = '`'.repeat(Math.max(3, longest + 1))
  return `${fence}\n${clean}\n${fence}`
}

/** Markdown that somebody else wrote for Mattermost: it keeps its looks, but calls and runs nothing. */
export function renderUntrustedMarkdown(text: string): string {
  const safe = cleanText(text)
    // biome-ignore lint/complexity/useMaxParams: the groups of the expression
    .replace(LINK_START, (whole, start: string, gap: string, scheme: string, end: string) =>
      end === ':' && /^(?:https?|mailto)$/i.test(scheme)
        ? whole
        : `${start[0]}${BREAK}${start.slice(1)}${gap}${scheme}${end}`,
    )
    .replace(BRACKETED, `<${BREAK}`)
    // A reader's client would fetch it: from inside their net.
    .replace(IMAGE, (whole, start: string, url: string) =>
      isInternalUrl(url) ? start + url : whole,
    )
  return calmEveryone(safe)
}

/** A link, or only its words where the address is none to follow. */
export function renderUntrustedLink(label: string, url: string): string {
  const words = renderUntrustedLine(label).replaceAll(']', '\\]')
  const address = safeUrl(url)
  return address === undefined || words === '' ? words : `[${words}](${address})`
}

/** The address of a picture that clients may load by themselves; undefined for any other. */
export function pictureUrl(url: string): string | undefined {
  return isInternalUrl(url) ? undefined : safeUrl(url)
}
