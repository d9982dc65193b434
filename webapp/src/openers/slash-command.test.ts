import { aStore, channelId, teamId } from '../../test/host-fake'
import { deskState } from '../host/store'
import { reduce } from '../state'
import { hostedChanged } from '../state/ui'
import { makeSlashCommandHook, matchTicketCommand } from './slash-command'

const args = { channel_id: channelId, team_id: teamId, root_id: '' }

function aDeskStore({ hosted }: { hosted: boolean }) {
  const store = aStore()
  store.addReducer(reduce)
  store.dispatch(hostedChanged(hosted))
  return store
}

describe('the command in the composer', () => {
  test.each([
    ['/ticket', ''],
    ['/ticket ', ''],
    ['/TICKET', ''],
    ['/ticket new', ''],
    ['/ticket  New  ', ''],
    ['/ticket new disk full', 'disk full'],
    ['/Ticket new disk full  ', 'disk full'],
    ['/ticket new first line\nsecond line', 'first line\nsecond line'],
  ])('%j opens the modal with the title %j', (message, title) => {
    expect(matchTicketCommand(message)).toBe(title)
  })

  test.each([
    '/ticket list',
    '/ticket help',
    '/ticket newest',
    '/ticket new-vm',
    '/tickets',
    '/ticketnew',
    ' /ticket',
    'see /ticket',
    '',
  ])('%j is not for the modal', (message) => {
    expect(matchTicketCommand(message)).toBeUndefined()
  })
})

describe('the slash command hook', () => {
  test('opens the modal where the command was typed, and sends nothing', async () => {
    const store = aDeskStore({ hosted: true })
    const hook = makeSlashCommandHook(store)
    await expect(hook('/ticket new slow', { ...args, root_id: 'root' })).resolves.toEqual({})
    expect(deskState(store.getState()).ui.opening).toEqual({
      channelId,
      teamId,
      rootId: 'root',
      prefill: 'slow',
    })
  })

  test('lets other subcommands go on to the server unchanged', async () => {
    const store = aDeskStore({ hosted: true })
    const answer = await makeSlashCommandHook(store)('/ticket help', args)
    expect(answer).toEqual({ message: '/ticket help', args })
    expect(deskState(store.getState()).ui.opening).toBeNull()
  })

  test('leaves /ticket to the server while the modal could not be seen', async () => {
    const store = aDeskStore({ hosted: false })
    const answer = await makeSlashCommandHook(store)('/ticket', args)
    expect(answer).toEqual({ message: '/ticket', args })
  })
})
