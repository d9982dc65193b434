import { createPublicKey, verify } from 'node:crypto'
import { createCommands } from '../src/mattermost/commands'
import { createTriggers } from '../src/mattermost/triggers'

const ticket = {
  Trigger: 'Ticket',
  AutoComplete: true,
  AutocompleteIconData: 'data:image/svg+xml;base64,AA',
  AutocompleteData: {
    Trigger: 'ticket',
    Hint: '[new|help]',
    HelpText: 'Open a ticket',
    SubCommands: [
      {
        Trigger: 'new',
        HelpText: 'Open the form',
        Arguments: [{ Name: '', HelpText: 'A title', Type: 'TextInput', Data: { Hint: '[text]' } }],
      },
      { Trigger: 'help', HelpText: 'Show help' },
    ],
  },
}

describe('suggestions', () => {
  const commands = createCommands()
  commands.register(ticket)

  it.each([
    ['/', ['ticket']],
    ['/TI', ['ticket']],
    ['/ticket', ['ticket']],
    ['/ticket ', ['ticket new', 'ticket help']],
    ['/ticket h', ['ticket help']],
    ['/ticket new', ['ticket new']],
    ['/ticket new the disk', ['ticket new the disk']],
    ['/ticket help me', []],
    ['/other', []],
    ['ticket', []],
  ])('for %j', (input, expected) => {
    expect(commands.suggest(input).map(({ Complete }) => Complete)).toEqual(expected)
  })

  it('carry hint, help and icon', () => {
    expect(commands.suggest('/ticket')).toEqual([
      {
        Complete: 'ticket',
        Suggestion: 'ticket',
        Hint: '[new|help]',
        Description: 'Open a ticket',
        IconData: ticket.AutocompleteIconData,
      },
    ])
  })

  it('end when the command goes', () => {
    const others = createCommands()
    others.register(ticket)
    expect(others.find('/TICKET new')).toMatchObject({ trigger: 'ticket' })
    others.unregister('ticket')
    expect(() => others.find('/ticket')).toThrow('There is no command with this trigger.')
  })
})

describe('a trigger id', () => {
  it('names the person for half a minute, then nobody', () => {
    let now = 0
    const triggers = createTriggers(() => now)
    const { clientId, triggerId } = triggers.open('anna')
    now = 30_000
    expect(triggers.read(triggerId)).toMatchObject({ clientId, userId: 'anna' })
    now += 1
    expect(() => triggers.read(triggerId)).toThrow('expired')
    expect(() => triggers.read('made up')).toThrow('base64_decode_failed')
  })

  it('can be checked by anybody with the public key, and made by nobody', () => {
    const triggers = createTriggers()
    const { triggerId } = triggers.open('anna')
    const text = Buffer.from(triggerId, 'base64').toString()
    const at = text.lastIndexOf(':') + 1
    const key = createPublicKey({
      ...{ format: 'der', type: 'spki' },
      key: Buffer.from(triggers.publicKey, 'base64'),
    })
    const signature = Buffer.from(text.slice(at), 'base64')
    expect(verify('sha256', Buffer.from(text.slice(0, at)), key, signature)).toBe(true)
    const forged = Buffer.from(text.replace(':anna:', ':ben:')).toString('base64')
    expect(() => triggers.read(forged)).toThrow('verify_signature_failed')
    expect(() => createTriggers().read(triggerId)).toThrow('verify_signature_failed')
  })
})
