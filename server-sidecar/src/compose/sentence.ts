/** The sentences for people, in every language there is. */
import german from '../../../assets/i18n/de.json'
import english from '../../../assets/i18n/en.json'
import french from '../../../assets/i18n/fr.json'
import russian from '../../../assets/i18n/ru.json'
import { createSentence } from '../text/sentence'

export const sentence = createSentence({ en: english, de: german, fr: french, ru: russian })
