import type { AlertActionRequest } from '@ticketdesk/contract/alerts'
import type { Acting } from '../use-acting'

/** What the server is asked to do about an alert. */
export type Asked = AlertActionRequest['action']
export type AlertActing = Acting<Asked, Pick<AlertActionRequest, 'comment' | 'expiresIn'>>
