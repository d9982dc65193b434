import type { ConfiguredField, ConfiguredForm, Form, FormField } from '@ticketdesk/contract'

/** A form in one language; one short field unless told otherwise. */
export function aForm(fields: (Partial<FormField> & { name: string })[] = [aField()]): Form {
  return { fields: fields.map(aField) }
}

export function aField(overrides: Partial<FormField> = {}): FormField {
  return { name: 'problem', type: 'text', label: 'Problem', required: true, ...overrides }
}

/** A form as an administrator writes it. */
export function aConfiguredForm(
  fields: (Partial<ConfiguredField> & { name: string })[] = [{ name: 'problem' }],
): ConfiguredForm {
  return {
    fields: fields.map((field) => ({
      type: 'text',
      label: field.name,
      required: true,
      ...field,
    })),
  }
}
