/**
 * The ticket form as an interactive dialog for phones. Mattermost's limits are counted in bytes by
 * the server and in UTF-16 units by the clients; a text within the bytes is within both. Only the
 * base set of elements is used, which Mattermost 10.11 and older apps know.
 *
 * Labels and helps that are too long are shortened, and stand in full above the form. A form whose
 * values cannot be entered within the limits is refused: `form_not_for_dialog`.
 */
import { type Form, type FormField, LENGTH_LIMITS } from '@ticketdesk/contract'
import { refusal } from '../../domain/errors'
import type { Dialog, DialogElement } from '../api'
import { cutLine, escapeLine } from './markdown'

/** `model/integration_action.go` */
export const DIALOG_LIMITS = {
  title: 24,
  displayName: 24,
  name: 300,
  help: 150,
  text: 150,
  textarea: 3000,
  select: 3000,
  bool: 150,
} as const

export interface DialogTexts {
  title: string
  submit: string
  /** How a date is to be typed. */
  dateHelp: string
}

export function renderDialog(
  form: Form,
  { state, texts }: { state: string; texts: DialogTexts },
): Dialog {
  const notes: string[] = []
  const title = form.title?.trim() || texts.title
  const short = shorten(title, DIALOG_LIMITS.title)
  if (short !== title) notes.push(`**${escapeLine(title)}**`)
  if (form.introduction) notes.push(form.introduction)
  const elements = form.fields.map((field) => renderElement(field, texts, notes))
  return {
    callbackId: 'ticket',
    title: short,
    ...(notes.length > 0 && { introductionText: notes.join('\n\n') }),
    elements,
    submitLabel: texts.submit,
    notifyOnCancel: false,
    state,
  }
}

function renderElement(field: FormField, texts: DialogTexts, notes: string[]): DialogElement {
  return {
    displayName: shorten(field.label, DIALOG_LIMITS.displayName),
    name: field.name,
    optional: !field.required,
    ...renderHelp(field, texts, notes),
    ...renderInput(field),
  }
}

/** The help line holds the whole label if it was shortened; what is too long goes above the form. */
function renderHelp(field: FormField, texts: DialogTexts, notes: string[]) {
  const isShort = shorten(field.label, DIALOG_LIMITS.displayName) === field.label
  const helps = [field.help, field.type === 'date' ? texts.dateHelp : undefined]
  const help = [isShort ? undefined : field.label, ...helps].filter(Boolean).join(' – ')
  if (help === '') return {}
  const helpText = shorten(help, DIALOG_LIMITS.help)
  if (helpText !== help) {
    const explained = helps.filter(Boolean).join(' – ')
    notes.push(`**${escapeLine(field.label)}**${explained ? `: ${explained}` : ''}`)
  }
  return { helpText }
}

function renderInput(field: FormField): Omit<DialogElement, 'displayName' | 'name' | 'optional'> {
  const text = typeof field.default === 'string' && field.default !== '' ? field.default : undefined
  switch (field.type) {
    case 'text':
    case 'textarea':
      return renderText(field, field.type, text)
    case 'date':
      return { type: 'text', placeholder: 'YYYY-MM-DD', maxLength: 10, ...fitting(text, 'text') }
    case 'bool':
      return {
        type: 'bool',
        placeholder: shorten(field.placeholder ?? field.label, DIALOG_LIMITS.bool),
        ...(typeof field.default === 'boolean' && { default: String(field.default) }),
      }
    case 'radio':
      return { type: 'radio', options: optionsOf(field), ...(text && { default: text }) }
    case 'select':
      return { ...renderSelect(field, text), options: optionsOf(field) }
    case 'user':
      return { ...renderSelect(field, text), dataSource: 'users' }
    case 'channel':
      return { ...renderSelect(field, text), dataSource: 'channels' }
  }
}

/** A single line that must or does hold more than a dialog's line can is given an area. */
function renderText(
  field: FormField,
  wanted: 'text' | 'textarea',
  text: string | undefined,
): ReturnType<typeof renderInput> {
  const needed = Math.max(field.min ?? 0, bytesOf(text ?? ''))
  const type = wanted === 'text' && needed <= DIALOG_LIMITS.text ? 'text' : 'textarea'
  if ((field.min ?? 0) > DIALOG_LIMITS[type]) throw refusal('form_not_for_dialog')
  return {
    type,
    ...(field.min !== undefined && { minLength: field.min }),
    maxLength: Math.min(field.max ?? LENGTH_LIMITS[wanted], DIALOG_LIMITS[type]),
    ...(field.placeholder && { placeholder: shorten(field.placeholder, DIALOG_LIMITS[type]) }),
    ...fitting(text, type),
  }
}

function renderSelect(field: FormField, text: string | undefined) {
  return {
    type: 'select' as const,
    ...(field.placeholder && { placeholder: shorten(field.placeholder, DIALOG_LIMITS.select) }),
    ...fitting(text, 'select'),
  }
}

/** A default is what somebody would submit: shortening it would change the ticket. */
function fitting(text: string | undefined, limit: 'text' | 'textarea' | 'select') {
  if (text === undefined) return {}
  if (bytesOf(text) > DIALOG_LIMITS[limit]) throw refusal('form_not_for_dialog')
  return { default: text }
}

function optionsOf(field: FormField) {
  return (field.options ?? []).map(({ label, value }) => ({ text: label, value }))
}

/** Whether a field of a dialog can hold the text. */
export function fitsDialog(text: string): boolean {
  return bytesOf(text) <= DIALOG_LIMITS.textarea
}

/** At most `limit` bytes of UTF-8, with `…` where something is missing. */
export function shorten(text: string, limit: number): string {
  if (bytesOf(text) <= limit) return text
  let room = limit
  for (;;) {
    const short = `${cutLine(text, room)[0].trimEnd()}…`
    if (bytesOf(short) <= limit) return short
    room -= 1
  }
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text, 'utf8')
}
