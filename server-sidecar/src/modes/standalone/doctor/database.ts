/** The database: opened, brought up to date, and written to. */
import { randomUUID } from 'node:crypto'
import { openStorage } from '../../../compose/storage'
import { createLiveConfig } from '../../../config/live'
import { createLog } from '../../../log/create-log'
import { StorageUnavailable } from '../../../store/database'
import { createUsedCalls } from '../../../store/used-triggers'
import type { Settings } from '../settings'
import { type Finding, fail, ok } from './finding'

export interface SeenDatabase {
  finding: Finding
  /** Where it can be used: what we sign with. */
  signingKey?: Buffer
}

export async function lookAtDatabase({ desk, databaseAt }: Settings): Promise<SeenDatabase> {
  const where = databaseAt.kind === 'sqlite' ? databaseAt.file : 'PostgreSQL'
  let remedy = 'see "When the database cannot serve" in docs/errors.md'
  const write = (line: string) => {
    const said: { remedy?: string } = JSON.parse(line)
    if (said.remedy) remedy = said.remedy
  }
  const log = createLog({ write, room: 'doctor', shape: 'standalone' })
  const { database, secrets } = openStorage(databaseAt, { live: createLiveConfig(desk), log })
  try {
    await database.ready()
    const signingKey = await secrets.signingKey()
    // Kept until the end of the very transaction that writes it.
    await createUsedCalls(database, { now: Date.now }).use(`doctor-${randomUUID()}`, 0)
    const finding = ok('database', `${where}: up to date, and takes what is written`)
    return { finding, signingKey }
  } catch (error) {
    const reason = error instanceof StorageUnavailable ? error.reason : String(error)
    return { finding: fail('database', `${where}: ${reason}`, remedy) }
  } finally {
    await database.close()
  }
}
