import { wordsBehindMention, wordsBetweenTwo } from '../../../src/mattermost/inbound/bot-words'

const read = (message: string) => wordsBehindMention(message, 'ticketdesk')

test.each([
  ['@ticketdesk help', 'help'],
  ['@ticketdesk: help', 'help'],
  ['@ticketdesk, ticket list', 'ticket list'],
  ['@TicketDesk help', 'help'],
  ['hello @ticketdesk ticket list', 'ticket list'],
  ['(@ticketdesk) help', 'help'],
  ['**@ticketdesk** help', 'help'],
  ['ticket list, @ticketdesk!', 'ticket list'],
  ['ticket list @ticketdesk.', 'ticket list'],
  ['@ticketdesk', ''],
  ['  @ticketdesk  \n ', ''],
  ['@ticketdesk ticket new `foo.sh` fails\nsince noon', 'ticket new `foo.sh` fails\nsince noon'],
  ['> she said @ticketdesk alerts\n@ticketdesk help', 'help'],
  ['`@ticketdesk alerts` is not it, @ticketdesk help is', 'help is'],
  ['```\n@ticketdesk alerts\n```\n@ticketdesk help', 'help'],
  ['@anna @ticketdesk /ticket take 42', '/ticket take 42'],
  ['эй @ticketdesk помощь', 'помощь'],
  ['- @ticketdesk help', 'help'],
])('%j is for the bot and says %j', (message, words) => {
  expect(read(message)).toBe(words)
})

test.each([
  'ticketdesk help',
  'mail@ticketdesk help',
  '@ticketdesk.com help',
  '@ticketdesk-2 help',
  '@ticketdesk_old help',
  '@ticketdesks help',
  '@@ticketdesk',
  '@ticketdesk@example.org',
  '_@ticketdesk',
  '@tícketdesk help',
  '`@ticketdesk help`',
  '``a ` @ticketdesk help``',
  '`a\n@ticketdesk help`',
  '```\n@ticketdesk help\n```',
  '```sh\n@ticketdesk help',
  '~~~\n```\n@ticketdesk help\n~~~',
  '````\n```\n@ticketdesk help\n````',
  'see:\n\n    @ticketdesk help',
  '\t@ticketdesk help',
  '> @ticketdesk help',
  'above\n  > @ticketdesk help',
  '',
])('%j is not for the bot', (message) => {
  expect(read(message)).toBeUndefined()
})

test.each([
  ['help', 'help'],
  ['  ticket list\n', 'ticket list'],
  ['@ticketdesk, ticket list', 'ticket list'],
  ['@ticketdesk', ''],
  ['@ticketdesks help', '@ticketdesks help'],
  ['ask @ticketdesk help', 'ask @ticketdesk help'],
  ['> what he wrote\n> and more\n\nhelp', 'help'],
  ['`/ticket list`', '/ticket list'],
  ['> nothing but a quote', ''],
  ['```\nticket list\n```', '```\nticket list\n```'],
])('between the two of them %j says %j', (message, words) => {
  expect(wordsBetweenTwo(message, 'ticketdesk')).toBe(words)
})

test.each([
  ['blanks', `@ticketdesk x${' '.repeat(16_000)}x`],
  ['blanks before', `x${' '.repeat(16_000)}x @ticketdesk`],
  ['empty lines', `${'\n'.repeat(16_000)}x`],
  ['quotes', `${'>\n'.repeat(8000)}x`],
  ['backticks', `${'`'.repeat(8000)}x${'`'.repeat(7999)}@ticketdesk`],
  ['runs of backticks', Array.from({ length: 175 }, (_, n) => '`'.repeat(n)).join(' ')],
  ['a line of backticks', `${'`'.repeat(8000)}${'x'.repeat(8000)}\``],
  ['at signs', '@ticketdesk.'.repeat(1300)],
  ['names', `@${'ticketdesk-'.repeat(1400)}`],
])('the longest message of %s is read in no time', (_what, message) => {
  const begun = performance.now()
  read(message)
  wordsBetweenTwo(message, 'ticketdesk')
  // A pattern gone wrong takes seconds and more; a busy machine does not.
  expect(performance.now() - begun).toBeLessThan(1000)
})

test('a name with characters of patterns is taken as it is', () => {
  expect(wordsBehindMention('@desk.bot help', 'desk.bot')).toBe('help')
  expect(wordsBehindMention('@deskxbot help', 'desk.bot')).toBeUndefined()
})
