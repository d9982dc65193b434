/** The part of plugin.json from which Mattermost builds the plugin's page in the System Console. */

export interface Setting {
  key: string
  display_name: string
  type: string
  help_text?: string
  placeholder?: string
  default?: unknown
  options?: { display_name: string; value: string }[]
  regenerate_help_text?: string
  secret?: boolean
}

export interface SettingsSchema {
  header?: string
  footer?: string
  settings: Setting[]
}

const types = [
  'bool',
  'dropdown',
  'generated',
  'radio',
  'text',
  'longtext',
  'number',
  'username',
  'custom',
]
const typesWithPlaceholder = ['generated', 'text', 'longtext', 'number', 'username', 'custom']
const typesWithOptions = ['dropdown', 'radio']

/** What is wrong with the settings: one sentence each, none when they are fine. */
export function checkSettings(schema: SettingsSchema | undefined): string[] {
  const settings = schema?.settings ?? []
  // The server stores keys in lower case, so two that differ in case only would be one.
  const keys = settings.map(({ key }) => key?.toLowerCase())
  const twice = keys.filter((key, index) => keys.indexOf(key) !== index)
  return [...settings.flatMap(checkSetting), ...twice.map((key) => `setting ${key} stands twice`)]
}

function checkSetting(setting: Setting): string[] {
  const { key, type } = setting
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(key ?? '')) return [`setting key "${key}" is not a word`]
  if (!types.includes(type)) return [`setting ${key}: no such type: ${type}`]
  const complaints: string[] = []
  if (!setting.display_name) complaints.push('no display_name')
  if (setting.placeholder && !typesWithPlaceholder.includes(type)) {
    complaints.push(`type ${type} takes no placeholder`)
  }
  if (setting.regenerate_help_text && type !== 'generated') {
    complaints.push(`type ${type} takes no regenerate_help_text`)
  }
  complaints.push(...checkOptions(setting))
  return complaints.map((complaint) => `setting ${key}: ${complaint}`)
}

function checkOptions({ type, options, default: preset }: Setting): string[] {
  if (!typesWithOptions.includes(type)) return options ? [`type ${type} takes no options`] : []
  if (!options?.length) return ['no options']
  if (options.some(({ display_name: name, value }) => !name || !value)) {
    return ['every option needs display_name and value']
  }
  const known = preset === undefined || options.some(({ value }) => value === preset)
  return known ? [] : [`default "${preset}" is none of the options`]
}
