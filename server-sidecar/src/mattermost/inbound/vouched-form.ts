import type { UserRef } from '../../domain/refs'
import type { Vouched } from '../remote/gaps'
import type { DialogStates } from './dialog-state'
import type { TrustedCalls } from './trusted-calls'

interface Needs {
  states: Pick<DialogStates, 'open'>
  vouched: Pick<Vouched, 'note'>
}

/**
 * The same calls. The form of a command says again who wrote where: after a restart, and to the
 * replica that did not hear of the command. Not that of a button: who may read may press it.
 */
export function vouchForForms(calls: TrustedCalls, { states, vouched }: Needs): TrustedCalls {
  async function note(userId: UserRef, payload: object): Promise<void> {
    const { state } = payload as { state: string }
    // A dialog of another kind has a state of another kind.
    const form = await states.open(state, userId).catch(() => undefined)
    if (form && !form.sourcePostId) {
      vouched.note({ userId, username: '', channelId: form.channelId })
    }
  }
  return {
    ...calls,
    async dialog(sent) {
      const call = await calls.dialog(sent)
      await note(call.id, call.payload)
      return call
    },
  }
}
