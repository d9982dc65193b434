/** Slack's markup → Mattermost's, in the places where Mattermost's incoming webhook translates it. */
import type { PlainMessage } from '../../domain/alert/plain-message'

/** Bounded by the next `<` on both sides of the bar, so that no text takes longer than its length. */
const LINK = /<([^<>|\s]+)\|([^<>]*)>/g
const EVERYBODY = /<!(channel|here|all)(?:\|[^<>]*)?>/g

/**
 * `<!channel>` → `@channel`, `<address|words>` → `[words](address)`. `<@id>` stays: only who knows
 * the people can name them.
 */
export function translateSlack(text: string): string {
  return text.replace(EVERYBODY, '@$1').replace(LINK, '[$2]($1)')
}

/** The message with its texts translated: text, and pretext, text and field values of attachments. */
export function translateMessage(message: PlainMessage): PlainMessage {
  return {
    ...message,
    text: translateSlack(message.text),
    attachments: message.attachments.map((attachment) => ({
      ...attachment,
      pretext: translateSlack(attachment.pretext),
      text: translateSlack(attachment.text),
      fields: attachment.fields.map((field) => ({ ...field, value: translateSlack(field.value) })),
    })),
  }
}
