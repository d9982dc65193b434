import * as fc from 'fast-check'
import { parseJson } from '../../src/config/json'
import { createLiveConfig } from '../../src/config/live'
import { parseConfig, renderComplaints } from '../../src/config/parse'
import { defaultForm } from '../../src/domain/ticket/default-form'
import { aConfiguredForm } from '../builders/a-form'

function configOf(raw: Record<string, unknown>) {
  const parsed = parseConfig(raw)
  if (!parsed.ok) throw new Error(renderComplaints(parsed.complaints))
  return parsed.config
}
function complaintsOf(raw: Record<string, unknown>) {
  const parsed = parseConfig(raw)
  if (parsed.ok) throw new Error('nothing to complain about')
  return parsed.complaints
}

function engineMessage(text: string): string {
  try {
    JSON.parse(text)
    return ''
  } catch (error) {
    return String(error)
  }
}

describe('a configuration', () => {
  test.each([[{}], [{ form: '', timezone: '', language: '', database: '', databaseurl: '' }]])(
    'takes its defaults for what is missing or empty',
    (raw) => {
      expect(configOf(raw)).toEqual({
        form: defaultForm,
        formRevision: expect.stringMatching(/^[0-9a-f]{16}$/),
        timeZone: 'UTC',
        language: 'en',
        database: { kind: 'mattermost' },
        sources: [],
        vendors: { vendors: [expect.objectContaining({ name: 'Red Hat' })], accounts: [] },
        encryptionKeys: [],
        acknowledgeEmoji: ['eyes', 'white_check_mark'],
        takeEmoji: ['eyes', 'raising_hand'],
        resolveEmoji: ['white_check_mark', 'heavy_check_mark'],
        keepDays: 400,
      })
    },
  )

  test('is read whatever the case of the keys, white space and unknown keys aside', () => {
    const raw = {
      TimeZone: ' Europe/Berlin ',
      language: 'de',
      DATABASE: 'url',
      databaseurl: 'postgres://desk:secret@db/desk',
      whatever: 17,
      form: null,
    }
    expect(configOf(raw)).toMatchObject({
      timeZone: 'Europe/Berlin',
      language: 'de',
      database: { kind: 'url', url: 'postgres://desk:secret@db/desk' },
    })
  })

  test('the embedded database may have a folder', () => {
    const { database } = configOf({ database: 'embedded', datadirectory: '/var/lib/desk' })
    expect(database).toEqual({ kind: 'embedded', directory: '/var/lib/desk' })
    expect(configOf({ database: 'embedded' }).database).toEqual({ kind: 'embedded' })
  })

  test('has names of emoji, with and without colons; none is none', () => {
    expect(
      configOf({ AcknowledgeEmoji: ':+1:, Thumbsup', takeemoji: 'none', ResolveEmoji: ' ' }),
    ).toMatchObject({
      acknowledgeEmoji: ['+1', 'thumbsup'],
      takeEmoji: [],
      resolveEmoji: ['white_check_mark', 'heavy_check_mark'],
    })
  })

  test.each([
    ['7', 7],
    [' 90 ', 90],
    ['0', 0],
    [30, 30],
  ])('knows alerts that are over for %p days', (given, keepDays) => {
    expect(configOf({ KeepDays: given })).toMatchObject({ keepDays })
  })

  test('carries the form as it was written, and a revision that changes with it', () => {
    const form = aConfiguredForm([{ name: 'what', label: { en: 'What', ru: 'Что' } }])
    const one = configOf({ form: JSON.stringify(form) })
    const same = configOf({ form: JSON.stringify(form, null, 2) })
    const other = configOf({ form: JSON.stringify(aConfiguredForm([{ name: 'other' }])) })
    expect(one.form).toEqual(form)
    expect(same.formRevision).toBe(one.formRevision)
    expect(other.formRevision).not.toBe(one.formRevision)
  })

  test('cannot be changed', () => {
    const config = configOf({ form: JSON.stringify(aConfiguredForm()) })
    expect(() => Object.assign(config.form.fields[0] ?? {}, { name: 'other' })).toThrow(TypeError)
  })
})

describe('complaints', () => {
  test('come all at once, each with the name of its setting', () => {
    const complaints = complaintsOf({
      timezone: 'Europe/Atlantis',
      language: 'tlh',
      database: 'url',
      databaseurl: 'mysql://root:hunter2@db',
      form: '{"fields": []}',
    })
    expect(complaints.map(({ field }) => field).sort()).toEqual([
      'DatabaseURL',
      'Form',
      'Language',
      'TimeZone',
    ])
    expect(renderComplaints(complaints).split('\n')).toHaveLength(4)
  })

  test('never repeat the database URL', () => {
    for (const database of ['url', 'nonsense']) {
      const text = renderComplaints(complaintsOf({ database, databaseurl: 'x://a:hunter2@db' }))
      expect(text).not.toContain('hunter2')
    }
  })

  test('about a value of the wrong type name the setting', () => {
    expect(complaintsOf({ timezone: 3, form: true })).toEqual([
      { field: 'Form', message: 'must be a text' },
      { field: 'TimeZone', message: 'must be a text' },
    ])
  })

  test.each(['6', '-1', '1.5', 'a year', 6, 1e9])('are made about %p days', (given) => {
    const message = 'must be a number of days, at least 7, or 0 for ever'
    expect(complaintsOf({ keepdays: given })).toEqual([{ field: 'KeepDays', message }])
  })

  test('about the form say where in it, and what should be there', () => {
    const fields = [
      { name: 'a', type: 'text', label: { de: 'nur deutsch' } },
      { name: 'ü', type: 'colour', label: 3, required: 'yes', default: [], options: {} },
      { type: 'text', label: 'B', min: 1.5, surprise: 1 },
      'field',
    ]
    const complaints = complaintsOf({ form: JSON.stringify({ title: null, fields }) })
    expect(complaints.map(({ message }) => message).sort()).toEqual([
      'at $.fields[0].label: a text by language needs at least "en"',
      'at $.fields[1].default: must be a text, or true or false',
      'at $.fields[1].label: must be a text, or one for each of the languages en, de, fr, ru',
      'at $.fields[1].name: must be letters, digits, _ or -',
      'at $.fields[1].options: must be a list',
      'at $.fields[1].required: must be true or false',
      'at $.fields[1].type: must be one of text, textarea, select, radio, bool, user, channel, date',
      'at $.fields[2].min: must be a whole number',
      'at $.fields[2].name: is missing',
      'at $.fields[2]: does not know "surprise"',
      'at $.fields[3]: must be an object',
      'at $.title: must be a text, or one for each of the languages en, de, fr, ru',
    ])
  })

  test('about the form see what only the whole of it shows', () => {
    const fields = [
      { name: 'a', type: 'select', label: 'A' },
      { name: 'a', type: 'text', label: 'B' },
    ]
    const complaints = complaintsOf({ form: JSON.stringify({ fields, prefill: 'c' }) })
    expect(complaints.map(({ message }) => message)).toEqual([
      'at $.fields[0].options: a select needs options',
      'at $.fields[1].name: "a" is used twice',
      'at $.prefill: there is no field "c"',
    ])
  })

  test('about the form see that a choice cannot take what somebody typed', () => {
    const options = [{ value: 'x', label: 'X' }]
    const fields = [{ name: 'a', type: 'select', label: 'A', options }]
    const complaints = complaintsOf({ form: JSON.stringify({ fields, prefill: 'a' }) })
    expect(complaints.map(({ message }) => message)).toEqual([
      'at $.prefill: must name a text or textarea',
    ])
  })

  test.each([
    ['{"fields": [\n  {"name": "a",}\n]}', 'unexpected "}" at line 2, column 16'],
    ['{"fields": [', 'it ends too early, at line 1, column 13'],
    ["{'fields': []}", `unexpected "'" at line 1, column 2`],
    ['{\n\n"a": tru\n}', 'unexpected "t" at line 3, column 6'],
    ['{"a": "two\nlines"}', 'unexpected end of line at line 1, column 11'],
    ['{"a": "\\x"}', 'unexpected "\\" at line 1, column 8'],
    ['{"a": "open}', 'it ends too early, at line 1, column 13'],
    ['{"a": [1, 2}', 'unexpected "}" at line 1, column 12'],
    ['{"a" 1}', 'unexpected "1" at line 1, column 6'],
    ['{"a": 01}', 'unexpected "0" at line 1, column 7'],
    ['[1, ]', 'unexpected "]" at line 1, column 5'],
    ['fields', 'unexpected "f" at line 1, column 1'],
    ['{} x', 'unexpected "x" at line 1, column 4'],
  ])('about JSON say where it stops being JSON: %j', (form, where) => {
    expect(complaintsOf({ form })).toEqual([{ field: 'Form', message: `is not JSON: ${where}` }])
  })

  test('about emoji name the setting, and the one that would mean two things', () => {
    expect(complaintsOf({ takeemoji: 'eyes', resolveemoji: 'tada eyes' })).toEqual([
      { field: 'ResolveEmoji', message: 'has eyes, as TakeEmoji has' },
    ])
    expect(complaintsOf({ acknowledgeemoji: '👀' })).toMatchObject([{ field: 'AcknowledgeEmoji' }])
  })

  test('about JSON with one character taken out or put in stand where the engine stops, or before', () => {
    const mutation = fc.record({
      value: fc.jsonValue(),
      at: fc.nat(),
      put: fc.constantFrom('', ',', ']', '}', '"', ':', '0', 'x', '\\'),
    })
    fc.assert(
      fc.property(mutation, ({ value, at, put }) => {
        const text = JSON.stringify(value)
        const cut = at % text.length
        const broken = text.slice(0, cut) + put + text.slice(cut + (put === '' ? 1 : 0))
        const parsed = parseJson(broken)
        if (parsed.ok) return
        const column = Number(/column (\d+)$/.exec(parsed.message)?.[1])
        const position = /at position (\d+)/.exec(engineMessage(broken))?.[1]
        expect(column).toBeGreaterThan(0)
        if (position !== undefined) expect(column - 1).toBeLessThanOrEqual(Number(position))
      }),
    )
  })

  test('about JSON are quick however deep it is', () => {
    const parsed = parseJson('['.repeat(200_000))
    expect(parsed).toEqual({
      ok: false,
      message: 'is not JSON: it ends too early, at line 1, column 200001',
    })
  })

  test('there are some for whatever is not a configuration; it never throws', () => {
    const keys = ['form', 'timezone', 'language', 'database', 'databaseurl', 'datadirectory']
    const raw = fc.dictionary(fc.constantFrom(...keys), fc.oneof(fc.string(), fc.jsonValue()))
    fc.assert(
      fc.property(raw, (settings) => {
        const parsed = parseConfig(settings)
        if (!parsed.ok) expect(parsed.complaints.length).toBeGreaterThan(0)
      }),
    )
  })
})

describe('the live configuration', () => {
  test('is exchanged as a whole, and listeners hear of it until they leave', () => {
    const [first, second, third] = ['UTC', 'Europe/Berlin', 'Europe/Paris'].map((timezone) =>
      configOf({ timezone }),
    ) as [ReturnType<typeof configOf>, ReturnType<typeof configOf>, ReturnType<typeof configOf>]
    const live = createLiveConfig(first)
    const heard: string[] = []
    const leave = live.subscribe((next, previous) =>
      heard.push(`${previous.timeZone} → ${next.timeZone}`),
    )
    live.swap(second)
    expect(live.current()).toBe(second)
    leave()
    live.swap(third)
    expect(live.current()).toBe(third)
    expect(heard).toEqual(['UTC → Europe/Berlin'])
  })
})
