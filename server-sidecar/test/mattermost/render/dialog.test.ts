import type { Form, FormField } from '@ticketdesk/contract'
import { FIELD_TYPES } from '@ticketdesk/contract'
import fc from 'fast-check'
import type { DialogElement } from '../../../src/mattermost/api'
import { DIALOG_LIMITS, renderDialog, shorten } from '../../../src/mattermost/render/dialog'
import { aField } from '../../builders/a-form'

const texts = { title: 'New ticket', submit: 'Open ticket', dateHelp: 'Date as YYYY-MM-DD' }
const render = (form: Form) => renderDialog(form, { state: 'signed', texts })
const element = (field: Partial<FormField>): DialogElement =>
  render({ fields: [aField({ name: 'a', label: 'A', ...field })] }).elements[0]!
const bytes = (text = '') => Buffer.byteLength(text)

describe('the form as a dialog', () => {
  it('has an element for every type, all of the base set', () => {
    const options = [{ value: 'x', label: 'X' }]
    const types = FIELD_TYPES.map((type) => {
      const { type: as, dataSource } = element({
        type,
        ...(/select|radio/.test(type) && { options }),
      })
      return [type, dataSource ? `${as} of ${dataSource}` : as]
    })
    expect(Object.fromEntries(types)).toEqual({
      text: 'text',
      textarea: 'textarea',
      select: 'select',
      radio: 'radio',
      bool: 'bool',
      user: 'select of users',
      channel: 'select of channels',
      date: 'text',
    })
  })

  it('carries state, lengths, defaults and what is optional', () => {
    const dialog = render({
      title: 'Report',
      introduction: 'Please be exact.',
      fields: [
        aField({
          name: 'a',
          label: 'A',
          min: 3,
          max: 20,
          default: 'x',
          placeholder: 'p',
          help: 'h',
        }),
        aField({ name: 'b', label: 'B', type: 'bool', default: true, required: false }),
      ],
    })
    expect(dialog).toEqual({
      callbackId: 'ticket',
      title: 'Report',
      introductionText: 'Please be exact.',
      submitLabel: 'Open ticket',
      notifyOnCancel: false,
      state: 'signed',
      elements: [
        {
          displayName: 'A',
          name: 'a',
          type: 'text',
          optional: false,
          minLength: 3,
          maxLength: 20,
          default: 'x',
          placeholder: 'p',
          helpText: 'h',
        },
        {
          displayName: 'B',
          name: 'b',
          type: 'bool',
          optional: true,
          placeholder: 'B',
          default: 'true',
        },
      ],
    })
  })

  it('shortens long labels and keeps them in full beside or above', () => {
    const short = element({ label: 'Which machine or resource is it about?' })
    expect(short).toMatchObject({
      displayName: 'Which machine or…',
      helpText: 'Which machine or resource is it about?',
    })
    const help = 'word '.repeat(60).trim()
    const { introductionText, elements } = render({
      fields: [aField({ label: 'Problem', help })],
    })
    expect(introductionText).toBe(`**Problem**: ${help}`)
    expect(elements[0]?.helpText).toMatch(/…$/)
  })

  it('gives a line that must hold more than a line can an area', () => {
    expect(element({ min: 151 })).toMatchObject({
      type: 'textarea',
      minLength: 151,
      maxLength: 1000,
    })
    expect(element({ default: 'x'.repeat(200) })).toMatchObject({ type: 'textarea' })
  })

  it.each<Partial<FormField>>([
    { min: 3001 },
    { type: 'textarea', default: 'x'.repeat(3001) },
    { type: 'textarea', default: 'ж'.repeat(1501) },
    { type: 'date', default: 'x'.repeat(151) },
  ])('refuses what cannot be entered: %j', (field) => {
    expect(() => element(field)).toThrow(expect.objectContaining({ code: 'form_not_for_dialog' }))
  })

  it('stays within every limit of Mattermost, whatever the texts', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 400 })
    const field = fc.record({
      name: fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/),
      type: fc.constantFrom(...FIELD_TYPES),
      label: text,
      help: text,
      placeholder: text,
      required: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.record({ title: text, fields: fc.array(field, { minLength: 1 }) }), (form) => {
        const dialog = render(form)
        expect(bytes(dialog.title)).toBeLessThanOrEqual(DIALOG_LIMITS.title)
        expect(dialog.title).not.toBe('')
        dialog.elements.forEach((made, n) => {
          expect(bytes(made.displayName)).toBeLessThanOrEqual(DIALOG_LIMITS.displayName)
          expect(bytes(made.helpText)).toBeLessThanOrEqual(DIALOG_LIMITS.help)
          const limit = made.type === 'radio' ? 0 : DIALOG_LIMITS[made.type]
          expect(bytes(made.placeholder)).toBeLessThanOrEqual(limit)
          expect(made.minLength ?? 0).toBeLessThanOrEqual(made.maxLength ?? 0)
          expect(made.optional).toBe(!form.fields[n]?.required)
        })
      }),
      { numRuns: 150 },
    )
  })

  it('shortens at whole characters only', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 4, max: 40 }),
        (text, limit) => {
          const short = shorten(text, limit)
          expect(bytes(short)).toBeLessThanOrEqual(limit)
          expect(short).not.toMatch(/\p{Cs}/u)
          if (bytes(text) <= limit) expect(short).toBe(text)
          else expect(short.endsWith('…')).toBe(true)
        },
      ),
    )
  })
})
