/**
 * The settings of the System Console, as `plugin.json` declares them and Mattermost hands them
 * over: a flat object, keys in lower case, every value possibly missing or empty.
 */
import { type ConfiguredForm, LOCALES, type Locale } from '@ticketdesk/contract'
import * as z from 'zod'
import type { VendorSettings } from '../domain/case/account'
import type { SourceDeclaration } from '../domain/source/declaration'
import { LEAST_KEEP_DAYS } from '../usecases/forget-old'

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
  /** Secrets in clear: they never reach a log or a message. */
  sources: SourceDeclaration[]
  /** Whose cases can be followed; also secrets in clear. */
  vendors: VendorSettings
  /** What secrets are sealed with; the first seals, the others open what was sealed before. */
  encryptionKeys: string[]
  /** Names of emoji, without colons: what a reaction to an alert or a ticket does. */
  acknowledgeEmoji: string[]
  takeEmoji: string[]
  resolveEmoji: string[]
  /** For how many days an alert that is over is known; 0: for ever. */
  keepDays: number
}

/** Setting keys as Mattermost writes them → the names in the System Console. */
export const SETTING_NAMES = {
  form: 'Form',
  timezone: 'TimeZone',
  language: 'Language',
  database: 'Database',
  databaseurl: 'DatabaseURL',
  datadirectory: 'DataDirectory',
  sources: 'Sources',
  vendors: 'Vendors',
  encryptionkey: 'EncryptionKey',
  acknowledgeemoji: 'AcknowledgeEmoji',
  takeemoji: 'TakeEmoji',
  resolveemoji: 'ResolveEmoji',
  keepdays: 'KeepDays',
} as const
export type SettingKey = keyof typeof SETTING_NAMES

const MIN_ENCRYPTION_KEY = 16

const text = z.string('must be a text').trim()
const orDefault = (value: string) => text.transform((given) => given || value).default(value)
const emoji = (value: string) =>
  orDefault(value).refine((given) => splitEmoji(given).every((name) => /^[\w+-]+$/.test(name)), {
    message: 'must be names of emoji, parted by blanks, such as "eyes white_check_mark"',
  })

/** Whoever writes the file by hand writes a number. */
const days = (value: string) =>
  z.preprocess(
    (given) => (typeof given === 'number' ? String(given) : given),
    orDefault(value).refine((given) => /^\d{1,5}$/.test(given) && isKept(Number(given)), {
      message: `must be a number of days, at least ${LEAST_KEEP_DAYS}, or 0 for ever`,
    }),
  )
const isKept = (given: number) => given === 0 || given >= LEAST_KEEP_DAYS

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
  sources: text.default(''),
  vendors: text.default(''),
  encryptionkey: text
    .default('')
    .refine((given) => splitKeys(given).every((key) => key.length >= MIN_ENCRYPTION_KEY), {
      message: `must have at least ${MIN_ENCRYPTION_KEY} characters; several keys are parted by blanks`,
    }),
  acknowledgeemoji: emoji('eyes white_check_mark'),
  takeemoji: emoji('eyes raising_hand'),
  resolveemoji: emoji('white_check_mark heavy_check_mark'),
  keepdays: days('400'),
})

/** The new key first, after it the old ones. */
export function splitKeys(text: string): string[] {
  return text.split(/\s+/).filter(Boolean)
}

/** With or without colons; the word `none` is none. */
export function splitEmoji(text: string): string[] {
  const names = text.toLowerCase().split(/[\s,]+/)
  return names.map((name) => name.replace(/^:|:$/g, '')).filter((name) => name && name !== 'none')
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
