import type { CreateTableBuilder, Kysely } from 'kysely'

/** Nothing is ever missing in these tables but what is added by hand. */
// biome-ignore lint/complexity/useMaxParams: reads like the SQL it stands for
export function table(
  db: Kysely<unknown>,
  name: string,
  texts: readonly string[],
  numbers: readonly string[] = [],
): CreateTableBuilder<string, string> {
  let builder: CreateTableBuilder<string, string> = db.schema.createTable(name)
  for (const text of texts) builder = builder.addColumn(text, 'text', (column) => column.notNull())
  for (const number of numbers) {
    builder = builder.addColumn(number, 'bigint', (column) => column.notNull())
  }
  return builder
}
