/** A value as people read it. */
import type { FormField } from '@ticketdesk/contract'

/** What the values of a ticket point to; a missing name is shown as its id. */
export interface Names {
  user(id: string): string | undefined
  channel(id: string): string | undefined
  yes: string
  no: string
}

export interface FieldText {
  text: string
  /** What is stored, where it reads differently. */
  value?: string | boolean
}

export function renderFieldText(
  field: FormField,
  value: string | boolean,
  names: Names,
): FieldText {
  if (typeof value === 'boolean') return { text: value ? names.yes : names.no, value }
  switch (field.type) {
    case 'user':
      return { text: `@${names.user(value) ?? value}`, value }
    case 'channel':
      return { text: `~${names.channel(value) ?? value}`, value }
    case 'select':
    case 'radio':
      return renderOption(field, value)
    default:
      return { text: value }
  }
}

function renderOption(field: FormField, value: string): FieldText {
  const label = field.options?.find((option) => option.value === value)?.label ?? value
  return label === value ? { text: value } : { text: label, value }
}
