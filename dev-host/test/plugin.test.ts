import { channelByName } from '../src/mattermost/world'
import { type Caller, callerOf, type ProbeHost, startProbeHost } from './probe-host'

let host: ProbeHost
let anna: Caller
let admin: Caller
beforeAll(async () => {
  host = await startProbeHost({ secret: 'hush' })
  anna = await callerOf(host, 'anna')
  admin = await callerOf(host, 'admin')
})
afterAll(() => host.close())

const channelId = (name: string) => channelByName(host.world, name)?.id ?? ''
const events = (wanted: (event: string) => boolean) => {
  const heard: { event: string; data: Record<string, unknown> }[] = []
  const stop = host.world.events.subscribe((event) => wanted(event.event) && heard.push(event))
  return { heard, stop }
}

describe('a request to the plugin', () => {
  const seen = async (call: Promise<Response>) => (await call).json()

  it('carries the user of the session, and no session cookie or referer', async () => {
    const { Header, url } = await seen(
      anna('/plugins/probe/a/b?z=1&access_token=x&a=2', { headers: { Referer: 'http://a/' } }),
    )
    expect(Header).toMatchObject({ 'Mattermost-User-Id': [anna.userId] })
    expect(Header['Cookie']).toEqual([`MMUSERID=${anna.userId}; other=1`])
    expect(Header).not.toHaveProperty('Referer')
    expect(url).toBe('/a/b?a=2&z=1')
  })

  it('loses a user id the client made up', async () => {
    const headers = { 'Mattermost-User-Id': admin.userId, 'Mattermost-Plugin-ID': 'core' }
    const { Header } = await seen(fetch(`${host.url}/plugins/probe/`, { headers }))
    expect(Header).not.toHaveProperty('Mattermost-User-Id')
    expect(Header).not.toHaveProperty('Mattermost-Plugin-Id')
  })

  it.each([
    ['with the token', (caller: Caller) => ({ 'X-CSRF-Token': caller.csrf }), true],
    ['with a wrong token', () => ({ 'X-CSRF-Token': 'wrong' }), false],
    ['from a script', () => ({ 'X-Requested-With': 'XMLHttpRequest' }), true],
    ['with nothing', () => ({}), false],
  ])('that writes and comes %s is vouched for: %#', async (_name, proof, vouched) => {
    const headers = { Cookie: anna.cookie, ...proof(anna) }
    const { Header, body } = await seen(
      fetch(`${host.url}/plugins/probe/x`, { method: 'POST', headers, body: 'text' }),
    )
    expect('Mattermost-User-Id' in Header).toBe(vouched)
    expect(body).toBe('text')
  })

  it('keeps a bearer token that is no session of ours', async () => {
    const headers = { Authorization: 'Bearer of-somebody-else' }
    const { Header } = await seen(fetch(`${host.url}/plugins/probe/x`, { headers }))
    expect(Header['Authorization']).toEqual(['Bearer of-somebody-else'])
  })
})

describe('the plugin in the world', () => {
  it('posts as a bot, and its attachments are spelled as pages expect', async () => {
    const { heard, stop } = events((event) => event === 'posted')
    const answer = await anna(`/plugins/probe/post?channel=${channelId('alerts')}`)
    stop()
    const id = await answer.text()
    const post = await (await anna(`/api/v4/posts/${id}`)).json()
    expect(post.props).toMatchObject({
      attachments: [{ title: 'a title', title_link: '' }],
      probe: { list: [1, 'two'] },
      from_plugin: 'true',
      from_bot: 'true',
    })
    expect(JSON.parse(String(heard[0]?.data['post']))).toMatchObject({ id })
  })

  it('writes to a person alone, in the one channel the two have', async () => {
    const me = await (await anna('/api/v4/users/me')).json()
    const write = async () => (await anna(`/plugins/probe/post?to=${me.id}`)).text()
    const [first, second] = [await write(), await write()]
    const place = async (id: string) =>
      (await (await anna(`/api/v4/posts/${id}`)).json()).channel_id
    expect(await place(first)).toBe(await place(second))
    const channel = await (await anna(`/api/v4/channels/${await place(first)}`)).json()
    expect(channel).toMatchObject({ type: 'D' })
  })

  it.each([
    ['no such channel', 'y'.repeat(26), '', 'app.channel.get.existing.app_error'],
    ['no such thread', '', 'y'.repeat(26), 'api.post.create_post.root_id.app_error'],
  ])('is refused like by Mattermost: %s', async (_name, channel, root, id) => {
    const query = new URLSearchParams({ channel: channel || channelId('alerts'), root })
    const answer = await anna(`/plugins/probe/post?${query}`)
    expect([answer.status, await answer.text()]).toEqual([409, id])
  })

  it('fails to post while told so, and posts without saying so', async () => {
    const set = (faults: object) =>
      fetch(`${host.url}/dev/faults`, { method: 'POST', body: JSON.stringify(faults) })
    const post = () => anna(`/plugins/probe/post?channel=${channelId('alerts')}`)
    const count = () => host.world.posts.size
    const before = count()
    await set({ createPost: 'fail' })
    expect((await post()).status).toBe(409)
    expect(count()).toBe(before)
    await set({ createPost: 'forget' })
    expect((await post()).status).toBe(409)
    expect(count()).toBe(before + 1)
    await set({ createPost: 'ok' })
    expect((await post()).status).toBe(201)
  })

  it('answers its command to the person who typed it only', async () => {
    const { heard, stop } = events((event) => event === 'ephemeral_message')
    const body = JSON.stringify({ command: '/probe me', channel_id: channelId('alerts') })
    expect((await anna('/api/v4/commands/execute', { method: 'POST', body })).status).toBe(200)
    stop()
    expect(JSON.parse(String(heard[0]?.data['post'])).message).toBe('probed /probe me')
    expect(heard[0]).toMatchObject({ broadcast: { user_id: anna.userId } })
  })

  it('opens a dialog and gets what was filled in, from the person of the session', async () => {
    const { heard, stop } = events((event) => event === 'open_dialog')
    const place = { channel_id: channelId('alerts'), team_id: host.world.team.id }
    const command = JSON.stringify({ command: '/probe dialog', ...place })
    await anna('/api/v4/commands/execute', { method: 'POST', body: command })
    stop()
    const { url, dialog } = JSON.parse(String(heard[0]?.data['dialog']))
    expect(dialog).toMatchObject({ callback_id: 'probe', state: 'kept' })
    const filled = { url, ...place, user_id: admin.userId, submission: {} }
    const answer = await anna('/api/v4/actions/dialogs/submit', {
      method: 'POST',
      body: JSON.stringify(filled),
    })
    expect(await answer.json()).toEqual({})
  })

  it('is suggested while it is typed', async () => {
    const suggest = async (input: string) => {
      const query = new URLSearchParams({ user_input: input })
      const path = `/api/v4/teams/${host.world.team.id}/commands/autocomplete_suggestions?${query}`
      return (await anna(path)).json()
    }
    expect(await suggest('/pr')).toMatchObject([{ Complete: 'probe', Description: 'Probes' }])
    expect(await suggest('/probe x')).toEqual([])
  })
})

it('the plugin hears what is said, and who reacts how', async () => {
  const { heard, stop } = events((event) => event.startsWith('custom_probe_'))
  const come = (event: string) =>
    new Promise<unknown>((resolve) => {
      const unsubscribe = host.world.events.subscribe((one) => {
        if (one.event !== event) return
        unsubscribe()
        resolve(one.data)
      })
    })
  const send = async (path: string, body: object) =>
    (await anna(path, { method: 'POST', body: JSON.stringify(body) })).json()
  const told = come('custom_probe_heard')
  const message = 'listen to this'
  const { id } = await send('/api/v4/posts', { channel_id: channelId('alerts'), message })
  expect(await told).toEqual({ Id: id, Message: message })
  const felt = come('custom_probe_felt')
  await send('/api/v4/reactions', { user_id: anna.userId, post_id: id, emoji_name: 'eyes' })
  expect(await felt).toEqual({ PostId: id, EmojiName: 'eyes' })
  stop()
  expect(heard).toHaveLength(2)
})

describe('a button of a post', () => {
  interface Shown {
    message: string
    props: { attachments?: { actions: { id: string; name: string }[] }[] }
  }
  const posted = async () =>
    (await anna(`/plugins/probe/post?channel=${channelId('alerts')}`)).text()
  const read = async (id: string): Promise<Shown> => (await anna(`/api/v4/posts/${id}`)).json()
  const click = (post: string, action: string, caller = anna) =>
    caller(`/api/v4/posts/${post}/actions/${action}`, { method: 'POST', body: '{}' })

  it('has an id, and does not say where it leads', async () => {
    const { heard, stop } = events((event) => event === 'posted')
    const { props } = await read(await posted())
    stop()
    const actions = props.attachments?.[0]?.actions ?? []
    expect(actions.map(({ name }) => name)).toEqual(['Go', 'Change', 'Clear'])
    for (const { id } of actions) expect(id).toMatch(/^[A-Za-z0-9]+$/)
    expect(JSON.stringify([props, heard])).not.toContain('/plugins/probe/action')
  })

  it('asks the plugin as the person who clicked, and tells only them', async () => {
    const { heard, stop } = events((event) => event === 'ephemeral_message')
    const post = await posted()
    expect(await (await click(post, 'go')).json()).toMatchObject({ status: 'OK' })
    stop()
    expect(heard[0]).toMatchObject({ broadcast: { user_id: anna.userId } })
    const { message, root_id } = JSON.parse(String(heard[0]?.data['post']))
    expect(root_id).toBe(post)
    const { Header, ...body } = JSON.parse(message)
    expect(body).toMatchObject({
      user_id: anna.userId,
      user_name: 'anna',
      channel_name: 'alerts',
      team_domain: 'ops',
      post_id: post,
      context: { alertId: 'a', CamelCase: 1 },
    })
    expect(Buffer.from(body.trigger_id, 'base64').toString()).toContain(`:${anna.userId}:`)
    expect(Header['Mattermost-User-Id']).toEqual([anna.userId])
    expect(Header).not.toHaveProperty('Content-Type')
  })

  it('changes the message and keeps its buttons, unless the answer brings other props', async () => {
    const post = await posted()
    const change = (await read(post)).props.attachments?.[0]?.actions[1]?.id ?? ''
    await click(post, change)
    expect(await read(post)).toMatchObject({
      message: 'changed',
      props: { attachments: [{ title: 'a title' }] },
    })
    await click(post, 'clear')
    expect(await read(post)).toMatchObject({ message: '', props: { new: 1 } })
    expect((await read(post)).props.attachments).toBeUndefined()
  })

  it.each(['nothing', 'with-dash'])('that is none is not found: %s', async (id) => {
    expect((await click(await posted(), id)).status).toBe(404)
  })

  it('is not for those who may not read the channel', async () => {
    const query = new URLSearchParams({ channel: channelId('secret') })
    const post = await (await anna(`/plugins/probe/post?${query}`)).text()
    expect((await click(post, 'go', await callerOf(host, 'ben'))).status).toBe(403)
  })
})

describe('rights', () => {
  it('keep people out of channels they are no members of', async () => {
    const ben = await callerOf(host, 'ben')
    const secret = channelId('secret')
    const post = JSON.stringify({ channel_id: secret, message: 'hello' })
    expect((await ben('/api/v4/posts', { method: 'POST', body: post })).status).toBe(403)
    expect((await ben(`/api/v4/channels/${secret}/posts`)).status).toBe(403)
    const command = JSON.stringify({ command: '/probe', channel_id: secret })
    expect((await ben('/api/v4/commands/execute', { method: 'POST', body: command })).status).toBe(
      403,
    )
  })

  it('begin with a session', async () => {
    expect((await fetch(`${host.url}/api/v4/users/me`)).status).toBe(401)
  })
})

describe('settings', () => {
  const save = (settings: object) =>
    admin('/api/v4/config/patch', {
      method: 'PUT',
      body: JSON.stringify({ PluginSettings: { Plugins: { probe: settings } } }),
    })

  it('are refused in the words of the plugin', async () => {
    const answer = await save({ Form: 'bad' })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ detailed_error: 'Form: must not be bad' })
    expect(host.plugin.settings()).toMatchObject({ form: 'none' })
  })

  it('are told to the plugin when they are saved, and secrets stay hidden', async () => {
    const { heard, stop } = events((event) => event === 'custom_probe_changed')
    const { PluginSettings } = await (await save({ Form: 'good', Secret: '*'.repeat(32) })).json()
    stop()
    expect(PluginSettings.Plugins.probe).toEqual({ form: 'good', secret: '*'.repeat(32) })
    expect(host.plugin.settings()).toEqual(
      expect.objectContaining({ form: 'good', secret: 'hush' }),
    )
    expect(heard).toHaveLength(1)
  })

  it('are the administrator’s', async () => {
    expect((await anna('/api/v4/config')).status).toBe(403)
  })
})

describe('the plugin’s process', () => {
  it('is started again when it was killed, and pages get their bundle all the time', async () => {
    const { pid } = host.plugin.status()
    host.plugin.kill()
    expect(await host.plugin.checkHealth()).toBe(false)
    expect(host.plugin.status()).toMatchObject({ running: true, error: '' })
    expect(host.plugin.status().pid).not.toBe(pid)
    const [{ webapp }] = await (await fetch(`${host.url}/api/v4/plugins/webapp`)).json()
    const path = webapp.bundle_path.replace('/static/', '/static/plugins/')
    expect(await (await fetch(host.url + path)).text()).toContain('registerPlugin')
  })

  it('gone, its address answers 404 and its command is unknown', async () => {
    await admin('/api/v4/plugins/probe/disable', { method: 'POST' })
    expect((await anna('/plugins/probe/x')).status).toBe(404)
    expect(await (await fetch(`${host.url}/api/v4/plugins/webapp`)).json()).toEqual([])
    const body = JSON.stringify({ command: '/probe', channel_id: channelId('alerts') })
    expect((await anna('/api/v4/commands/execute', { method: 'POST', body })).status).toBe(404)
    await admin('/api/v4/plugins/probe/enable', { method: 'POST' })
    expect((await anna('/plugins/probe/x')).status).toBe(200)
  })

  it('that refuses to start keeps the stand-in from starting', async () => {
    await expect(startProbeHost({ form: 'refuse to start' })).rejects.toMatchObject({
      detail: 'no',
    })
  })
})
