/**
 * Fills messages of limited length with the fields of a ticket. The first message takes what fits;
 * the rest follows in order, parted at line ends. Nothing is left out.
 */
import {
  calmMentions,
  cutLine,
  escapeLine,
  type Fence,
  fenceAfter,
  lengthOf,
  linesOf,
} from './markdown'

export interface Block {
  name: string
  label: string
  text: string
  /** Several lines with their own Markdown, set off as a quotation. */
  quoted: boolean
}

export interface MessageParts {
  messages: string[]
  /** What of a block's text the first message holds, by name. */
  first: Map<string, { text: string; continued: boolean }>
}

export interface PartTexts {
  heading: string
  /** Ends the first message when there are more. */
  continues: string
  /** Heads the n-th message, from 2. */
  continuation: (part: number) => string
  /** After a label whose text began in an earlier message. */
  continued: string
}

/** Room below which a quotation is not begun, or a line not parted, at the end of a message. */
const WORTH_BEGINNING = 200
/** Longer labels are the administrator's joke. */
const LABEL_LENGTH = 200

/** @param maxLength code points a message may have; at least 2,000 */
export function fillMessages(
  blocks: readonly Block[],
  texts: PartTexts,
  maxLength: number,
): MessageParts {
  const writer = createWriter(texts, maxLength)
  const first: MessageParts['first'] = new Map()
  for (const block of blocks) {
    const kept = block.quoted ? writeQuoted(writer, block, texts) : writeLine(writer, block)
    first.set(
      block.name,
      writer.isFirst() ? { text: block.text, continued: false } : { text: kept, continued: true },
    )
  }
  return { messages: writer.finish(), first }
}

type Writer = ReturnType<typeof createWriter>

function createWriter(texts: PartTexts, maxLength: number) {
  const messages = [texts.heading]
  const ending = `\n\n${texts.continues}`
  let room = maxLength - lengthOf(texts.heading + ending)

  function add(text: string) {
    messages[messages.length - 1] += text
    room -= lengthOf(text)
  }
  function next() {
    const heading = texts.continuation(messages.length + 1)
    messages.push(heading)
    room = maxLength - lengthOf(heading)
  }
  function finish() {
    const tidy = messages.map((message) => message.replace(/\n+$/, ''))
    return tidy.length === 1 ? tidy : [tidy[0] + ending, ...tidy.slice(1)]
  }
  return { add, next, finish, room: () => room, isFirst: () => messages.length === 1 }
}

/** A short value, on one line with its label. Returns what the first message got of it. */
function writeLine(writer: Writer, block: Block): string {
  const line = `\n${renderLabel(block.label)} ${escapeLine(block.text)}`
  if (lengthOf(line) > writer.room()) writer.next()
  writer.add(line)
  return ''
}

/** A long value as a quotation: its lines cannot be taken for ours. */
function writeQuoted(writer: Writer, block: Block, texts: PartTexts): string {
  const label = renderLabel(block.label)
  if (writer.room() < lengthOf(label) + WORTH_BEGINNING) writer.next()
  writer.add(`\n${label}`)
  const first: string[] = []
  let fence: Fence | undefined

  /** Goes on in the next message; a code fence is closed here and opened again there. */
  const turnOver = () => {
    if (fence) {
      writer.add(`\n> ${fence.close}`)
      if (writer.isFirst()) first.push(fence.close)
    }
    writer.next()
    writer.add(`\n${label} ${texts.continued}`)
    if (fence) writer.add(`\n> ${fence.open}`)
  }
  const writePiece = (line: string): string => {
    // Room for the quotation mark, the closing line and the fence, should the message end here.
    const room = writer.room() - 4 - (fence ? lengthOf(fence.close) + 3 : 0)
    if (room < Math.min(lengthOf(line), WORTH_BEGINNING)) {
      turnOver()
      return writePiece(line)
    }
    const [piece, rest] = cutLine(line, room)
    writer.add(`\n> ${piece}`)
    if (writer.isFirst()) first.push(piece)
    return rest
  }

  for (const line of linesOf(block.text)) {
    let rest = calmMentions(line)
    do rest = writePiece(rest)
    while (rest !== '')
    fence = fenceAfter(line, fence)
  }
  // A quotation ends with an empty line, or the next label would belong to it.
  writer.add('\n')
  return first.join('\n')
}

function renderLabel(label: string): string {
  const [short, rest] = cutLine(label.trim(), LABEL_LENGTH)
  const text = escapeLine(rest === '' ? short : `${short}…`)
  return /[:?!.…]$/u.test(text) ? `**${text}**` : `**${text}:**`
}
