/** The ticket form where our web app is not: opened by a command, or by a button of an alert. */
import { type Form, type Locale, routes } from '@ticketdesk/contract'
import { botMissing, refusal } from '../../domain/errors'
import type { ChannelRef, PostRef, UserRef } from '../../domain/refs'
import type { MessageId, Sentence } from '../../text/sentence'
import type { MattermostApi } from '../api'
import { fitsDialog, renderDialog } from '../render/dialog'
import type { DialogStates } from './dialog-state'

export interface TicketDialogNeeds {
  api: Pick<MattermostApi, 'openInteractiveDialog' | 'missingBot' | 'hasPermissionToChannel'>
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
    await checkBot(needs.api, place)
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
    await needs.api.openInteractiveDialog({ triggerId, url: routes.ticketDialog, dialog })
  }
}

/** Nobody should fill in a form for a place our bot cannot post in; public ones it enters. */
async function checkBot(
  api: TicketDialogNeeds['api'],
  { userId, channelId }: Pick<TicketDialogWish, 'userId' | 'channelId'>,
): Promise<void> {
  if ((await api.missingBot(channelId)) === undefined) return
  if (await api.hasPermissionToChannel(userId, channelId, 'create_post')) return
  const bot = await api.missingBot(channelId)
  if (bot !== undefined) throw botMissing(bot)
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
