/** From the form as it was configured, with a text per language, to the form in one language. */
import type {
  ConfiguredField,
  ConfiguredForm,
  ConfiguredText,
  Form,
  FormField,
  Locale,
} from '@ticketdesk/contract'

/** The form in one language; a text that language lacks is taken in English. */
export function localizeForm(form: ConfiguredForm, locale: Locale): Form {
  const prefill = prefillField(form)
  return {
    ...localized({ title: form.title, introduction: form.introduction }, locale),
    ...(prefill === undefined ? {} : { prefill }),
    fields: form.fields.map((field) => localizeField(field, locale)),
  }
}

export function localizeText(text: ConfiguredText, locale: Locale): string {
  if (typeof text === 'string') return text
  return text[locale] ?? text.en ?? ''
}

/** The field that takes ready-made text: the one named, else the first textarea, else the first text. */
function prefillField(form: ConfiguredForm): string | undefined {
  if (form.prefill !== undefined) return form.prefill
  const first = (type: string) => form.fields.find((field) => field.type === type)
  return (first('textarea') ?? first('text'))?.name
}

function localizeField(field: ConfiguredField, locale: Locale): FormField {
  const { label, help, placeholder, options, min, max, default: preset, ...rest } = field
  return {
    ...rest,
    label: localizeText(label, locale),
    ...localized({ help, placeholder }, locale),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(preset === undefined ? {} : { default: preset }),
    ...(options === undefined
      ? {}
      : {
          options: options.map((option) => ({
            value: option.value,
            label: localizeText(option.label, locale),
          })),
        }),
  }
}

/** The texts that exist, in one language; absent stays absent. */
function localized<Key extends string>(
  texts: Record<Key, ConfiguredText | undefined>,
  locale: Locale,
): Partial<Record<Key, string>> {
  const made: Partial<Record<Key, string>> = {}
  for (const key of Object.keys(texts) as Key[]) {
    const text = texts[key]
    if (text !== undefined) made[key] = localizeText(text, locale)
  }
  return made
}
