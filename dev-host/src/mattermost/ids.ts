import { randomBytes } from 'node:crypto'

// Mattermost's alphabet (z-base-32): ids are 26 of these.
const ALPHABET = 'ybndrfg8ejkmcpqxot1uwisza345h769'

/** A new id of Mattermost's form: 26 lower-case letters and digits. */
export function newId(): string {
  return Array.from(randomBytes(26), (byte) => ALPHABET[byte % 32]).join('')
}

export function isId(text: unknown): text is string {
  return typeof text === 'string' && /^[a-z0-9]{26}$/.test(text)
}
