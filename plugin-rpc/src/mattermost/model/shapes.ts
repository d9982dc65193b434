import { any, type GobSchema, map, string } from '../../gob'

/** `map[string]string` */
export const stringMap: GobSchema<Record<string, string>> = map(string)

/** `map[string]interface{}`: free-form data such as a post's Props. */
export const anyMap: GobSchema<Record<string, unknown>> = map(any)
