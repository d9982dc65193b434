import type { SourceId } from '../domain/alert/alert'
import type { Source } from '../domain/source/source'

/** What is kept encrypted beside a source. */
export type SecretName = 'apiKey'

/**
 * The kept sources, inside a transaction. Keys are kept as hashes, secrets encrypted; neither is
 * ever part of a Source.
 */
export interface Sources {
  /** Also one that was removed: its alerts are still told. */
  find(id: SourceId): Promise<Source | undefined>
  /** Upper and lower case alike. */
  findByName(name: string): Promise<Source | undefined>
  /**
   * The source of a webhook key that is valid now: its current key, or the one before until the
   * overlap ends.
   */
  findByKey(key: string): Promise<Source | undefined>
  /** By name. */
  list(): Promise<Source[]>
  /** Keeps a new source with its key; nothing is kept when the name or the key is taken. */
  insert(source: Source, key: string): Promise<'kept' | 'name_taken' | 'key_taken'>
  /** All but its id, key and secrets. False when the name is taken by another. */
  save(source: Source): Promise<boolean>
  /**
   * A new key; the old one stays valid for `overlapMs`, one that was older ends now. The key that
   * is valid already changes nothing. False when the key is another source's.
   */
  rotate(id: SourceId, key: string, overlapMs: number): Promise<boolean>
  /** Its alerts stay; nothing new comes in, and its keys and secrets are forgotten. */
  remove(id: SourceId): Promise<void>
  /** When each was heard of last, milliseconds since 1970; those never heard of are not in it. */
  lastHeard(): Promise<Map<SourceId, number>>
  /** Undefined also when it was encrypted with a key we no longer have. */
  secret(id: SourceId, name: SecretName): Promise<string | undefined>
  /** Keeps or, without a value, forgets it. */
  keepSecret(id: SourceId, name: SecretName, value: string | undefined): Promise<void>
}
