/** What a message says to the bot: the words behind its mention, or all of them between the two. */

/** Letters and digits, and what may stand between them in a user name. */
const INSIDE = '\\p{L}\\p{N}'
/** What stands between a name and the words. */
const PAUSE = /[\s.,:;!?_)*–—-]/u

/**
 * The words for a bot of this name; undefined when it is not mentioned. Code and quotes mention
 * nobody, and what looks like another name (`@ticketdesk-2`) is one, as in Mattermost's
 * `StandardMentionParser`. What follows the mention counts; where nothing does, what stands before.
 */
export function wordsBehindMention(message: string, username: string): string | undefined {
  // Nearly all messages end here.
  if (!message.toLowerCase().includes(`@${username.toLowerCase()}`)) return undefined
  const found = mentionOf(username).exec(withoutCodeAndQuotes(message))
  if (!found) return undefined
  const after = behindPause(message.slice(found.index + found[0].length))
  if (after !== '') return after.trimEnd()
  return beforePause(behindPause(message.slice(0, found.index)))
}

/** The words of a direct message: quotes above them and the bot's own name say nothing. */
export function wordsBetweenTwo(message: string, username: string): string {
  const own = message.replace(/^( {0,3}>[^\n]*(\n|$)|[ \t]*\n)+/, '').trim()
  const mention = mentionOf(username).exec(own)
  const words = mention?.index === 0 ? behindPause(own.slice(mention[0].length)) : own
  // Somebody copied a command out of the help.
  return words.replace(/^`([^`\n]+)`$/, '$1').trim()
}

// Not with a pattern for the end: a hostile message makes such a one very slow.
function beforePause(text: string): string {
  let end = text.length
  while (end > 0 && PAUSE.test(text[end - 1] ?? '')) end -= 1
  return text.slice(0, end)
}
function behindPause(text: string): string {
  let start = 0
  while (start < text.length && PAUSE.test(text[start] ?? '')) start += 1
  return text.slice(start)
}

function mentionOf(username: string): RegExp {
  const name = username.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?<![${INSIDE}_@])@${name}(?![._-]*[${INSIDE}@])`, 'iu')
}

/** The same text with blanks where code blocks, code and quotes are; every place stays its own. */
function withoutCodeAndQuotes(message: string): string {
  let fence: string | undefined
  let above = ''
  const lines = message.split('\n').map((line) => {
    const isIndented = /^( {4}|\t)/.test(line) && above.trim() === ''
    const opening = openingOf(line)
    const isHidden =
      fence !== undefined || opening !== undefined || isIndented || /^ {0,3}>/.test(line)
    if (fence === undefined) fence = opening
    else if (closes(line, fence)) fence = undefined
    // A block that goes on is as good as an empty line above.
    if (!isIndented) above = line
    return isHidden ? ' '.repeat(line.length) : line
  })
  return lines
    .join('\n')
    .replace(/(?<!`)(`+)(?!`)([\s\S]*?)(?<!`)\1(?!`)/g, (code) => ' '.repeat(code.length))
}

/** Behind backticks that open a block there are no others. */
function openingOf(line: string): string | undefined {
  const [, opening, info = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? []
  return opening?.startsWith('`') && info.includes('`') ? undefined : opening
}

function closes(line: string, fence: string): boolean {
  const own = line.trim()
  return own.length >= fence.length && own === (fence[0] ?? '').repeat(own.length)
}
