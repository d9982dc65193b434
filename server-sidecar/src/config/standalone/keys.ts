/** What a sidecar beside a Mattermost can be told, by its names in YAML and in the environment. */
export interface StandaloneKey {
  /** The environment variable. */
  env: string
  /** May also be read from a file: `<env>_FILE` names it. */
  secret?: true
  /** The same as this setting of the System Console, in lower case as Mattermost hands it over. */
  setting?: string
  /** May be a list or a mapping in YAML; in the environment it is JSON then. */
  structure?: true
}

/** The names without a prefix are those of the small ticket services this one takes the place of. */
export const STANDALONE_KEYS = {
  mattermost_url: { env: 'MATTERMOST_URL' },
  bot_token: { env: 'BOT_TOKEN', secret: true },
  slash_token: { env: 'SLASH_TOKEN', secret: true, structure: true },
  callback_url: { env: 'CALLBACK_URL' },
  public_url: { env: 'PUBLIC_URL' },
  site_url: { env: 'TICKETDESK_SITE_URL' },
  ssl_cert_file: { env: 'SSL_CERT_FILE' },
  port: { env: 'PORT' },
  host: { env: 'HOST' },
  metrics_port: { env: 'METRICS_PORT' },
  metrics_host: { env: 'METRICS_HOST' },
  database_url: { env: 'DATABASE_URL', secret: true, setting: 'databaseurl' },
  data_dir: { env: 'DATA_DIR', setting: 'datadirectory' },
  form: { env: 'TICKETDESK_FORM', setting: 'form', structure: true },
  time_zone: { env: 'TICKETDESK_TIME_ZONE', setting: 'timezone' },
  language: { env: 'TICKETDESK_LANGUAGE', setting: 'language' },
  vendors: { env: 'TICKETDESK_VENDORS', secret: true, setting: 'vendors', structure: true },
  sources: { env: 'TICKETDESK_SOURCES', secret: true, setting: 'sources', structure: true },
  encryption_key: { env: 'TICKETDESK_ENCRYPTION_KEY', secret: true, setting: 'encryptionkey' },
  acknowledge_emoji: { env: 'TICKETDESK_ACKNOWLEDGE_EMOJI', setting: 'acknowledgeemoji' },
  take_emoji: { env: 'TICKETDESK_TAKE_EMOJI', setting: 'takeemoji' },
  resolve_emoji: { env: 'TICKETDESK_RESOLVE_EMOJI', setting: 'resolveemoji' },
  keep_days: { env: 'TICKETDESK_KEEP_DAYS', setting: 'keepdays' },
  log_level: { env: 'TICKETDESK_LOG_LEVEL' },
} as const satisfies Record<string, StandaloneKey>
export type KeyName = keyof typeof STANDALONE_KEYS

export const KEY_NAMES = Object.keys(STANDALONE_KEYS) as KeyName[]
/** Names the YAML file. */
export const CONFIG_VARIABLE = 'TICKETDESK_CONFIG'
export const PREFIX = 'TICKETDESK_'

export function keyOf(name: KeyName): StandaloneKey {
  return STANDALONE_KEYS[name]
}

/** Where a value stood, so that a complaint can say it. */
export interface Given {
  /** A text, or for a structure what YAML makes of it. */
  value: unknown
  /** `BOT_TOKEN`, or `bot_token (ticketdesk.yaml, line 3, column 1)`; the place inside by its path. */
  name: (path?: readonly PropertyKey[]) => string
}
/** Something was given, and what is wrong with it was said. */
export const UNREADABLE: Given = { value: undefined, name: () => '' }
export type AllGiven = Partial<Record<KeyName, Given>>

export interface Gathered {
  given: AllGiven
  /** A sentence each, beginning with the name people used. Never quotes a value. */
  complaints: string[]
}
