/** Where the tickets are kept, from what the administrator chose and what Mattermost says. */
import { dirname, join, resolve } from 'node:path'
import type { Complaint } from '../config/parse'
import type { Config } from '../config/schema'
import type { ServerConfig } from '../mattermost/api'
import { DataSourceError, parseDataSource } from '../store/data-source'
import type { DatabaseAt } from '../store/database'

export type Place = { ok: true; at: DatabaseAt } | { ok: false; complaint: Complaint }

export interface Surroundings {
  server: ServerConfig
  /** Replaced by every upgrade: nothing may be kept in it. */
  bundlePath: string
}

export function placeDatabase({ database }: Config, { server, bundlePath }: Surroundings): Place {
  switch (database.kind) {
    case 'embedded':
      return { ok: true, at: { kind: 'sqlite', file: fileIn(database.directory, bundlePath) } }
    case 'url':
      return readable(database.url, 'DatabaseURL')
    case 'mattermost':
      return server.sql.driverName === 'postgres'
        ? readable(server.sql.dataSource, 'Database')
        : complain('Database', 'cannot be "mattermost": Mattermost itself does not use PostgreSQL')
  }
}

/** Without a folder, the data folder beside Mattermost's plugins, as in its own layout. */
function fileIn(directory: string | undefined, bundlePath: string): string {
  const folder = directory ?? join(dirname(dirname(bundlePath)), 'data', 'ticketdesk')
  return join(resolve(folder), 'ticketdesk.sqlite')
}

function readable(dataSource: string, field: string): Place {
  try {
    parseDataSource(dataSource)
    return { ok: true, at: { kind: 'postgres', dataSource } }
  } catch (error) {
    if (error instanceof DataSourceError) return complain(field, error.message)
    throw error
  }
}

function complain(field: string, message: string): Place {
  return { ok: false, complaint: { field, message } }
}
