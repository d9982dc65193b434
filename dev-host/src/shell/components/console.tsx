import React, { useEffect, useState } from 'react'
import type { Manifest, SettingDeclaration } from '../../mattermost/manifest'
import { get, post, put, RequestError } from '../api'

interface Answers {
  manifest: Manifest
  active: boolean
  values: Record<string, unknown>
}

async function load(): Promise<Answers> {
  const { active, inactive } = await get<{ active: Manifest[]; inactive: Manifest[] }>(
    '/api/v4/plugins',
  )
  const manifest = [...active, ...inactive][0] as Manifest
  const config = await get<{ PluginSettings: { Plugins: Record<string, object> } }>(
    '/api/v4/config',
  )
  const values = { ...config.PluginSettings.Plugins[manifest.id] }
  return { manifest, active: active.length > 0, values }
}

/** The smallest System Console: one plugin's settings, and whether it runs. */
export function Console() {
  const { answers, said, save, toggle } = useConsole()
  if (!answers) return <p className="console__wait">{said.error || 'Loading…'}</p>
  const { manifest, active, values } = answers
  return (
    <main className="console">
      <h1>{manifest.name}</h1>
      <p>{manifest.settings_schema?.header}</p>
      <p className="console__state">
        The plugin is {active ? 'enabled' : 'disabled'}.{' '}
        <button type="button" className="button" onClick={toggle}>
          {active ? 'Disable' : 'Enable'}
        </button>
      </p>
      <SettingsForm manifest={manifest} values={values} onSave={save} />
      {said.error && (
        <pre
          className="console__error"
          role="alert"
          ref={(element) => element?.scrollIntoView({ block: 'nearest' })}
        >
          {said.error}
        </pre>
      )}
      <p role="status">{said.done}</p>
    </main>
  )
}

/** What the server knows, and what it said to the last attempt to change it. */
function useConsole() {
  const [answers, setAnswers] = useState<Answers>()
  const [said, setSaid] = useState({ error: '', done: '' })
  async function attempt(done: string, work: () => Promise<unknown>) {
    try {
      await work()
      setAnswers(await load())
      setSaid({ error: '', done })
    } catch (cause) {
      setSaid({ error: sentenceOf(cause), done: '' })
    }
  }
  useEffect(() => void attempt('', async () => {}), [])
  const id = answers?.manifest.id ?? ''
  function toggle() {
    const [done, verb] = answers?.active ? ['Disabled.', 'disable'] : ['Enabled.', 'enable']
    void attempt(done, () => post(`/api/v4/plugins/${id}/${verb}`))
  }
  function save(changed: Record<string, unknown>) {
    const config = { PluginSettings: { Plugins: { [id]: changed } } }
    void attempt('Saved.', () => put('/api/v4/config/patch', config))
  }
  return { answers, said, save, toggle }
}

function sentenceOf(cause: unknown): string {
  if (cause instanceof RequestError) return [cause.message, cause.detail].join('\n').trim()
  return cause instanceof Error ? cause.message : String(cause)
}

interface FormProps {
  manifest: Manifest
  values: Record<string, unknown>
  onSave(values: Record<string, unknown>): void
}

function SettingsForm({ manifest, values, onSave }: FormProps) {
  const [changed, setChanged] = useState(values)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        onSave(changed)
      }}
    >
      {manifest.settings_schema?.settings?.map((setting) => {
        const key = setting.key.toLowerCase()
        return (
          <div className="console__setting" key={key}>
            <label htmlFor={`setting_${key}`}>{setting.display_name}</label>
            <div>
              <SettingControl
                setting={setting}
                value={String(changed[key] ?? '')}
                onChange={(value) => setChanged({ ...changed, [key]: value })}
              />
              <p>{setting.help_text}</p>
            </div>
          </div>
        )
      })}
      <button type="submit" className="button button--primary">
        Save
      </button>
    </form>
  )
}

interface ControlProps {
  setting: SettingDeclaration
  value: string
  onChange(value: string): void
}

function SettingControl({ setting, value, onChange }: ControlProps) {
  const given = {
    id: `setting_${setting.key.toLowerCase()}`,
    value,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  }
  if (setting.type === 'longtext') {
    return <textarea {...given} rows={10} placeholder={setting.placeholder} spellCheck={false} />
  }
  if (setting.options) {
    return (
      <select {...given}>
        {setting.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.display_name}
          </option>
        ))}
      </select>
    )
  }
  return <input {...given} type="text" placeholder={setting.placeholder} />
}
