/** A host that lets only some of Mattermost's routes through: those that an older service used. */
import { NOT_IN_CHANNEL } from '../../../src/mattermost/api'
import { connectRemote } from '../../../src/mattermost/remote/api'
import { createVouched } from '../../../src/mattermost/remote/gaps'
import { createSignedContexts } from '../../../src/mattermost/remote/signed-context'
import { anId } from '../../builders/refs'
import { createFakeClock } from '../../fakes/fake-clock'
import { createFakeLog } from '../../fakes/fake-log'
import {
  type Instead,
  openRestMattermost,
  type RestMattermost,
  type SeenCall,
} from '../../fakes/rest-mattermost'

const clock = createFakeClock()
const contexts = createSignedContexts({ signingKey: async () => Buffer.alloc(32, 7), clock })
const vouched = createVouched(clock.now)

let mattermost: RestMattermost
const connect = () =>
  connectRemote({
    ...{ url: mattermost.url, token: mattermost.token, contexts, vouched, clock },
    ...{ callback: (path) => path, log: createFakeLog() },
  })
beforeEach(async () => {
  mattermost = await openRestMattermost()
})
afterEach(() => mattermost.close())

const PAGE: Instead = { status: 404, text: '<html>Not found</html>' }
const isOld = ({ method, path }: SeenCall) =>
  method === 'POST' && ['/actions/dialogs/open', '/posts'].includes(path)
/** Everything but this is answered so. */
const narrow = (answer: Instead, isOpen = isOld) => {
  mattermost.instead = (call) => (isOpen(call) ? undefined : answer)
}
const json = (status: number, body: object): Instead => ({
  ...{ status, type: 'application/json; charset=utf-8', text: JSON.stringify(body) },
})

it.each<[string, Instead]>([
  ['a page', PAGE],
  ['Mattermost’s own words', json(404, { id: 'api.context.404.app_error', status_code: 404 })],
  ['words of somebody else', json(404, { detail: 'Not Found' })],
  ['an answer that knows nothing', json(200, {})],
  ['a refusal of the method', { status: 405, text: '' }],
])('%s instead of a route: what Mattermost brought itself is believed', async (_, answer) => {
  const anna = mattermost.addUser('anna')
  const channel = mattermost.addChannel('O', { [mattermost.bot.id]: 'channel_user' })
  narrow(answer)
  const { api, isWhole } = await connect()
  expect(isWhole).toBe(false)
  const mayPost = (channelId: string) =>
    api.hasPermissionToChannel(anna.id, channelId, 'create_post')
  expect(await mayPost(channel.id)).toBe(false)
  vouched.note({ userId: anna.id, username: 'anna', channelId: channel.id })
  expect(await mayPost(channel.id)).toBe(true)
  expect(await mayPost(anId())).toBe(false)
  expect(await api.hasPermissionToChannel(anna.id, channel.id, 'manage_channel_roles')).toBe(false)
  expect(await api.getUser(anna.id)).toMatchObject({ id: anna.id, username: 'anna' })
  expect(await api.getChannel(channel.id)).toMatchObject({ id: channel.id, type: 'P' })
  expect(await api.missingBot(channel.id)).toBeUndefined()
  expect(await api.getPostsSince(channel.id, 0)).toEqual([])
  const post = await api.createPost({
    ...{ userId: 'me', channelId: channel.id, message: 'Hello', props: {} },
  })
  expect(mattermost.posts).toMatchObject([{ id: post.id, message: 'Hello' }])
})

it('a channel that takes no post of ours is one to be invited to', async () => {
  const { id } = mattermost.addChannel('P', {})
  narrow(PAGE)
  const { api } = await connect()
  const words = { userId: 'me', channelId: id, message: 'Hello', props: {} }
  await expect(api.createPost(words)).rejects.toMatchObject({ id: NOT_IN_CHANNEL })
})

it('a public one is entered as soon as the way is whole', async () => {
  const { id, members } = mattermost.addChannel('O', {})
  narrow(PAGE)
  const { api } = await connect()
  mattermost.instead = () => undefined
  await api.createPost({ userId: 'me', channelId: id, message: 'Hello', props: {} })
  expect([...members.keys()]).toEqual([mattermost.bot.id])
})

it('is not asked as a person’s word for long', async () => {
  narrow(PAGE)
  const { api } = await connect()
  const [userId, channelId] = [anId(), anId()]
  vouched.note({ userId, username: '', channelId })
  clock.advance(6 * 60 * 60_000)
  expect(await api.hasPermissionToChannel(userId, channelId, 'create_post')).toBe(false)
})

it('only some of the rest may be missing: the others are asked', async () => {
  const anna = mattermost.addUser('anna')
  narrow(PAGE, ({ path }) => !/^\/(config|users\/(?!me))/.test(path))
  const { api, bot, facts, isWhole } = await connect()
  expect([isWhole, bot.username]).toEqual([true, 'deskbot'])
  expect(facts.siteUrl()).toBe(mattermost.url)
  expect(await facts.clickKey()).toBeUndefined()
  expect(await api.getUser(anna.id)).toMatchObject({ id: anna.id, isBot: false })
})

it('the page in front of a Mattermost that restarts is an outage and no gap', async () => {
  const { id } = mattermost.addUser('anna')
  const { api } = await connect()
  narrow(PAGE, () => false)
  await expect(api.getUser(id)).rejects.toMatchObject({ status: 0 })
  await expect(api.getPostsSince(anId(), 0)).rejects.toMatchObject({ status: 0 })
})

it('a Mattermost that is back between two questions answers the second', async () => {
  const anna = mattermost.addUser('anna')
  const { api } = await connect()
  let asked = 0
  mattermost.instead = ({ path }) => {
    if (!path.startsWith(`/users/${anna.id}`)) return undefined
    asked += 1
    return asked === 1 ? PAGE : undefined
  }
  expect(await api.getUser(anna.id)).toMatchObject({ username: 'anna', locale: 'de' })
})

it('the key that clicks are signed with is not forgotten for a page', async () => {
  mattermost.config.SiteURL = 'https://chat.example.org'
  const { facts } = await connect()
  narrow(PAGE, ({ path }) => !path.startsWith('/config'))
  clock.advance(120_000)
  await facts.clickKey()
  expect(facts.siteUrl()).toBe('https://chat.example.org')
})

it('JSON is JSON, whatever its type says besides', async () => {
  const anna = mattermost.addUser('anna')
  const { api } = await connect()
  mattermost.instead = ({ path }) =>
    path === `/users/${anna.id}` ? json(200, { ...anna, username: 'somebody' }) : undefined
  expect(await api.getUser(anna.id)).toMatchObject({ username: 'somebody' })
  const gone = { id: 'app.user.missing_account.const', message: 'none', status_code: 404 }
  mattermost.instead = () => json(404, gone)
  await expect(api.getUser(anId())).rejects.toMatchObject({ status: 404, id: gone.id })
})
