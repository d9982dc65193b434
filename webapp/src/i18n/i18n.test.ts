import { createIntl } from 'react-intl'
import de from './de.json'
import en from './en.json'
import fr from './fr.json'
import { sentence, sentencesOf } from './index'
import ru from './ru.json'

const languages: [string, Record<string, string>][] = Object.entries({ en, de, fr, ru })

/** The names of the values a sentence takes: `{id}`, `{count, plural, …}`. */
function valuesOf(text: string): string[] {
  const names = [...text.matchAll(/\{\s*(\w+)\s*[,}]/g)].map(([, name]) => name ?? '')
  return [...new Set(names)].sort()
}

const words = Object.fromEntries(
  [
    'id',
    'channel',
    'author',
    'who',
    'time',
    'from',
    'to',
    'duration',
    'reason',
    'address',
    'vendor',
  ].map((name) => [name, 'x']),
)

describe.each(languages)('in %s', (locale, sentences) => {
  test('every sentence exists, and none too many', () => {
    expect(Object.keys(sentences).sort()).toEqual(Object.keys(en).sort())
  })

  test.each(Object.keys(en))('%s takes the same values as in English and can be said', (id) => {
    const text = sentences[id] ?? ''
    expect(text.trim()).not.toBe('')
    expect(valuesOf(text)).toEqual(valuesOf((en as Record<string, string>)[id] ?? ''))
    const problems: unknown[] = []
    const intl = createIntl({ locale, messages: sentences, onError: (e) => problems.push(e) })
    for (const count of [0, 1, 2, 5, 21]) {
      const said = intl.formatMessage({ id }, { count, limit: count, ...words })
      expect(said).not.toMatch(/[{}]/)
    }
    expect(problems).toEqual([])
  })
})

test('every id carries our prefix, for all plugins share one table', () => {
  expect(Object.keys(en).filter((id) => !id.startsWith('ticketdesk.'))).toEqual([])
})

test.each([
  ['de', de],
  ['fr', fr],
  ['ru', ru],
  ['en-AU', en],
  ['pt-BR', en],
  ['', en],
  ['constructor', en],
])('%j is spoken as expected', (locale, sentences) => {
  expect(sentencesOf(locale)).toBe(sentences)
})

test('a sentence carries its English words along', () => {
  expect(sentence('modal.title')).toEqual({
    id: 'ticketdesk.modal.title',
    defaultMessage: 'New ticket',
  })
})

test('numbers decline in Russian', () => {
  const intl = createIntl({ locale: 'ru', messages: ru })
  const left = (count: number) => intl.formatMessage(sentence('field.left'), { count })
  expect([1, 2, 5, 21].map(left)).toEqual([
    'Остался 1 символ',
    'Осталось 2 символа',
    'Осталось 5 символов',
    'Остался 21 символ',
  ])
})
