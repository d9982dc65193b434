/**
 * The settings of the System Console, as `plugin.json` declares them and Mattermost hands them
 * over: a flat object, keys in lower case, every value possibly missing or empty.
 */
import { type ConfiguredForm, LOCALES, type Locale } from '@ticketdesk/contract'
import * as z from 'zod'

/** Where tickets are kept. */
export type DatabaseChoice =
  /** Mattermost's own PostgreSQL; its data source comes from the server. */
  | { kind: 'mattermost' }
  /** A PostgreSQL of one's own. The URL holds a password: it never reaches a log or a message. */
  | { kind: 'url'; url: string }
  /** SQLite in a folder of this machine; without a folder, the one the mode has for it. */
  | { kind: 'embedded'; directory?: string }

/** The configuration: always valid, frozen, exchanged as a whole. */
export interface Config {
  form: ConfiguredForm
  /** Changes whenever the form does. */
  formRevision: string
  /** IANA name; decides which day a ticket belongs to. */
  timeZone: string
  /** The language of posts, and of people whose own we do not speak. */
  language: Locale
  database: DatabaseChoice
}

/** Setting keys as Mattermost writes them → the names in the System Console. */
export const SETTING_NAMES = {
  form: 'Form',
  timezone: 'TimeZone',
  language: 'Language',
  database: 'Database',
  databaseurl: 'DatabaseURL',
  datadirectory: 'DataDirectory',
} as const
export type SettingKey = keyof typeof SETTING_NAMES

const text = z.string('must be a text').trim()
const orDefault = (value: string) => text.transform((given) => given || value).default(value)

export const settingsSchema = z.object({
  form: text.default(''),
  timezone: orDefault('UTC').refine(isTimeZone, {
    message: 'is not a known time zone; use a name such as "Europe/Berlin" or "UTC"',
  }),
  language: orDefault('en').pipe(
    z.enum(LOCALES, { error: `must be one of ${LOCALES.join(', ')}` }),
  ),
  database: orDefault('mattermost').pipe(
    z.enum(['mattermost', 'url', 'embedded'], {
      error: 'must be one of mattermost, url, embedded',
    }),
  ),
  databaseurl: text.default(''),
  datadirectory: text.default(''),
})

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
