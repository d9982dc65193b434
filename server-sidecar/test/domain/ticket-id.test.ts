import * as fc from 'fast-check'
import { dayOf, readTicketId, ticketId } from '../../src/domain/ticket/id'

const at = (time: string) => Date.parse(time)

describe('a typed id', () => {
  const read = (typed: string) => readTicketId(typed, '20250309')

  test.each(['Ticket-20240229-0007', ' ticket-20240229-7', '20240229-0007', '#TICKET-20240229-07'])(
    '%j names one ticket',
    (typed) => expect(read(typed)).toEqual({ ids: ['Ticket-20240229-0007'] }),
  )
  test.each([
    ['7', '0007'],
    ['#42', '0042'],
    ['ticket-12345', '12345'],
  ])('%s is a number of today, or of some day', (typed, number) => {
    expect(read(typed)).toEqual({ ids: [`Ticket-20250309-${number}`], ending: `-${number}` })
  })
  test.each(['', 'ticket', 'printer', '1 2', '20240229-', '9'.repeat(10), 'Ticket-1-1'])(
    '%j is none',
    (typed) => expect(read(typed)).toEqual({ ids: [] }),
  )
})

describe('a ticket id', () => {
  test('has four digits, and more when four are not enough', () => {
    expect(ticketId('20250309', 1)).toBe('Ticket-20250309-0001')
    expect(ticketId('20250309', 9_999)).toBe('Ticket-20250309-9999')
    expect(ticketId('20250309', 10_000)).toBe('Ticket-20250309-10000')
  })

  test('is never the same for two numbers', () => {
    fc.assert(
      fc.property(fc.nat(200_000), fc.nat(200_000), (a, b) => {
        expect(ticketId('20250309', a) === ticketId('20250309', b)).toBe(a === b)
      }),
    )
  })
})

describe('the day of a moment', () => {
  test.each([
    ['2025-03-09T22:59:59.999Z', 'Europe/Berlin', '20250309'],
    ['2025-03-09T23:00:00.000Z', 'Europe/Berlin', '20250310'],
    ['2025-03-09T23:59:59.999Z', 'UTC', '20250309'],
    ['2025-03-10T00:00:00.000Z', 'UTC', '20250310'],
    ['2024-12-31T14:00:00.000Z', 'Pacific/Kiritimati', '20250101'],
    ['2025-01-01T11:59:59.000Z', 'Etc/GMT+12', '20241231'],
  ])('%s is in %s on %s', (time, zone, day) => {
    expect(dayOf(at(time), zone)).toBe(day)
  })

  test.each([
    // Clocks go forward: midnight itself does not exist on this day.
    ['2025-09-07T03:59:59.999Z', 'America/Santiago', '20250906'],
    ['2025-09-07T04:00:00.000Z', 'America/Santiago', '20250907'],
    // Clocks go back at midnight: the last hour of Saturday comes twice.
    ['2025-04-06T03:30:00.000Z', 'America/Santiago', '20250405'],
    ['2025-04-06T04:00:00.000Z', 'America/Santiago', '20250406'],
    ['2025-03-30T00:59:59.999Z', 'Europe/Berlin', '20250330'],
    ['2025-10-26T22:59:59.999Z', 'Europe/Berlin', '20251026'],
    ['2025-10-26T23:00:00.000Z', 'Europe/Berlin', '20251027'],
  ])('when clocks change, %s is in %s on %s', (time, zone, day) => {
    expect(dayOf(at(time), zone)).toBe(day)
  })

  test('never goes back while time goes on', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'America/Santiago',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
    ]
    const moment = fc.integer({ min: at('2000-01-01T00:00Z'), max: at('2099-01-01T00:00Z') })
    fc.assert(
      fc.property(fc.constantFrom(...zones), moment, fc.nat(86_400_000), (zone, now, later) => {
        expect(dayOf(now, zone) <= dayOf(now + later, zone)).toBe(true)
        expect(dayOf(now, zone)).toMatch(/^\d{8}$/)
      }),
    )
  })

  test('an unknown zone is an error', () => {
    expect(() => dayOf(0, 'Europe/Atlantis')).toThrow(RangeError)
  })
})
