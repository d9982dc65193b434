import { aBrowser, aForm, anId, aServer, aStore, type Reply, userId } from '../../test/host-fake'
import { aSidecarStore, aSidecarWorld } from '../../test/sidecar-fake'
import { createClient } from '../api/client'
import { createDoor } from '../api/door'
import { createTicketDeskApi } from '../api/ticket-desk'
import { deskState } from '../host/store'
import { reduce } from '../state'
import { createFormKeeper } from './form-keeper'

beforeEach(() => window.localStorage.clear())

function aKeeper(form: () => Reply | Promise<Reply>, users = {}) {
  const store = aStore({
    users: { currentUserId: userId, profiles: { [userId]: { locale: 'en' } }, ...users },
  })
  store.addReducer(reduce)
  const browser = aBrowser(aServer({ form }))
  const door = createDoor({ client: createClient(browser), store, browser })
  const api = createTicketDeskApi(door)
  const keeper = createFormKeeper({ store, api, door, storage: browser.storage })
  return { keeper, store, browser, state: () => deskState(store.getState()).form }
}
const titled = (title: string) => ({ json: { form: aForm({ title }), revision: title } })
const settle = () => new Promise((resolve) => setTimeout(resolve))

test('fetches the form at the start', async () => {
  const { keeper, state } = aKeeper(() => titled('one'))
  keeper.follow()
  await settle()
  expect(state().form?.title).toBe('one')
})

test('has the form of last time at once, and the new one as soon as it comes', async () => {
  const first = aKeeper(() => titled('old'))
  first.keeper.follow()
  await settle()
  const { keeper, state } = aKeeper(() => titled('new'))
  keeper.follow()
  expect(state().form?.title).toBe('old')
  await settle()
  expect(state().form?.title).toBe('new')
})

test('keeps the form it has when a newer one does not come, and says why', async () => {
  let up = true
  const { keeper, state } = aKeeper(() => (up ? titled('one') : { status: 503, text: '' }))
  keeper.follow()
  await settle()
  up = false
  keeper.refresh()
  await settle()
  expect(state().form?.title).toBe('one')
  expect(state().problem).toEqual({ kind: 'unavailable' })
})

test('of two fetches under way the later one counts, whichever answers first', async () => {
  const releases: ((reply: Reply) => void)[] = []
  const { keeper, state } = aKeeper(
    () =>
      new Promise<Reply>((resolve) => {
        releases.push(resolve)
      }),
  )
  keeper.follow()
  keeper.refresh()
  await settle()
  expect(state().problem).toBeNull()
  releases[1]?.(titled('later'))
  await settle()
  releases[0]?.(titled('earlier'))
  await settle()
  expect(state().form?.title).toBe('later')
})

test('waits until somebody is signed in', async () => {
  const { keeper, store, browser, state } = aKeeper(() => titled('one'), { currentUserId: '' })
  keeper.follow()
  await settle()
  expect(browser.sent).toEqual([])
  store.change({ users: { currentUserId: userId, profiles: {} } })
  await settle()
  expect(state().form?.title).toBe('one')
})

test.each([
  ['language', { currentUserId: userId, profiles: { [userId]: { locale: 'de' } } }],
  ['user', { currentUserId: anId('w'), profiles: {} }],
])("shows nothing of the old %s's form and fetches the new one", async (_, users) => {
  let title = 'one'
  const { keeper, store, state } = aKeeper(() => titled(title))
  keeper.follow()
  await settle()
  title = 'two'
  store.change({ users })
  expect(state().form).toBeNull()
  await settle()
  expect(state().form?.title).toBe('two')
})

test('what else changes in the host fetches nothing', async () => {
  const { keeper, store, browser } = aKeeper(() => titled('one'))
  keeper.follow()
  await settle()
  store.change({ teams: { currentTeamId: anId('x') } })
  expect(browser.sent).toHaveLength(1)
})

test.each(['{', '7', '{"fields":[]}', '{"fields":[{"name":1}]}'])(
  'a kept copy that is not a form is none: %s',
  async (kept) => {
    window.localStorage.setItem(`ticketdesk.form.${userId}.en`, kept)
    const { keeper, state } = aKeeper(() => titled('one'))
    keeper.follow()
    expect(state().form).toBeNull()
    await settle()
    expect(state().form?.title).toBe('one')
  },
)

describe('beside a sidecar, which cannot say that the form changed', () => {
  function aSidecarKeeper(title: () => string) {
    const world = aSidecarWorld()
    const store = aSidecarStore()
    store.addReducer(reduce)
    world.desk = () => titled(title())
    const { browser } = world
    const door = createDoor({ client: createClient(browser), store, browser })
    const api = createTicketDeskApi(door)
    const keeper = createFormKeeper({ store, api, door, storage: browser.storage })
    return { keeper, world, state: () => deskState(store.getState()).form }
  }

  test('a page asks for nothing until somebody is about to fill it in', async () => {
    const { keeper, world, state } = aSidecarKeeper(() => 'one')
    keeper.follow()
    keeper.mayHaveChanged()
    await settle()
    expect(world.browser.sent).toEqual([])
    keeper.isWanted()
    await settle()
    expect(state().form?.title).toBe('one')
  })

  test('the kept form is there at once, and the new one whenever it is wanted', async () => {
    let title = 'old'
    const first = aSidecarKeeper(() => title)
    first.keeper.follow()
    first.keeper.isWanted()
    await settle()
    title = 'new'
    const { keeper, state } = aSidecarKeeper(() => title)
    keeper.follow()
    expect(state().form?.title).toBe('old')
    keeper.isWanted()
    await settle()
    title = 'newer'
    expect(state().form?.title).toBe('new')
    keeper.isWanted()
    await settle()
    expect(state().form?.title).toBe('newer')
  })
})

test('a form that the server keeps up to date is not fetched again for a reader', async () => {
  const { keeper, browser } = aKeeper(() => titled('one'))
  keeper.follow()
  await settle()
  keeper.isWanted()
  await settle()
  expect(browser.sent).toHaveLength(1)
  keeper.mayHaveChanged()
  await settle()
  expect(browser.sent).toHaveLength(2)
})
