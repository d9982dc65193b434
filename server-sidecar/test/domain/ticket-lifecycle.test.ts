import type { UserRef } from '../../src/domain/refs'
import { actionsOf, move, TICKET_EVENTS } from '../../src/domain/ticket/lifecycle'
import { refuseMove } from '../../src/domain/ticket/policy'
import type { Ticket } from '../../src/domain/ticket/ticket'
import { aTicket } from '../builders/a-ticket'

const [anna, ben] = ['anna', 'ben'] as UserRef[] as [UserRef, UserRef]
const open = aTicket()
const taken = aTicket({ state: 'in_progress', assigneeId: anna, revision: 1 })
const resolved = aTicket({ state: 'resolved', assigneeId: anna, revision: 2 })

describe('the life of a ticket', () => {
  test.each<[string, Ticket, (typeof TICKET_EVENTS)[number], Partial<Ticket>]>([
    ['is taken', open, 'take', { state: 'in_progress', assigneeId: ben }],
    ['is given to somebody', open, 'assign', { state: 'in_progress', assigneeId: ben }],
    ['is resolved by the way', open, 'resolve', { state: 'resolved' }],
    ['is handed on', taken, 'assign', { state: 'in_progress', assigneeId: ben }],
    ['is given back', taken, 'release', { state: 'open' }],
    ['is resolved', taken, 'resolve', { state: 'resolved', assigneeId: anna }],
    ['is opened again, for anybody', resolved, 'reopen', { state: 'open' }],
  ])('it %s', (_, before, event, { state, assigneeId }) => {
    const moved = move(before, event, ben)
    if (!('ticket' in moved)) throw new Error('refused')
    const { ticket } = moved
    expect(ticket).toEqual({
      ...before,
      state,
      assigneeId,
      revision: before.revision + 1,
    })
    expect('assigneeId' in ticket).toBe(assigneeId !== undefined)
  })

  test.each<[string, Ticket, (typeof TICKET_EVENTS)[number], object]>([
    ['what somebody has', taken, 'take', { kind: 'taken', by: anna }],
    ['nobody’s', open, 'release', { kind: 'not_taken' }],
    ['a resolved one', resolved, 'take', { kind: 'resolved' }],
    ['a resolved one', resolved, 'release', { kind: 'resolved' }],
    ['a resolved one', resolved, 'assign', { kind: 'resolved' }],
    ['a resolved one', resolved, 'resolve', { kind: 'resolved' }],
    ['one that is open', open, 'reopen', { kind: 'not_resolved' }],
    ['one that is taken', taken, 'reopen', { kind: 'not_resolved' }],
  ])('of %s nobody can make more: %#', (_, before, event, refused) => {
    expect(move(before, event, ben)).toEqual({ refused })
  })

  test('giving it to whom it belongs changes nothing', () => {
    expect(move(taken, 'assign', anna)).toEqual({ refused: { kind: 'taken', by: anna } })
  })

  test.each([open, taken, resolved])('its buttons do what they offer: %#', (ticket) => {
    const possible = TICKET_EVENTS.filter(
      (event) => event !== 'assign' && 'ticket' in move(ticket, event, ben),
    )
    expect([...actionsOf(ticket)].sort()).toEqual([...possible].sort())
  })
})

test('who may write in the channel moves its tickets; who may not see it learns nothing', () => {
  expect(refuseMove({ mayRead: true, mayPost: true })).toBeUndefined()
  expect(refuseMove({ mayRead: true, mayPost: false })).toEqual({ kind: 'not_allowed' })
  expect(refuseMove({ mayRead: false, mayPost: false })).toEqual({ kind: 'not_found' })
})
