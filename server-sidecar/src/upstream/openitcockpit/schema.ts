/** What openITCOCKPIT says of a host or service (`/hosts/browser`, `/services/browser`). */
import * as z from 'zod'
import { type UpstreamState, UpstreamTrouble } from '../../ports/upstream-client'

/** Nothing is an empty list where there could be an object. */
const orNothing = <T extends z.ZodType>(shape: T) =>
  z.union([shape, z.array(z.unknown()).transform(() => undefined)]).optional()

const status = z.object({
  currentState: z.coerce.number(),
  problemHasBeenAcknowledged: z.union([z.boolean(), z.number()]).transform(Boolean),
  scheduledDowntimeDepth: z.coerce.number().nullish(),
})
const acknowledgement = z.object({
  author_name: z.string().nullish(),
  comment_data: z.string().nullish(),
})
const browser = z.object({
  hoststatus: orNothing(status),
  servicestatus: orNothing(status),
  mergedService: z.unknown().optional(),
  acknowledgement: orNothing(acknowledgement),
})

/** Throws UpstreamTrouble when it is no such page, or the object is not monitored. */
export function parseState(json: unknown): UpstreamState {
  const page = browser.safeParse(json)
  if (!page.success) throw new UpstreamTrouble('unexpected_answer', false)
  const { hoststatus, servicestatus, mergedService, acknowledgement: ack } = page.data
  // A service's page also tells of its host.
  const own = mergedService === undefined ? hoststatus : servicestatus
  if (!own) throw new UpstreamTrouble('not_found', false)
  return {
    severity: own.currentState === 0 ? 'ok' : 'problem',
    acknowledged: own.problemHasBeenAcknowledged,
    inDowntime: (own.scheduledDowntimeDepth ?? 0) > 0,
    ...(ack?.author_name && { author: ack.author_name }),
    ...(ack?.comment_data && { comment: ack.comment_data }),
  }
}
