import { nearestWord } from '../../src/text/nearest-word'

const known = ['help', 'ticket', 'alerts']

test.each([
  ['ticket', 'ticket'],
  ['TICKET', 'ticket'],
  ['tikcet', 'ticket'],
  ['tiket', 'ticket'],
  ['tickets', 'ticket'],
  ['alert', 'alerts'],
  ['alrets', 'alerts'],
  ['alerst', 'alerts'],
  ['tikets', 'ticket'],
  ['hlep', 'help'],
  ['hel', 'help'],
])('%s was probably meant to be %s', (typed, meant) => {
  expect(nearestWord(typed, known)).toBe(meant)
})

test.each(['', 'hi', 'yes', 'hello', 'thanks', 'socket', 'a', 'x'.repeat(16_000)])(
  '%.20s was not meant to be a command',
  (typed) => {
    expect(nearestWord(typed, known)).toBeUndefined()
  },
)
