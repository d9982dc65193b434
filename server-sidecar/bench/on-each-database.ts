import { closeServer, databases, type TestStore } from '../test/databases'

/** Measures on one database after the other, each with a store of its own that is closed after. */
export async function onEachDatabase(
  measure: (kind: string, store: TestStore) => Promise<void>,
): Promise<void> {
  for (const [kind, createStore] of databases) {
    const store = await createStore()
    try {
      await measure(kind, store)
    } finally {
      await store.close()
    }
  }
  await closeServer()
}
