import type { Kysely } from 'kysely'
import type { Tables } from './tables'

/** One of the two databases behind the same queries; everything they differ in is behind this. */
export interface Engine {
  readonly kind: 'postgres' | 'sqlite'
  /** Connects if need be and brings the tables up to date; may be called again after a failure. */
  open(): Promise<Kysely<Tables>>
  close(): Promise<void>
}
