import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { createDialogStates } from '../../../src/mattermost/inbound/dialog-state'
import { aChannelRef, aPostRef, aUserRef } from '../../builders/refs'
import { createFakeClock } from '../../fakes/fake-clock'

const HOUR = 3_600_000
const key = randomBytes(32)
const clock = createFakeClock()
const states = createDialogStates({ signingKey: async () => key, clock })
const mine = aUserRef()
const state = { userId: mine, channelId: aChannelRef(), rootId: aPostRef(), requestId: 'request-1' }
const code = (code: string) => expect.objectContaining({ code })

describe('the state of a dialog', () => {
  it('comes back as it was, thread or none', async () => {
    expect(await states.open(await states.sign(state), mine)).toEqual(state)
    const { rootId: _, ...plain } = state
    expect(await states.open(await states.sign(plain), mine)).toEqual(plain)
  })

  it('is nobody else’s', async () => {
    const token = await states.sign(state)
    await expect(states.open(token, aUserRef())).rejects.toEqual(code('dialog_state_invalid'))
  })

  it('ends after six hours', async () => {
    const token = await states.sign(state)
    clock.advance(6 * HOUR)
    await expect(states.open(token, mine)).resolves.toEqual(state)
    clock.advance(1)
    await expect(states.open(token, mine)).rejects.toEqual(code('dialog_expired'))
  })

  it('is refused when signed by another key', async () => {
    const others = createDialogStates({ signingKey: async () => randomBytes(32), clock })
    await expect(states.open(await others.sign(state), mine)).rejects.toEqual(
      code('dialog_state_invalid'),
    )
  })

  it('is refused with one bit changed, wherever it is', async () => {
    const token = await states.sign(state)
    const [payload = '', signature = ''] = token.split('.')
    for (const part of [0, 1]) {
      const raw = Buffer.from(part === 0 ? payload : signature, 'base64url')
      for (let bit = 0; bit < raw.length * 8; bit += 5) {
        const forged = Buffer.from(raw)
        forged[bit >> 3]! ^= 1 << (bit & 7)
        const text = forged.toString('base64url')
        const whole = part === 0 ? `${text}.${signature}` : `${payload}.${text}`
        await expect(states.open(whole, mine)).rejects.toEqual(code('dialog_state_invalid'))
      }
    }
  })

  it('is refused when it is anything else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (token) => {
        await expect(states.open(token, mine)).rejects.toEqual(code('dialog_state_invalid'))
      }),
    )
  })
})
