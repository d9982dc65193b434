/**
 * Trigger ids: they open one person's dialog, soon after that person did something. Mattermost's
 * (its `GenerateTriggerId`): base64 of `id:userId:milliseconds:signature`, signed with ECDSA; anybody
 * can check it with the public key in `config/client`.
 */
import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import { AppError } from './errors'
import { newId } from './ids'

/** As long as Mattermost's default `OutgoingIntegrationRequestsTimeout`. */
const LIFETIME_MS = 30_000

export interface Trigger {
  /** What the person's own client is told, to know its dialog by. */
  clientId: string
  /** What the integration is handed. */
  triggerId: string
}

export interface Triggers {
  open(userId: string): Trigger
  /** Whom a dialog goes to. Throws AppError 400 unless we signed it a moment ago. */
  read(triggerId: string): { clientId: string; userId: string }
  /** DER (PKIX) in base64, as `AsymmetricSigningPublicKey`. */
  publicKey: string
}

export function createTriggers(now: () => number = Date.now): Triggers {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    open(userId) {
      const clientId = newId()
      const signed = `${clientId}:${userId}:${now()}:`
      const signature = sign('sha256', Buffer.from(signed), privateKey).toString('base64')
      return { clientId, triggerId: Buffer.from(signed + signature).toString('base64') }
    },
    read(triggerId) {
      const parts = decode(triggerId)
      if (now() - parts.at > LIFETIME_MS) throw refused('expired')
      if (!isOurs(parts, publicKey)) throw refused('verify_signature_failed')
      return parts
    },
  }
}

interface Parts {
  clientId: string
  userId: string
  at: number
  signed: string
  signature: Buffer
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

function decode(triggerId: string): Parts {
  if (triggerId.length % 4 !== 0 || !BASE64.test(triggerId)) throw refused('base64_decode_failed')
  const parts = Buffer.from(triggerId, 'base64').toString().split(':')
  const [clientId, userId, at, signature] = parts
  if (parts.length !== 4 || !clientId || !userId || !at || signature === undefined) {
    throw refused('missing_data')
  }
  return {
    ...{ clientId, userId, at: Number(at) },
    signed: `${clientId}:${userId}:${at}:`,
    signature: Buffer.from(signature, 'base64'),
  }
}

function isOurs({ signed, signature }: Parts, key: KeyObject): boolean {
  try {
    return verify('sha256', Buffer.from(signed), key, signature)
  } catch {
    return false
  }
}

function refused(why: string): AppError {
  return new AppError(`interactive_message.decode_trigger_id.${why}`, 400)
}
