/**
 * The plugin's settings: what System Console shows and changes. Keys are kept in lower case, as
 * Mattermost keeps them; secrets are masked on their way out and a mask on its way in changes nothing.
 */
import type { Manifest, SettingDeclaration } from './manifest'

const MASK = '*'.repeat(32)

export type Settings = Record<string, unknown>

/** The defaults of the manifest, and over them what was given. */
export function createSettings(manifest: Manifest, given: Settings): Settings {
  const settings: Settings = {}
  for (const declared of declarations(manifest)) {
    if (declared.default !== undefined) settings[declared.key.toLowerCase()] = declared.default
  }
  for (const [key, value] of Object.entries(given)) settings[key.toLowerCase()] = value
  return settings
}

export function maskSecrets(manifest: Manifest, settings: Settings): Settings {
  const masked = { ...settings }
  for (const { key, secret } of declarations(manifest)) {
    const name = key.toLowerCase()
    if (secret && masked[name]) masked[name] = MASK
  }
  return masked
}

/** The settings with a change; a secret that still is the mask stays what it was. */
export function changeSettings(settings: Settings, change: Settings): Settings {
  const next = { ...settings }
  for (const [key, value] of Object.entries(change)) {
    if (value !== MASK) next[key.toLowerCase()] = value
  }
  return next
}

function declarations(manifest: Manifest): SettingDeclaration[] {
  return manifest.settings_schema?.settings ?? []
}
