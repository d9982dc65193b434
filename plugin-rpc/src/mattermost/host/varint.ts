/** More bytes than an int64 can take. */
const MAX_SIZE = 10

/** Go's signed varint at the start of `bytes`; undefined when it is not complete yet. */
export function parseVarint(bytes: Uint8Array): { value: bigint; size: number } | undefined {
  let raw = 0n
  for (let i = 0; i < bytes.length; i++) {
    if (i === MAX_SIZE) throw new RangeError('varint of more than 64 bits')
    const byte = bytes[i] as number
    raw |= BigInt(byte & 127) << BigInt(7 * i)
    if (byte < 128) return { value: raw & 1n ? ~(raw >> 1n) : raw >> 1n, size: i + 1 }
  }
  return undefined
}
