import type { Log } from '../ports/log'
import { resealVendorSecrets } from './accounts'
import type { Database } from './database'
import type { Secrets } from './secrets'
import { resealSecrets } from './sources'

/** After a change of the encryption key: what the old one sealed is sealed with the new one. */
export function createSecretsUpkeep(needs: { database: Database; secrets: Secrets; log: Log }) {
  const { database, secrets, log } = needs
  return {
    remember: secrets.remember,
    async reseal(): Promise<void> {
      const { resealed, unreadable } = await database.transaction(async (db) => {
        const keyring = await secrets.keyring(db)
        const sources = await resealSecrets(db, keyring)
        const vendors = await resealVendorSecrets(db, keyring)
        return {
          resealed: sources.resealed + vendors.resealed,
          unreadable: sources.unreadable + vendors.unreadable,
        }
      })
      if (resealed > 0) log.info('secrets are sealed with the present key', { count: resealed })
      if (unreadable > 0) {
        log.error('secrets cannot be read with any known key', {
          count: unreadable,
          remedy: 'put the old key behind the new one in EncryptionKey, or give the secrets again',
        })
      }
    },
  }
}
