/**
 * Secrets at rest: AES-256-GCM with a key derived (HKDF, SHA-256) from a text or bytes that an
 * administrator keeps elsewhere, or from bytes kept in the database itself. The second protects a
 * dump of one table, not a dump of all.
 *
 * `1.<key id>.<base64url of 12 bytes of nonce, 16 of tag, and the ciphertext>`; the name of the
 * place it is kept at is authenticated with it, so that it opens nowhere else.
 */
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'

const NONCE = 12
const TAG = 16

export interface Keyring {
  seal(text: string, place: string): string
  /** Undefined when none of our keys fits, or it was tampered with. */
  open(sealed: string, place: string): string | undefined
  /** Was it sealed with the key that seals now? */
  isCurrent(sealed: string): boolean
}

/** The first of the keys seals; each of them opens what it sealed. */
export function createKeyring(keys: readonly (string | Buffer)[]): Keyring {
  const derived = keys.map(derive)
  const current = derived[0]
  if (!current) throw new Error('a keyring without a key')

  return {
    seal(text, place) {
      const nonce = randomBytes(NONCE)
      const cipher = createCipheriv('aes-256-gcm', current.key, nonce)
      cipher.setAAD(Buffer.from(place))
      const bytes = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      const whole = Buffer.concat([nonce, cipher.getAuthTag(), bytes])
      return `1.${current.id}.${whole.toString('base64url')}`
    },
    open(sealed, place) {
      const [version, id, text = ''] = sealed.split('.')
      const fitting = derived.find((one) => one.id === id)
      if (version !== '1' || !fitting) return undefined
      return decipher(fitting.key, Buffer.from(text, 'base64url'), place)
    },
    isCurrent: (sealed) => sealed.startsWith(`1.${current.id}.`),
  }
}

interface DerivedKey {
  key: Buffer
  /** Tells keys apart and tells nothing about them. */
  id: string
}

function derive(secret: string | Buffer): DerivedKey {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'ticketdesk secrets at rest', 32))
  const id = createHash('sha256').update('key id').update(key).digest('hex').slice(0, 8)
  return { key, id }
}

function decipher(key: Buffer, whole: Buffer, place: string): string | undefined {
  try {
    const nonce = whole.subarray(0, NONCE)
    const opening = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG })
    opening.setAAD(Buffer.from(place))
    opening.setAuthTag(whole.subarray(NONCE, NONCE + TAG))
    return Buffer.concat([opening.update(whole.subarray(NONCE + TAG)), opening.final()]).toString()
  } catch {
    return undefined
  }
}
