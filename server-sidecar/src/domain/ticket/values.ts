import type { Form, FormValues } from '@ticketdesk/contract'

/**
 * The values as they are kept: white space around texts removed, empty texts left out, in the
 * order of the form. Defaults are not filled in: the form has shown them, and who emptied a field
 * meant it. Expects values without problems; what the form does not know is dropped.
 */
export function tidyValues(form: Pick<Form, 'fields'>, values: FormValues): FormValues {
  const kept: FormValues = {}
  for (const { name } of form.fields) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (typeof value === 'boolean') kept[name] = value
    else if (value !== undefined && value.trim() !== '') kept[name] = value.trim()
  }
  return kept
}

/** The ids in the fields of one kind, by field name: who or what must exist. */
export function referencesIn(
  form: Pick<Form, 'fields'>,
  values: FormValues,
  type: 'user' | 'channel',
): { name: string; id: string }[] {
  return form.fields.flatMap(({ name, type: own }) => {
    const id = own === type && Object.hasOwn(values, name) ? values[name] : undefined
    return typeof id === 'string' && id !== '' ? [{ name, id }] : []
  })
}
