/** The ticket form where our web app is not: opened by a command, or by a button of an alert. */
import { type Form, type Locale, routes } from '@ticketdesk/contract'
import { refusal } from '../../domain/errors'
import type { ChannelRef, PostRef, UserRef } from '../../domain/refs'
import type { MessageId, Sentence } from '../../text/sentence'
import type { MattermostApi } from '../api'
import { fitsDialog, renderDialog } from '../render/dialog'
import type { DialogStates } from './dialog-state'

/** Mattermost puts its own address in front of a plugin's path. */
const DIALOG_URL = `/plugins/ticketdesk${routes.ticketDialog}`

export interface TicketDialogNeeds {
  api: Pick<MattermostApi, 'openInteractiveDialog'>
  states: DialogStates
  form: (locale: Locale) => Form
  /** Rejects while the database is away: nobody should fill in a form for nothing. */
  check: () => Promise<void>
  newRequestId: () => string
  sentence: Sentence
}

export interface TicketDialogWish {
  userId: UserRef
  locale: Locale
  channelId: ChannelRef
  rootId?: PostRef
  /** The post the ticket is made from. */
  sourcePostId?: PostRef
  triggerId: string
  /** For the form's field that takes it; empty for none. */
  prefill: string
}
export type OpenTicketDialog = (wish: TicketDialogWish) => Promise<void>

/** Rejects with a Refusal or MattermostError when no dialog was opened. */
export function createOpenTicketDialog(needs: TicketDialogNeeds): OpenTicketDialog {
  return async function openTicketDialog({ locale, triggerId, prefill, ...place }) {
    await needs.check()
    const state = await needs.states.sign({ ...place, requestId: needs.newRequestId() })
    const say = (id: MessageId) => needs.sentence(locale, id)
    const dialog = renderDialog(withPrefill(needs.form(locale), prefill), {
      state,
      texts: {
        title: say('dialog.title'),
        submit: say('dialog.submit'),
        dateHelp: say('dialog.date_help'),
      },
    })
    await needs.api.openInteractiveDialog({ triggerId, url: DIALOG_URL, dialog })
  }
}

function withPrefill(form: Form, text: string): Form {
  if (text === '') return form
  // Said for what it is: the form would fit, the text does not.
  if (!fitsDialog(text)) throw refusal('text_not_for_dialog')
  return {
    ...form,
    fields: form.fields.map((field) =>
      field.name === form.prefill ? { ...field, default: text } : field,
    ),
  }
}
