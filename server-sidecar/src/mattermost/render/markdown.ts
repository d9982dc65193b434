/**
 * Text from people inside a message of ours. Written for Mattermost's Markdown, and for readers
 * without any (search, push, mail): as few escapes as keep a value from becoming structure.
 */

/** Invisible, and no part of a mention. */
const BREAK = '\u200b'
/** What Mattermost takes for everybody: also in `x.@all.` and in capitals. */
const GROUP_MENTION = /@(?=(?:all|channel|here)(?![\p{L}\p{N}]))/giu
/** Left alone, or the link breaks; ends where Markdown could begin. */
const URL = /https?:\/\/[^\s<>"'`*[\]\\]+/g
/**
 * After which an underscore begins nothing. After an escaped one, the next does, so that a run is
 * escaped as a whole. Source: mattermost/marked, where a word is ASCII.
 */
const INSIDE_WORD = /[a-z\d]/i
const PUNCTUATION = /[!-/:-@[-`{-~]/

/** `@all`, `@channel` and `@here` stay readable but call nobody. */
export function calmMentions(text: string): string {
  return text.replace(GROUP_MENTION, `@${BREAK}`)
}

/** One line, with nothing in it that could act as Markdown. */
export function escapeLine(text: string): string {
  const line = text.replace(/\s*[\r\n\u2028\u2029]\s*/g, ' ')
  let escaped = ''
  let from = 0
  for (const match of line.matchAll(URL)) {
    escaped += escapeMarks(line.slice(from, match.index)) + match[0]
    from = match.index + match[0].length
  }
  return calmMentions(escaped + escapeMarks(line.slice(from)))
}

function escapeMarks(text: string): string {
  return text.replace(/[\\`*[~]|_+/g, (mark, at: number) => {
    const before = text[at - 1] ?? ' '
    const after = text[at + mark.length] ?? ' '
    const harmless =
      // `C:\share`: a backslash acts only on punctuation.
      (mark === '\\' && !PUNCTUATION.test(after)) ||
      // `my_vm__name`
      (mark.startsWith('_') && INSIDE_WORD.test(before) && /[\p{L}\p{N}]/u.test(after)) ||
      (mark === '~' && before !== '~' && after !== '~')
    return harmless ? mark : mark.replace(/./g, '\\$&')
  })
}

/** The lines of a text, whatever ended them. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|[\n\r\u2028\u2029]/)
}

/** Code points, as Mattermost counts a message. */
export function lengthOf(text: string): number {
  let length = 0
  for (const _ of text) length += 1
  return length
}

export interface Fence {
  /** The line that opens it again. */
  open: string
  close: string
}

/** The code fence that is open after this line, if any. */
export function fenceAfter(line: string, before: Fence | undefined): Fence | undefined {
  const match = /^ {0,3}(`{3,40}|~{3,40})(.*)$/.exec(line)
  if (!match) return before
  const [, marks = '', info = ''] = match
  if (before) {
    const closes = marks.startsWith(before.close) && info.trim() === ''
    return closes ? undefined : before
  }
  if (marks.startsWith('`') && info.includes('`')) return undefined
  return { open: info.length > 40 ? marks : marks + info, close: marks }
}

/**
 * Cuts so that the first piece is at most `room` code points: after a blank if there is one, never
 * inside a character as people see it. Looks no further than that, however long the line is.
 */
export function cutLine(line: string, room: number): [string, string] {
  // A code point has at most two units.
  const points = [...line.slice(0, 2 * (room + 1))]
  if (points.length <= room) return [line, '']
  const blank = points.lastIndexOf(' ', room - 1)
  const at = blank > room / 2 ? blank + 1 : whole(points, room)
  const first = points.slice(0, at).join('')
  return [first, line.slice(first.length)]
}

/** The nearest place before `at` that parts no letter from its marks, nor makes `@allen` `@all`. */
function whole(points: string[], at: number): number {
  const isJoined = (place: number) =>
    /^(?:\p{M}|\u200d|[\u{1f3fb}-\u{1f3ff}])$/u.test(points[place] ?? '') ||
    points[place - 1] === '\u200d' ||
    points.slice(Math.max(0, place - 8), place).includes('@')
  for (let place = at; place > Math.max(1, at - 64); place -= 1) {
    if (!isJoined(place)) return place
  }
  return at
}
