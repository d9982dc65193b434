import type { SourceId } from '../domain/alert/alert'
import type { Source } from '../domain/source/source'

/** The kept sources, inside a transaction. Keys are kept as hashes, secrets encrypted. */
export interface Sources {
  find(id: SourceId): Promise<Source | undefined>
  findByName(name: string): Promise<Source | undefined>
  /**
   * The source of a webhook key that is valid now: its current key, or the one before until the
   * overlap ends.
   */
  findByKey(key: string): Promise<Source | undefined>
  list(): Promise<Source[]>
  /** Keeps a new source with its key. False when the name is taken. */
  insert(source: Source, key: string): Promise<boolean>
  save(source: Source): Promise<void>
  /** A new key; the old one stays valid for `overlapMs`. */
  rotate(id: SourceId, key: string, overlapMs: number): Promise<void>
  /** Its alerts stay; nothing new comes in. */
  remove(id: SourceId): Promise<void>
  secret(id: SourceId, name: 'apiKey'): Promise<string | undefined>
  keepSecret(id: SourceId, name: 'apiKey', value: string): Promise<void>
}
