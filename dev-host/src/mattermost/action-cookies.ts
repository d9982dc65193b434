/**
 * Where a button of an ephemeral post leads. The post itself is kept nowhere, so its buttons carry
 * that with them, sealed, and the client hands it back with the click (its `AddPostActionCookies`).
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { AppError } from './errors'

export interface ActionCookie {
  postId: string
  channelId: string
  rootId: string
  type: string
  url: string
  context: Record<string, unknown>
}

const CIPHER = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16
const key = randomBytes(32)

export function sealCookie(cookie: ActionCookie): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv(CIPHER, key, iv)
  const sealed = [cipher.update(JSON.stringify(cookie)), cipher.final()]
  return Buffer.concat([iv, ...sealed, cipher.getAuthTag()]).toString('base64')
}

/** Throws AppError 400 when it is not one of ours. */
export function openCookie(text: string): ActionCookie {
  const bytes = Buffer.from(text, 'base64')
  try {
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES))
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
    const plain = [decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]
    return JSON.parse(Buffer.concat(plain).toString())
  } catch {
    throw new AppError('api.post.do_action.action_integration.app_error', 400)
  }
}
