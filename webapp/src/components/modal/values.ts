/** The values of a form being filled in: what the form proposes, overlaid by what the user entered. */
import type { Form, FormValues } from '@ticketdesk/contract/form'
import type { Opening } from '../../state/ui'

/** What stands in the form before anybody touches it: defaults, and the message it is made from. */
export function proposedValues(form: Form, opening: Opening): FormValues {
  const proposed: FormValues = {}
  for (const field of form.fields) {
    proposed[field.name] = field.default ?? (field.type === 'bool' ? false : '')
  }
  if (opening.sourcePostId && form.prefill && opening.prefill) {
    proposed[form.prefill] = fitLines(form, opening.prefill)
  }
  return proposed
}

/** What the user has entered when the modal opens: the draft, and the text typed after `/ticket new`. */
export function enteredAtStart(form: Form, opening: Opening, draft: FormValues = {}): FormValues {
  const typed = opening.sourcePostId ? '' : opening.prefill.trim()
  const name = form.prefill
  if (!typed || !name) return draft
  const before = Object.hasOwn(draft, name) ? String(draft[name]) : ''
  if (before.includes(typed)) return draft
  // Neither the draft nor the title may be lost, so the one continues the other.
  return { ...draft, [name]: before ? fitLines(form, `${before}\n${typed}`) : typed }
}

/** Both layers, only the fields this form has. */
export function currentValues(form: Form, proposed: FormValues, entered: FormValues): FormValues {
  const value = (name: string) =>
    (Object.hasOwn(entered, name) ? entered[name] : proposed[name]) ?? ''
  return Object.fromEntries(form.fields.map((field) => [field.name, value(field.name)]))
}

/** Whether closing would lose anything. */
export function isDirty(values: FormValues, proposed: FormValues): boolean {
  return Object.keys(values).some((name) => values[name] !== proposed[name])
}

/** What is sent: a field left empty is left out. */
export function valuesToSend(values: FormValues): FormValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
}

/** A one-line field takes no line breaks; the browser would drop them without a blank. */
function fitLines(form: Form, text: string): string {
  const field = form.fields.find(({ name }) => name === form.prefill)
  return field?.type === 'text' ? text.trim().replace(/\s*\n\s*/g, ' ') : text
}
