/**
 * The way of dialogs and buttons: Mattermost carries them to CALLBACK_URL, wherever the slash
 * commands lead. The bot submits an empty ticket form that we signed for it; what is missing in it
 * is the answer, and nobody sees anything. Where no sidecar serves yet, the doctor answers.
 */
import { randomUUID } from 'node:crypto'
import type { ChannelRef, UserRef } from '../../../domain/refs'
import { TICKET_SUBMIT } from '../../../http/standalone-app'
import { createDialogStates } from '../../../mattermost/inbound/dialog-state'
import { type Finding, fail, ok, skip } from './finding'
import { anyChannel, type WayBackNeeds, whyUnreached } from './way-back'

export interface CallbackNeeds extends WayBackNeeds {
  /** That of the database; undefined when it cannot be read. */
  signingKey: Buffer | undefined
}

const STEP = 'CALLBACK_URL'
const FAILED = 'api.post.do_action.action_integration.app_error'

/** Rejects with NoAnswer. */
export async function tryCallback(needs: CallbackNeeds): Promise<Finding> {
  const { ask, seen, callbackUrl, signingKey } = needs
  if (!signingKey || !seen.bot) return skip(STEP, 'the database has to be cured first')
  const found = await placeOf(needs)
  if (!found) return skip(STEP, 'the bot is in no public channel')
  const states = createDialogStates({
    signingKey: async () => signingKey,
    clock: { now: Date.now },
  })
  // In no channel: nothing can come of it, whatever the form asks for.
  const place = { userId: seen.bot.id as UserRef, channelId: '' as ChannelRef }
  const { status, json } = await ask('/actions/dialogs/submit', {
    ...{
      url: callbackUrl + TICKET_SUBMIT,
      callback_id: '',
      submission: {},
      cancelled: false,
    },
    ...{ state: await states.sign({ ...place, requestId: randomUUID() }), ...found },
  })
  if (status === 200 && json?.error) return ok(STEP, `Mattermost reaches us at ${callbackUrl}`)
  if (status === 200) {
    const remedy =
      'dialogs and buttons are carried there: CALLBACK_URL must be where this sidecar is'
    return fail(STEP, `somebody else answers at ${callbackUrl}`, remedy)
  }
  if (json?.id !== FAILED) {
    const answer = `Mattermost answers with ${status} ${json?.id ?? ''}`.trimEnd()
    return fail(STEP, answer, 'may the bot read the public channels it is in?')
  }
  const remedy = `dialogs and buttons are carried there. Where is this sidecar, as Mattermost sees it? If it is there: ${await whyUnreached(callbackUrl)}`
  return fail(STEP, `Mattermost gets no answer of ours from ${callbackUrl}`, remedy)
}

async function placeOf({ ask, seen }: WayBackNeeds) {
  for (const team of seen.teams) {
    const channel = await anyChannel(ask, team)
    if (channel) return { channel_id: channel, team_id: team.id }
  }
  return undefined
}
