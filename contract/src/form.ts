/**
 * The description of the ticket form, as an administrator writes it (System Console, setting
 * `Form`, JSON) and as the web app and the phone dialog receive it.
 *
 * Two shapes: a *configured* form may carry a text per language; a *localized* form carries one
 * text each, already in the reader's language. Ticket Desk's own format.
 */
import * as z from 'zod'
import { LENGTH_LIMITS } from './form-check'

/** The languages Ticket Desk speaks. English is the fallback. */
export const LOCALES = ['en', 'de', 'fr', 'ru'] as const
export type Locale = (typeof LOCALES)[number]

export const FIELD_TYPES = [
  'text',
  'textarea',
  'select',
  'radio',
  'bool',
  'user',
  'channel',
  'date',
] as const
export type FieldType = (typeof FIELD_TYPES)[number]

const textSchema = z.union([
  z.string().max(2000),
  z.partialRecord(z.enum(LOCALES), z.string().max(2000)).refine((texts) => texts.en !== undefined, {
    message: 'a text by language needs at least "en"',
  }),
])
/** One text for everybody, or one a language (then `en` is required). */
export type ConfiguredText = z.infer<typeof textSchema>

const optionSchema = z.strictObject({
  /** What is stored and posted beside the label. */
  value: z.string().min(1).max(300),
  label: textSchema,
})

export const fieldSchema = z.strictObject({
  /** The key of the field in a request; letters, digits, `_` and `-`. */
  name: z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'must be letters, digits, _ or -'),
  type: z.enum(FIELD_TYPES),
  label: textSchema,
  help: textSchema.optional(),
  placeholder: textSchema.optional(),
  /** Required unless it says otherwise; a required `bool` must be ticked. */
  required: z.boolean().default(true),
  /** text, textarea: characters (code points). date: not used. */
  min: z.number().int().min(0).optional(),
  max: z.number().int().min(1).optional(),
  default: z.union([z.string(), z.boolean()]).optional(),
  /** select and radio only, at least one, values unique. */
  options: z.array(optionSchema).optional(),
})
export type ConfiguredField = z.infer<typeof fieldSchema>

export const formSchema = z
  .strictObject({
    title: textSchema.optional(),
    introduction: textSchema.optional(),
    /** The field that takes the text after `/ticket new` or of the message a ticket is made from;
     * without it the first textarea, else the first text. */
    prefill: z.string().optional(),
    fields: z.array(fieldSchema).min(1).max(50),
  })
  .superRefine((form, context) => {
    const complain = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message })
    const seen = new Map<string, FieldType>()
    form.fields.forEach((field, index) => {
      const at = (key: string) => ['fields', index, key]
      if (seen.has(field.name)) complain(at('name'), `"${field.name}" is used twice`)
      seen.set(field.name, field.type)
      checkField(field, (key, message) => complain(at(key), message))
    })
    if (form.prefill === undefined) return
    const type = seen.get(form.prefill)
    if (type === undefined) complain(['prefill'], `there is no field "${form.prefill}"`)
    else if (!/^text/.test(type)) complain(['prefill'], 'must name a text or textarea')
  })
export type ConfiguredForm = z.infer<typeof formSchema>

function checkField(field: ConfiguredField, complain: (key: string, message: string) => void) {
  const choosable = field.type === 'select' || field.type === 'radio'
  const values = (field.options ?? []).map((option) => option.value)
  if (choosable && values.length === 0) complain('options', `a ${field.type} needs options`)
  if (!choosable && field.options) complain('options', `a ${field.type} takes no options`)
  if (new Set(values).size < values.length) complain('options', 'option values must differ')
  const textual = field.type === 'text' || field.type === 'textarea'
  if (!textual && (field.min ?? field.max) !== undefined) {
    complain(field.min === undefined ? 'max' : 'min', 'only text and textarea have a length')
  }
  if (field.min !== undefined && field.max !== undefined && field.min > field.max) {
    complain('min', 'must not be greater than max')
  }
  if (textual && (field.max ?? 0) > LENGTH_LIMITS.textarea) {
    complain('max', `must be at most ${LENGTH_LIMITS.textarea}`)
  }
  if (field.default === undefined) return
  if ((field.type === 'bool') !== (typeof field.default === 'boolean')) {
    complain('default', field.type === 'bool' ? 'must be true or false' : 'must be a text')
  } else if (choosable && !values.includes(String(field.default))) {
    complain('default', 'must be one of the options')
  }
}

/** A field in one language: what the web app and the dialog draw. */
export interface FormField {
  name: string
  type: FieldType
  label: string
  help?: string
  placeholder?: string
  required: boolean
  min?: number
  max?: number
  default?: string | boolean
  options?: FormOption[]
}
export interface FormOption {
  value: string
  label: string
}
/** The form in one language; `prefill` always names a field if one can take text. */
export interface Form {
  title?: string
  introduction?: string
  prefill?: string
  fields: FormField[]
}
/** What a person filled in: by field name; a user or channel is its id, a date `YYYY-MM-DD`. */
export type FormValues = Record<string, string | boolean>
