import { checkForm, formSchema, LOCALES } from '@ticketdesk/contract'
import * as fc from 'fast-check'
import { pickLocale } from '../../src/domain/locale'
import { defaultForm } from '../../src/domain/ticket/default-form'
import { localizeForm } from '../../src/domain/ticket/form'
import { referencesIn, tidyValues } from '../../src/domain/ticket/values'
import { aConfiguredForm, aForm } from '../builders/a-form'

describe('a form in one language', () => {
  test('takes each text in that language, and in English where it is missing', () => {
    const form = aConfiguredForm([
      {
        name: 'where',
        type: 'select',
        label: { en: 'Where', de: 'Wo' },
        help: { en: 'Only in English' },
        placeholder: 'the same for all',
        options: [{ value: 'a', label: { en: 'Here', de: 'Hier' } }],
        required: false,
        default: 'a',
      },
    ])
    expect(localizeForm({ ...form, title: { en: 'Title', fr: 'Titre' } }, 'de')).toEqual({
      title: 'Title',
      fields: [
        {
          name: 'where',
          type: 'select',
          label: 'Wo',
          help: 'Only in English',
          placeholder: 'the same for all',
          options: [{ value: 'a', label: 'Hier' }],
          required: false,
          default: 'a',
        },
      ],
    })
  })

  test.each([
    ['the field that is named', { prefill: 'one' }, 'one'],
    ['else the first textarea', {}, 'three'],
  ])('ready-made text goes into %s', (_which, more, expected) => {
    const form = aConfiguredForm([
      { name: 'one' },
      { name: 'two' },
      { name: 'three', type: 'textarea' },
      { name: 'four', type: 'textarea' },
    ])
    expect(localizeForm({ ...form, ...more }, 'en').prefill).toBe(expected)
  })

  test('without a textarea it is the first text, without either there is none', () => {
    const texts = aConfiguredForm([{ name: 'when', type: 'date' }, { name: 'what' }])
    expect(localizeForm(texts, 'en').prefill).toBe('what')
    const none = aConfiguredForm([{ name: 'when', type: 'date' }])
    expect(localizeForm(none, 'en')).not.toHaveProperty('prefill')
  })
})

describe('the default form', () => {
  test('is one an administrator could have written', () => {
    expect(formSchema.parse(defaultForm)).toEqual(defaultForm)
  })

  test.each(LOCALES)('speaks %s', (locale) => {
    const form = localizeForm(defaultForm, locale)
    expect(form.prefill).toBe('problem')
    expect(form.fields.map(({ name }) => name)).toEqual([
      'cluster',
      'resource',
      'problem',
      'network',
    ])
    // Mattermost's dialogs take labels of 24 bytes, and the phone shows this very form.
    for (const { label } of form.fields) expect(Buffer.byteLength(label)).toBeLessThanOrEqual(24)
  })

  test('accepts what people write', () => {
    const values = { cluster: 'dmz-cluster', resource: 'vm-17', problem: 'no route' }
    expect(checkForm(localizeForm(defaultForm, 'en'), values)).toEqual({})
  })
})

describe('tidied values', () => {
  const form = aForm([
    { name: 'a' },
    { name: 'b', type: 'textarea' },
    { name: 'urgent', type: 'bool' },
  ])

  test('lose white space around them and what is empty, and keep the order of the form', () => {
    const values = { urgent: false, b: '  two\n lines \n', a: ' \t' }
    expect(Object.entries(tidyValues(form, values))).toEqual([
      ['b', 'two\n lines'],
      ['urgent', false],
    ])
  })

  test('do not take up what every object has', () => {
    expect(tidyValues(aForm([{ name: 'constructor' }]), {})).toEqual({})
  })

  test('do not change when tidied again', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom(' ', '\u00a0x', '\n'))
    fc.assert(
      fc.property(fc.record({ a: text, b: text, urgent: fc.boolean() }), (values) => {
        const tidy = tidyValues(form, values)
        expect(tidyValues(form, tidy)).toEqual(tidy)
      }),
    )
  })

  test('tell whom and what they refer to', () => {
    const asking = aForm([
      { name: 'who', type: 'user' },
      { name: 'where', type: 'channel' },
      { name: 'what' },
    ])
    const values = { who: 'u1', where: 'c1', what: 'u2' }
    expect(referencesIn(asking, values, 'user')).toEqual([{ name: 'who', id: 'u1' }])
    expect(referencesIn(asking, values, 'channel')).toEqual([{ name: 'where', id: 'c1' }])
    expect(referencesIn(asking, {}, 'user')).toEqual([])
  })
})

test.each([
  ['de', 'de'],
  ['fr-CA', 'fr'],
  ['RU', 'ru'],
  ['de_AT', 'de'],
  ['pt-BR', 'en'],
  ['den', 'en'],
  ['', 'en'],
])('of the language tag "%s" we speak %s', (tag, locale) => {
  expect(pickLocale(tag, 'en')).toBe(locale)
})
