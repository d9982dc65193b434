import de from '../../assets/i18n/de.json'
import en from '../../assets/i18n/en.json'
import fr from '../../assets/i18n/fr.json'
import ru from '../../assets/i18n/ru.json'
import { type Catalogue, createSentence, type Message } from '../src/text/sentence'

/** The shipped catalogues. */
export const catalogues = { en, de, fr, ru } satisfies Record<string, Catalogue>
export const sentence = createSentence(catalogues)

/** Every form of a message. */
export function formsOf(message: Message): string[] {
  return typeof message === 'string' ? [message] : Object.values(message)
}
