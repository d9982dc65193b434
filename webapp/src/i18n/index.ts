/** Our sentences. Mattermost holds all plugins' in one table, hence the prefix in every id. */
import de from './de.json'
import en from './en.json'
import fr from './fr.json'
import ru from './ru.json'

const PREFIX = 'ticketdesk.'
type FullId = keyof typeof en
/** An id without the prefix: `modal.title`. */
export type SentenceId = FullId extends `ticketdesk.${infer Id}` ? Id : never

const sentencesByLanguage: Record<string, Record<string, string>> = { en, de, fr, ru }

/** What `registerTranslations` asks for; languages we do not speak get English. */
export function sentencesOf(locale: string): Record<string, string> {
  const language = locale.toLowerCase().split('-')[0] ?? ''
  return Object.hasOwn(sentencesByLanguage, language) ? (sentencesByLanguage[language] ?? en) : en
}

/**
 * What `formatMessage` and `FormattedMessage` take. The English text always comes along, so that a
 * host that did not accept our translations still shows words.
 */
export function sentence(id: SentenceId): { id: string; defaultMessage: string } {
  const full: FullId = `${PREFIX}${id}`
  return { id: full, defaultMessage: en[full] }
}
