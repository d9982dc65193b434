/** Values between the Go side of the conformance tests and the library, as JSON that loses nothing. */

/** Bytes are `{"$bytes": base64}`, big integers numbers; all else is itself. */
export function renderPlain(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return { $bytes: value.toString('base64') }
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(renderPlain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, renderPlain(entry)]))
}

/** The way back. */
export function parsePlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(parsePlain)
  if (typeof value !== 'object' || value === null) return value
  const bytes = (value as { $bytes?: unknown }).$bytes
  if (typeof bytes === 'string') return Buffer.from(bytes, 'base64')
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, parsePlain(entry)]))
}
