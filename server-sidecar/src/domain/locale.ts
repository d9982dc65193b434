import { LOCALES, type Locale } from '@ticketdesk/contract'

/**
 * One of our languages for a language tag as Mattermost keeps it (`de`, `pt-BR`, empty when the
 * person never chose); `otherwise` when we do not speak it.
 */
export function pickLocale(tag: string, otherwise: Locale): Locale {
  const language = tag.toLowerCase().split(/[-_]/, 1)[0]
  return LOCALES.find((locale) => locale === language) ?? otherwise
}
