/** Where Mattermost cannot be asked, a form that comes back says where its person wrote. */
import { createDialogStates, type DialogState } from '../../../src/mattermost/inbound/dialog-state'
import { createTrustedCalls } from '../../../src/mattermost/inbound/trusted-calls'
import { vouchForForms } from '../../../src/mattermost/inbound/vouched-form'
import { createVouched } from '../../../src/mattermost/remote/gaps'
import { createSignedContexts } from '../../../src/mattermost/remote/signed-context'
import { aChannelRef, aPostRef, aUserRef } from '../../builders/refs'
import { createFakeClock } from '../../fakes/fake-clock'

const clock = createFakeClock()
const signing = { signingKey: async () => Buffer.alloc(32, 7), clock }
const states = createDialogStates(signing)
const form: DialogState = { userId: aUserRef(), channelId: aChannelRef(), requestId: 'r' }
const { userId, channelId } = form

function aDesk() {
  const vouched = createVouched(clock.now)
  const calls = createTrustedCalls({
    ...{ ...signing, contexts: createSignedContexts(signing) },
    verifyTrigger: async () => ({ ok: false, why: 'unknown_key' }),
    used: { use: async () => true, forget: async () => undefined },
  })
  return { vouched, calls: vouchForForms(calls, { states, vouched }) }
}

it('the form of a command does', async () => {
  const { vouched, calls } = aDesk()
  await calls.dialog({ user_id: userId, state: await states.sign(form) })
  expect(vouched.wrote(userId, channelId)).toBe(true)
  expect(vouched.wrote(userId, aChannelRef())).toBe(false)
})

it('that of a button does not: it may be pressed where nobody may write', async () => {
  const { vouched, calls } = aDesk()
  const state = await states.sign({ ...form, sourcePostId: aPostRef() })
  await calls.dialog({ user_id: userId, state })
  expect(vouched.wrote(userId, channelId)).toBe(false)
})

it('in the hands of somebody else it is refused and says nothing', async () => {
  const { vouched, calls } = aDesk()
  const state = await states.sign(form)
  const thief = aUserRef()
  await expect(calls.dialog({ user_id: thief, state })).rejects.toThrow()
  expect([userId, thief].map((id) => vouched.wrote(id, channelId))).toEqual([false, false])
})
