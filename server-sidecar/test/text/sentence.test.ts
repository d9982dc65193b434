import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ERROR_CODES, type FieldProblemCode, LOCALES } from '@ticketdesk/contract'
import { STATUS } from '../../src/http/errors'
import { errorSentence, fieldSentence, type MessageId } from '../../src/text/sentence'
import { catalogues, formsOf, sentence } from '../sentences'

// A record, so that the compiler complains when the contract gets another code.
const problems: Record<FieldProblemCode, true> = {
  required: true,
  too_short: true,
  too_long: true,
  wrong_type: true,
  not_an_option: true,
  not_a_date: true,
  unknown_field: true,
  user_not_found: true,
  channel_not_found: true,
}
const ids = Object.keys(catalogues.en) as MessageId[]
const placeholders = (text: string) =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()

describe.each(LOCALES)('sentences in %s', (locale) => {
  test('every error code has one', () => {
    for (const code of ERROR_CODES) expect(errorSentence(sentence, locale, code)).toMatch(/\S/)
  })

  test('every problem of a field has one, without holes', () => {
    for (const code of Object.keys(problems) as FieldProblemCode[]) {
      const text = fieldSentence(sentence, locale, { code, limit: 5 })
      expect(text).toMatch(/\S/)
      expect(text).not.toMatch(/[{}]/)
    }
  })

  test('the ids are those of English, in the same order', () => {
    expect(Object.keys(catalogues[locale])).toEqual(ids)
  })

  test('every form of a message takes the data the English one takes', () => {
    for (const id of ids) {
      const expected = placeholders(formsOf(catalogues.en[id])[0] ?? '')
      for (const form of formsOf(catalogues[locale][id])) {
        expect([id, placeholders(form)]).toEqual([id, expected])
      }
    }
  })

  test('a message with plural forms has every form the language can ask for', () => {
    const categories = new Intl.PluralRules(locale).resolvedOptions().pluralCategories
    for (const id of ids) {
      const message = catalogues[locale][id]
      if (typeof message === 'string') continue
      expect([id, Object.keys(message).sort()]).toEqual([id, [...categories].sort()])
    }
  })

  test('title and button of the phone dialog fit into 24 bytes', () => {
    expect(Buffer.byteLength(sentence(locale, 'dialog.title'))).toBeLessThanOrEqual(24)
    expect(Buffer.byteLength(sentence(locale, 'dialog.submit'))).toBeLessThanOrEqual(24)
  })
})

test('data goes where its name stands, numbers as the language writes them', () => {
  expect(sentence('en', 'confirm.kept', { id: 'Ticket-20250309-0001' })).toBe(
    'Ticket-20250309-0001 is saved and will be posted as soon as possible.',
  )
  const long = { code: 'too_long', limit: 50_000 } as const
  expect(fieldSentence(sentence, 'de', long)).toBe('Bitte schreiben Sie höchstens 50.000 Zeichen.')
})

test('the number decides about the plural', () => {
  const short = (limit: number) => fieldSentence(sentence, 'ru', { code: 'too_short', limit })
  expect([short(1), short(3), short(5)]).toEqual([
    'Нужен хотя бы 1 символ.',
    'Нужно не меньше 3 символов.',
    'Нужно не меньше 5 символов.',
  ])
})

test('data that looks like a placeholder stays what it is', () => {
  expect(sentence('en', 'command.unknown', { command: '{id} $& {command}' })).toBe(
    '/ticket does not know “{id} $& {command}”.',
  )
})

describe('docs/errors.md', () => {
  const page = readFileSync(join(__dirname, '../../../docs/errors.md'), 'utf8')
  const rows = [...page.matchAll(/^\| `(\w+)` +\|(?: (\d{3}) +\|)?/gm)]

  test('has a row with its status for every code', () => {
    const statuses = rows
      .filter(([, , status]) => status)
      .map(([, code, status]) => [code, Number(status)])
    expect(Object.fromEntries(statuses)).toEqual(STATUS)
  })

  test('has a row for every problem of a field', () => {
    const codes = rows.filter(([, , status]) => !status).map(([, code]) => code)
    expect(codes).toEqual(expect.arrayContaining(Object.keys(problems)))
  })
})
