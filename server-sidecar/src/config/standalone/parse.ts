/** From environment and YAML to a configuration, or to everything that is wrong with them. */
import { type Complaint, parseConfig } from '../parse'
import type { Config } from '../schema'
import { type Environment, readEnvironment, readText } from './environment'
import {
  type AllGiven,
  CONFIG_VARIABLE,
  type Gathered,
  type Given,
  KEY_NAMES,
  keyOf,
  UNREADABLE,
} from './keys'
import { type Connection, DEFAULT_DATA_DIR, readConnection } from './schema'
import { readYaml } from './yaml'

export interface StandaloneConfig {
  connection: Connection
  /** The same as in the System Console. */
  desk: Config
  /** The name people used for a setting, for complaints that come later. */
  nameOf: (setting: string) => string
}
export type ParsedStandalone =
  | { ok: true; config: StandaloneConfig }
  /** A sentence each, beginning with the name people used; never quotes a value. */
  | { ok: false; complaints: string[] }

/** Reads the environment, and the files it names; what the environment says beats the YAML. */
export function parseStandalone(env: Environment): ParsedStandalone {
  const fromEnvironment = readEnvironment(env)
  const fromYaml = readYamlFile(env[CONFIG_VARIABLE]?.trim() ?? '')
  const given: AllGiven = { ...fromYaml.given, ...fromEnvironment.given }
  const complaints = [...fromEnvironment.complaints, ...fromYaml.complaints]
  const connection = readConnection(given, complaints)
  const nameOf = (setting: string) => givenFor(given, setting)?.name() ?? setting
  const parsed = parseConfig(settingsFrom(given))
  if (!parsed.ok) complaints.push(...parsed.complaints.map((one) => renameComplaint(given, one)))
  if (!parsed.ok || complaints.length > 0) return { ok: false, complaints }
  return {
    ok: true,
    config: { connection: connection as Connection, desk: parsed.config, nameOf },
  }
}

function readYamlFile(path: string): Gathered {
  if (path === '') return { given: {}, complaints: [] }
  const read = readText(path)
  if (!read.ok) return { given: {}, complaints: [`${CONFIG_VARIABLE} ${read.reason}`] }
  return readYaml(read.text, path)
}

/** What was given in the shape in which Mattermost hands over the settings of a plugin. */
function settingsFrom(given: AllGiven): Record<string, unknown> {
  const settings = KEY_NAMES.flatMap((key): [string, unknown][] => {
    const { setting } = keyOf(key)
    const found = given[key]
    return setting && found && found !== UNREADABLE ? [[setting, textOf(found)]] : []
  })
  return {
    database: given.database_url ? 'url' : 'embedded',
    datadirectory: DEFAULT_DATA_DIR,
    ...Object.fromEntries(settings),
  }
}

function textOf({ value }: Given): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function renameComplaint(given: AllGiven, { field, message, path }: Complaint): string {
  return `${givenFor(given, field)?.name(path) ?? field} ${message}`
}

function givenFor(given: AllGiven, setting: string): Given | undefined {
  const key = KEY_NAMES.find((name) => keyOf(name).setting === setting.toLowerCase())
  return key && given[key]
}
