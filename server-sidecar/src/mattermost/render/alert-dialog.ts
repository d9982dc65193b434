/** The dialog that asks for a comment and an end, within the limits of render/dialog.ts. */
import { ALERT_COMMENT_LIMIT, type Locale } from '@ticketdesk/contract'
import type { MessageId } from '../../text/sentence'
import type { Dialog } from '../api'
import { renderDuration } from './moments'

const HOUR = 3_600_000
/** How long an acknowledgement may stand, milliseconds; 0 is for good. */
export const ALERT_TERMS = [0, HOUR, 4 * HOUR, 8 * HOUR, 24 * HOUR, 72 * HOUR, 168 * HOUR] as const

export function renderAlertDialog(
  { say, locale }: { say: (id: MessageId) => string; locale: Locale },
  state: string,
): Dialog {
  return {
    callbackId: 'alert',
    title: say('alert.dialog.title'),
    elements: [
      {
        displayName: say('alert.dialog.comment'),
        name: 'comment',
        type: 'textarea',
        optional: true,
        maxLength: ALERT_COMMENT_LIMIT,
      },
      {
        displayName: say('alert.dialog.until'),
        name: 'term',
        type: 'select',
        optional: true,
        default: '0',
        options: ALERT_TERMS.map((term) => ({
          text: term === 0 ? say('alert.dialog.never') : renderDuration(term, locale, 'long'),
          value: String(term),
        })),
      },
    ],
    submitLabel: say('alert.dialog.title'),
    notifyOnCancel: false,
    state,
  }
}
