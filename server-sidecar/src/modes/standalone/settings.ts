/** The settings of a sidecar beside a Mattermost, down to where the database is. */
import { join, resolve } from 'node:path'
import { parseStandalone, type StandaloneConfig } from '../../config/standalone/parse'
import { DataSourceError, parseDataSource } from '../../store/data-source'
import type { DatabaseAt } from '../../store/database'

export interface Settings extends StandaloneConfig {
  databaseAt: DatabaseAt
}
export type ReadSettings =
  | { ok: true; settings: Settings }
  /** A sentence each, without secrets. */
  | { ok: false; complaints: string[] }

export function readSettings(env: Readonly<Record<string, string | undefined>>): ReadSettings {
  const parsed = parseStandalone(env)
  if (!parsed.ok) return parsed
  const { config } = parsed
  try {
    return { ok: true, settings: { ...config, databaseAt: placeOf(config) } }
  } catch (error) {
    if (!(error instanceof DataSourceError)) throw error
    return { ok: false, complaints: [`${config.nameOf('DatabaseURL')} ${error.message}`] }
  }
}

function placeOf({ desk }: StandaloneConfig): DatabaseAt {
  const { database } = desk
  if (database.kind === 'url') {
    parseDataSource(database.url)
    return { kind: 'postgres', dataSource: database.url }
  }
  const folder = database.kind === 'embedded' ? (database.directory ?? '') : ''
  return { kind: 'sqlite', file: join(resolve(folder), 'ticketdesk.sqlite') }
}
