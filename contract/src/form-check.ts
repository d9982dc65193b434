/**
 * The rules of a filled-in form, written once: the sidecar refuses by them, the web app shows them
 * before a request is sent. Pure, and free of zod, so that the web app's bundle stays small.
 */
import type { Form, FormField, FormValues } from './form'

/** Why a field is not acceptable; the sentence is made where it is shown. */
export type FieldProblemCode =
  | 'required'
  | 'too_short'
  | 'too_long'
  | 'wrong_type'
  | 'not_an_option'
  | 'not_a_date'
  | 'unknown_field'
  | 'user_not_found'
  | 'channel_not_found'

export interface FieldProblem {
  code: FieldProblemCode
  /** The limit that was missed (too_short, too_long: code points). */
  limit?: number
}
export type FieldProblems = Record<string, FieldProblem>

/** The longest text when the form does not say so, in code points. */
export const LENGTH_LIMITS = { text: 1000, textarea: 50_000 } as const
const ID = /^[a-z0-9]{26}$/

/** Every problem of the values, by field name; empty when the form may be submitted. */
export function checkForm(form: Pick<Form, 'fields'>, values: FormValues): FieldProblems {
  const problems: FieldProblems = Object.create(null)
  const known = new Map(form.fields.map((field) => [field.name, field]))
  for (const name of Object.keys(values)) {
    if (!known.has(name)) problems[name] = { code: 'unknown_field' }
  }
  for (const field of form.fields) {
    const problem = checkFieldValue(field, own(values, field.name))
    if (problem) problems[field.name] = problem
  }
  return problems
}

/** The problem of one value, or undefined. White space around a text does not count. */
export function checkFieldValue(
  field: FormField,
  value: string | boolean | undefined,
): FieldProblem | undefined {
  if (value === undefined) return field.required ? { code: 'required' } : undefined
  if (field.type === 'bool') {
    if (typeof value !== 'boolean') return { code: 'wrong_type' }
    return field.required && !value ? { code: 'required' } : undefined
  }
  if (typeof value !== 'string') return { code: 'wrong_type' }
  if (value.trim() === '') return field.required ? { code: 'required' } : undefined
  return checkText(field, value)
}

function checkText(field: FormField, value: string): FieldProblem | undefined {
  switch (field.type) {
    case 'text':
    case 'textarea':
      return checkLength(field, [...value.trim()].length, LENGTH_LIMITS[field.type])
    case 'select':
    case 'radio':
      return field.options?.some((option) => option.value === value)
        ? undefined
        : { code: 'not_an_option' }
    case 'date':
      return isCalendarDate(value) ? undefined : { code: 'not_a_date' }
    case 'user':
      return ID.test(value) ? undefined : { code: 'user_not_found' }
    case 'channel':
      return ID.test(value) ? undefined : { code: 'channel_not_found' }
    default:
      return undefined
  }
}

function checkLength(field: FormField, length: number, otherwise: number) {
  const max = field.max ?? otherwise
  if (length > max) return { code: 'too_long', limit: max } as const
  if (field.min !== undefined && length < field.min) {
    return { code: 'too_short', limit: field.min } as const
  }
  return undefined
}

/** `2024-02-29` yes, `2023-02-29` no. */
function isCalendarDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false
  const date = new Date(`${value}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value)
}

function own(values: FormValues, name: string): string | boolean | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined
}
