import type { AckState } from '../../../src/domain/alert/alert'
import { refuseAcknowledge, refusePerson, refuseRemoval } from '../../../src/domain/alert/policy'
import type { UserRef } from '../../../src/domain/refs'

const jane = 'jane' as UserRef

it('lets members of the channel, or of the group where one is named', () => {
  expect(refusePerson({}, { isMember: true, inGroup: false })).toBeUndefined()
  expect(refusePerson({}, { isMember: false, inGroup: true })).toEqual({ kind: 'not_a_member' })
  const named = { ackGroup: 'oncall' }
  expect(refusePerson(named, { isMember: true, inGroup: true })).toBeUndefined()
  expect(refusePerson(named, { isMember: true, inGroup: false })).toEqual({
    kind: 'not_in_group',
    group: 'oncall',
  })
  expect(refusePerson(named, { isMember: false, inGroup: true })).toEqual({ kind: 'not_a_member' })
})

const by = { user: jane }
it.each<[AckState, object | undefined, object | undefined]>([
  [{ kind: 'none' }, undefined, { kind: 'not_acknowledged' }],
  [
    { kind: 'failed', by: jane, at: 1, reason: 'unreachable' },
    undefined,
    { kind: 'not_acknowledged' },
  ],
  [
    { kind: 'pending', by: jane, at: 1 },
    { kind: 'already', by, at: 1, pending: true },
    { kind: 'busy' },
  ],
  [{ kind: 'here', by: jane, at: 1 }, { kind: 'already', by, at: 1, pending: false }, undefined],
  [{ kind: 'confirmed', by, at: 1 }, { kind: 'already', by, at: 1, pending: false }, undefined],
  [{ kind: 'removing', by: jane, at: 1 }, { kind: 'busy' }, { kind: 'busy' }],
])('with %j', (ack, acknowledge, removal) => {
  expect(refuseAcknowledge({ state: 'open', ack })).toEqual(acknowledge)
  expect(refuseRemoval({ state: 'open', ack })).toEqual(removal)
})

it('has nothing to say to a problem that is over', () => {
  expect(refuseAcknowledge({ state: 'resolved', ack: { kind: 'none' } })).toEqual({
    kind: 'not_open',
  })
  expect(refuseRemoval({ state: 'noted', ack: { kind: 'none' } })).toEqual({ kind: 'not_open' })
})
