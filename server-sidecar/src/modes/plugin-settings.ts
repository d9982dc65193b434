/** Bad settings: refused where an administrator can see it, logged where not. */
import { AppError } from '@ticketdesk/plugin-rpc'
import { type Complaint, parseConfig, renderComplaints } from '../config/parse'
import type { Config } from '../config/schema'
import type { Log } from '../ports/log'
import type { Place } from './database-at'

type RawSettings = Readonly<Record<string, unknown>>

/** For the activation: Mattermost shows the text beside the plugin. */
export function parseOrThrow(raw: RawSettings): Config {
  const parsed = parseConfig(raw)
  if (parsed.ok) return parsed.config
  throw activationError(parsed.complaints)
}

export function activationError(complaints: readonly Complaint[]): Error {
  return new Error(`settings of Ticket Desk: ${renderComplaints(complaints)}`)
}

/** A change that cannot be used; the settings from before stay in force. */
export function complain(log: Log, complaints: readonly Complaint[]): void {
  for (const { field, message } of complaints) {
    log.error('a setting cannot be used, the settings from before stay', { field, reason: message })
  }
}

/**
 * Keeps bad settings from being saved. Mattermost asks at every save of any setting: what was bad
 * before (edited in a file, say) must not stand in the way of somebody else's change.
 */
export function refuseBadSettings(
  raw: RawSettings,
  { before, place }: { before: RawSettings | undefined; place: (config: Config) => Place },
): void {
  const text = complaintsAbout(raw, place)
  if (text === '' || (before && text === complaintsAbout(before, place))) return
  throw new AppError({
    Id: 'ticketdesk.settings',
    Where: 'Ticket Desk',
    Message: `Ticket Desk: ${text}`,
    StatusCode: 400,
    // Mattermost would look our id up in its own catalogue and show that instead of the message.
    SkipTranslation: true,
  })
}

function complaintsAbout(raw: RawSettings, place: (config: Config) => Place): string {
  const parsed = parseConfig(raw)
  if (!parsed.ok) return renderComplaints(parsed.complaints)
  const placed = place(parsed.config)
  return placed.ok ? '' : renderComplaints([placed.complaint])
}
