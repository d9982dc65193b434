/** From a message's id and its data to a sentence in a language. Pure: the catalogues are handed in. */
import type { ErrorCode, FieldProblem, Locale } from '@ticketdesk/contract'
import type english from '../../../assets/i18n/en.json'

export type MessageId = keyof typeof english
/**
 * A text with `{name}` where data goes, or one for each plural form the language has; then
 * `{count}` decides, by the rules of Unicode CLDR.
 */
export type Message = string | Partial<Record<Intl.LDMLPluralRule, string>>
export type Catalogue = Record<MessageId, Message>

export type MessageData = Record<string, string | number>
/** Numbers are written as the language writes them; a name without data stays as it is. */
export type Sentence = (locale: Locale, id: MessageId, data?: MessageData) => string

export function createSentence(catalogues: Record<Locale, Catalogue>): Sentence {
  return function sentence(locale, id, data = {}) {
    const text = choose(catalogues[locale][id], locale, data['count'])
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = Object.hasOwn(data, name) ? data[name] : undefined
      if (value === undefined) return whole
      return typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : value
    })
  }
}

function choose(message: Message, locale: Locale, count: string | number | undefined): string {
  if (typeof message === 'string') return message
  const form = new Intl.PluralRules(locale).select(Number(count ?? 0))
  return message[form] ?? message.other ?? ''
}

/** @param refused a refusal, or its code alone where the sentence names nothing */
export function errorSentence(
  sentence: Sentence,
  locale: Locale,
  refused: ErrorCode | { code: ErrorCode; data: MessageData },
): string {
  const { code, data } = typeof refused === 'string' ? { code: refused, data: {} } : refused
  return sentence(locale, `error.${code}`, data)
}

export function fieldSentence(sentence: Sentence, locale: Locale, problem: FieldProblem): string {
  return sentence(locale, `field.${problem.code}`, { count: problem.limit ?? 0 })
}
