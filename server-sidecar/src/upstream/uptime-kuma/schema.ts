/** The JSON of the notification type Webhook. */
import * as z from 'zod'

/** `heartbeat.status` by number. */
export const STATUS = ['down', 'up', 'pending', 'maintenance'] as const

const notice = z.object({
  heartbeat: z.object({
    status: z.int().min(0).max(3),
    /** UTC, `2026-06-17 08:00:00.123` */
    time: z.string().catch(''),
    msg: z.string().catch(''),
  }),
  monitor: z.object({
    id: z.int(),
    name: z.string(),
    pathName: z.string().catch(''),
    url: z.string().catch(''),
    type: z.string().catch(''),
  }),
})
export type Notice = z.infer<typeof notice>

/** A test has neither heartbeat nor monitor and is none. */
export function parseNotice(json: unknown): Notice | undefined {
  return notice.safeParse(json).data
}
