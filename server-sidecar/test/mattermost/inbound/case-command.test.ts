import { type CaseCard, routes } from '@ticketdesk/contract'
import { aConfig, openTestDesk, type TestDesk } from '../../a-desk'
import { say } from '../../a-hearing'
import { databases, type TestStore } from '../../databases'
import type { FakeChannel, FakeUser } from '../../fakes/fake-mattermost'
import { type FakePortal, openFakePortal } from '../../fakes/fake-portal'
import { anAnswer } from '../../fakes/loopback-server'
import { until } from '../../until'

const TOKEN = 'an-offline-token-of-jane'

interface Button {
  id: string
  integration: { url: string; context: Record<string, string> }
}

describe.each(databases)('/case on %s', (_kind, createStore) => {
  let store: TestStore
  let portal: FakePortal
  let t: TestDesk
  let ben: FakeUser
  let vendor: object
  const settingsOf = (more: object) => ({ Vendors: JSON.stringify([{ ...vendor, ...more }]) })
  beforeEach(async () => {
    store = await createStore()
    portal = await openFakePortal()
    portal.logins.set(TOKEN, '1')
    const urls = { api_url: portal.url, sso_url: portal.url }
    vendor = { kind: 'redhat', name: 'Red Hat', poll_seconds: 5, comment_length: 100, ...urls }
    t = await openTestDesk(store.at, { settings: settingsOf({ replies: true }) })
    ben = t.mattermost.addUser({ username: 'ben' })
    t.channel.members.add(ben.id)
    portal.addCase({ summary: 'etcd is slow', severity: '2 (High)' })
  })
  afterEach(async () => {
    await t.close()
    await portal.close()
    await store.close()
  })

  interface From {
    as?: FakeUser
    channel?: FakeChannel
    rootId?: string
  }
  const type = (command: string, { as = t.jane, channel = t.channel, rootId = '' }: From = {}) =>
    t.desk.handleCommand({
      ...{ userId: as.id, channelId: channel.id, rootId, triggerId: 'trigger' },
      command,
    })
  const lastDialog = () => t.mattermost.dialogs.at(-1)!.dialog
  const submit = (submission: object, as: FakeUser = t.jane, { state } = lastDialog()) =>
    t.ask(routes.caseDialog, { method: 'POST', as, body: { state, submission } })
  const told = () => t.mattermost.ephemeral.at(-1)!
  const login = async (more: object = {}, as: FakeUser = t.jane) => {
    await type('/case account add', { as })
    return submit({ way: 'offline_token Red Hat', secret: TOKEN, ...more }, as)
  }
  const elsewhere = () => t.mattermost.addChannel({ name: 'elsewhere' }, [t.jane, ben])
  const posts = () => t.mattermost.posts
  const cards = () => posts().filter(({ type: kind }) => kind === 'custom_ticketdesk_case')
  const cardOf = (post: { props: Record<string, unknown> } | undefined) =>
    (post?.props['ticketdesk'] as unknown as { case: CaseCard } | undefined)?.case as CaseCard
  const buttonsOf = (post: { props: Record<string, unknown> } | undefined) =>
    ((post?.props['attachments'] ?? []) as { actions?: Button[] }[]).flatMap(
      ({ actions = [] }) => actions,
    )
  const press = (post: { id: string; props: Record<string, unknown> }, id: string, as = t.jane) =>
    t.ask(routes.caseAction, {
      method: 'POST',
      as,
      body: {
        ...{ channel_id: t.channel.id, post_id: post.id, trigger_id: 'pressed' },
        context: buttonsOf(post).find((button) => button.id === id)?.integration.context,
      },
    })
  const follow = async (more = '') => {
    await login()
    await type(`/case track 04000001 ${more}`)
    await until('there is a card', () => cards().length === 1)
    return cards()[0]!
  }
  const comment = async (body: string, more: object = {}) => {
    const before = posts().length
    portal.comment('04000001', { commentBody: body, ...more })
    await until('it is told', () => posts().length > before, 20_000)
    return posts().at(-1)!
  }

  it.each([
    ['/case', '`/case filter`'],
    ['/CASE Help', '`/case untrack number`'],
    ['/case explode @all', 'does not know “explode”'],
    ['/case track', 'such as `/case track 04000001`'],
    ['/case show', 'such as `/case show 04000001`'],
    ['/case untrack 04000001', 'not followed here'],
    ['/case list', 'No case is followed'],
    ['/case account', 'There is no login yet'],
    ['/case account check', 'There is no login to ask with'],
    ['/case track 04000001', 'There is no login to ask with'],
    ['/case filter', 'severity:2'],
    ['/case filter add colour:red', 'does not know “colour:red”'],
    ['/case filter remove 1', 'no such filter'],
  ])('%j says what there is, or what to do', async (command, expected) => {
    expect(await type(command)).toContain(expected)
    expect(posts()).toEqual([])
  })

  it('takes a login that works, tells one person, and shows its secret to nobody', async () => {
    await type('/case account add')
    expect(t.mattermost.dialogs).toMatchObject([
      { triggerId: 'trigger', url: '/mattermost/dialogs/case' },
    ])
    const secret = lastDialog().elements.find(({ name }) => name === 'secret')
    expect(secret).toMatchObject({ type: 'text', subType: 'password', optional: false })
    // The team's is for system administrators.
    expect(lastDialog().elements.map(({ name }) => name)).not.toContain('team')

    const wrong = await submit({ way: 'offline_token Red Hat', secret: 'nonsense' })
    expect(wrong.json.error).toContain('the token is wrong')
    const empty = await submit({ way: 'offline_token Red Hat', secret: ' ' })
    expect(empty.json.errors).toMatchObject({ secret: expect.stringContaining('missing') })
    expect((await submit({ way: 'magic Red Hat', secret: TOKEN })).json.error).toBeTruthy()

    expect((await login()).json).toEqual({})
    expect(told()).toMatchObject({ userId: t.jane.id, channelId: t.channel.id })
    expect(await type('/case account')).toMatch(/\*\*Red Hat\*\* · Red Hat, offline token · yours/)
    expect(await type('/case account', { as: ben })).toContain('There is no login yet')
    expect(await type('/case account check red hat')).toContain('works')
    const everything = [t.mattermost.ephemeral, t.mattermost.dialogs, posts(), t.log.lines]
    expect(JSON.stringify(everything)).not.toContain(TOKEN)
  })

  it('lets nobody send somebody else’s form, nor ordinary people a login for all', async () => {
    await type('/case account add')
    const sent = await submit({ way: 'offline_token Red Hat', secret: TOKEN }, ben)
    expect(sent.json.error).toContain('not meant for you')
    const team = await login({ team: true })
    expect(team.json.error).toContain('may not')
    t.mattermost.systemAdmins.add(t.jane.id)
    await type('/case account add')
    expect(lastDialog().elements.map(({ name }) => name)).toContain('team')
    expect((await login({ team: true })).json).toEqual({})
    expect(await type('/case account', { as: ben })).toContain('the team’s')
  })

  it('tells one person alone to whom an administrator keeps the team’s login', async () => {
    t.live.swap(aConfig(settingsOf({ team_login: 'admins' })))
    t.mattermost.systemAdmins.add(t.jane.id)
    await login({ team: true })
    for (const words of ['track 04000001', 'show 04000001', 'latest 04000001', 'filter add']) {
      const answer = await type(`/case ${words}`, { as: ben })
      expect(answer).toContain('keeps the team’s login for this vendor to system admins')
      expect(answer).toContain('`/case account add`')
    }
    const message = '@ticketdesk case track 04000001'
    t.desk.hear(say(t.mattermost, { message, by: ben, in: t.channel }))
    const heard = () => t.mattermost.ephemeral.filter(({ userId }) => userId === ben.id)
    await until('the bot says so too', () => heard().length > 0)
    expect(heard().at(-1)?.message).toContain('keeps the team’s login')
    expect(cards()).toEqual([])
    expect(await type('/case track 04000001')).toContain('is followed here')
    t.live.swap(aConfig(settingsOf({ team_login: 'admins', personal_accounts: false })))
    const answer = await type('/case show 04000001', { as: ben, channel: elsewhere() })
    expect(answer).toContain('ask a system admin')
    expect(answer).not.toContain('account add')
  })

  it('forgets a login only when asked twice', async () => {
    await login()
    expect(await type('/case account remove')).toBe('')
    expect(lastDialog().introductionText).toContain('**Red Hat**')
    expect(await type('/case account')).toContain('**Red Hat**')
    expect((await submit({})).json).toEqual({})
    expect(await type('/case account')).toContain('There is no login yet')
  })

  it('follows a case in the channel, and says so again when asked twice', async () => {
    const card = await follow()
    expect(card).toMatchObject({ channelId: t.channel.id, userId: t.bot })
    expect(card.message).toContain('etcd is slow')
    expect(cardOf(card)).toMatchObject({ number: '04000001', side: 'associate', rank: 2 })
    expect(await type('/case track 4000001')).toContain(`/_redirect/pl/${card.id}`)
    expect(await type('/case list')).toContain(`/_redirect/pl/${card.id}`)
    expect(await type('/case show 04000001')).toContain('**Severity:** 2 (High)')
  })

  it('follows it in the thread it was asked in, where nobody has to say which', async () => {
    await login()
    const root = await t.mattermost.createPost({
      ...{ userId: t.jane.id, channelId: t.channel.id, message: 'look', props: {} },
    })
    const there = { rootId: root.id }
    expect(await type('/case track 04000001 both', there)).toContain('is followed here')
    await until('there is a card', () => cards().length === 1)
    expect(cards()[0]?.rootId).toBe(root.id)
    expect(await type('/case latest', there)).toContain('no comment yet')
    expect(await type('/case untrack', there)).toContain('no longer followed')
    await until('the card says so', () => cardOf(cards()[0]).stopped)
  })

  it('says no where somebody may not write, and whom to invite where our bot is not', async () => {
    await login()
    const secret = t.mattermost.addChannel({ type: 'P' }, [ben])
    expect(await type('/case track 04000001', { channel: secret })).toContain('may not')
    expect(await type('/case list', { channel: secret })).toContain('may not')
    t.mattermost.uninvitedBot = 'deskbot'
    expect(await type('/case track 04000001', { channel: secret })).toContain('/invite @deskbot')
  })

  it('says what the portal’s trouble is, not what it said', async () => {
    await login()
    portal.trouble = () => anAnswer(503, '<html>secret plans</html>')
    const said = await type('/case track 04000001')
    expect(said).toContain('trouble of its own')
    expect(said).not.toContain('secret plans')
    expect(await type('/case track 09999999')).toContain('trouble of its own')
  })

  it('shows the newest comment, shortened ones whole, and private ones to nobody', async () => {
    const card = await follow('both')
    const long = await comment(`${'very '.repeat(60)}long`)
    expect(long.message).toContain('…')
    expect(long.message).not.toContain('long')
    const whole = await press(long, 'showAll', ben)
    expect(whole.json.ephemeral_text).toMatch(/very long$/)

    portal.comment('04000001', { commentBody: 'between us', isPublic: false })
    await comment('for all')
    expect(JSON.stringify(posts())).not.toContain('between us')
    const newest = await press(card, 'latestComment', ben)
    expect(newest.json.ephemeral_text).toContain('> for all')
    // No `<address|words>` of a vendor's becomes a link.
    expect([whole, newest].map(({ json }) => json.skip_slack_parsing)).toEqual([true, true])
    expect(await type('/case latest 04000001')).toContain('> for all')
    // Who made up a click on the private one gets nothing.
    const context = { ...buttonsOf(long)[0]?.integration.context, comment: 'comment-2' }
    const forged = await t.ask(routes.caseAction, {
      ...{ method: 'POST', as: ben },
      body: { channel_id: t.channel.id, post_id: long.id, context },
    })
    expect(forged.json.ephemeral_text).not.toContain('between us')
    const eve = t.mattermost.addUser({ username: 'eve' })
    const outside = await press(card, 'latestComment', eve)
    expect(outside.json.ephemeral_text).not.toContain('for all')
  }, 60_000)

  it('shows the parts of a very long comment one after the other', async () => {
    await follow('both')
    const words = Array.from({ length: 3000 }, (_, number) => `word${number}`)
    const whole = await press(await comment(words.join(' ')), 'showAll', ben)
    // An answer is posted last, and beside Mattermost elsewhere.
    expect(whole.json).toEqual({})
    const parts = t.mattermost.ephemeral.map(({ message }) => message)
    expect(parts.length).toBeGreaterThan(1)
    expect(parts.join(' ').match(/word\d+/g)).toEqual(words)
  }, 60_000)

  it('stops by its button, and the web app’s card does the same', async () => {
    const card = await follow()
    const eve = t.mattermost.addUser({ username: 'eve' })
    await press(card, 'stopFollowing', eve)
    expect(cardOf(cards()[0]).stopped).toBe(false)
    const button = buttonsOf(card).find(({ id }) => id === 'stopFollowing')
    const body = { followId: cardOf(card).id, postId: card.id, action: 'stopFollowing' }
    const elsewhere = { ...body, postId: 'a'.repeat(26) }
    expect(await t.ask(routes.caseActions, { as: t.jane, body: elsewhere })).toMatchObject({
      status: 404,
    })
    const done = await t.ask(routes.caseActions, { as: t.jane, body })
    expect(done.json).toMatchObject({ done: true, message: expect.stringContaining('no longer') })
    await until('the card says so', () => cardOf(cards()[0]).stopped)
    expect(buttonsOf(cards()[0]).map(({ id }) => id)).toEqual(['createTicket'])
    const click = { channel_id: t.channel.id, post_id: card.id, ...button?.integration }
    const again = await t.ask(routes.caseAction, { method: 'POST', as: t.jane, body: click })
    expect(again.json.ephemeral_text).toContain('not followed')
  })

  it('makes a ticket of it, and its thread hears of that', async () => {
    const card = await follow()
    expect((await press(card, 'createTicket')).json).toEqual({})
    const { dialog, url } = t.mattermost.dialogs.at(-1)!
    expect(url).toBe(routes.ticketDialog)
    const prefilled = dialog.elements.find(({ default: given }) => given?.includes('04000001'))
    expect(prefilled?.default).toContain('etcd is slow')
    const submission = { cluster: 'prod-cluster', resource: 'vm', problem: prefilled?.default }
    const body = { state: dialog.state, submission }
    expect(await t.ask(routes.ticketDialog, { method: 'POST', as: t.jane, body })).toMatchObject({
      json: {},
    })
    await until('the thread says so', () =>
      posts().some((post) => post.rootId === card.id && post.message.includes('was opened from')),
    )
  })

  it('replies only with the tick that says as whom', async () => {
    const card = await follow('both')
    expect((await press(card, 'reply')).json).toEqual({})
    expect(lastDialog().introductionText).toContain('with the login Red Hat')
    const unticked = await submit({ text: 'Thank you', confirm: false })
    expect(unticked.json.errors).toHaveProperty('confirm')
    const isReply = ({ method, target }: { method: string; target: string }) =>
      method === 'POST' && target.endsWith('/comments')
    expect(portal.seen.filter(isReply)).toEqual([])
    expect((await submit({ text: 'Thank you', confirm: true })).json).toEqual({})
    expect(told().message).toContain('Your reply went to')
    await until(
      'it comes back',
      () => posts().some(({ message }) => message.includes('> Thank you')),
      20_000,
    )
    // Ben has no login of his own, and may not speak as Jane.
    const bens = await press(card, 'reply', ben)
    expect(bens.json.ephemeral_text).toContain('no login to ask with')
    const ask = (as: FakeUser) => {
      const body = { followId: cardOf(card).id, postId: card.id, action: 'reply' }
      return t.ask(routes.caseActions, { method: 'POST', as, body })
    }
    expect((await ask(t.jane)).json).toEqual({ done: true })
    expect((await ask(ben)).json).toEqual({ done: false, message: bens.json.ephemeral_text })
    t.live.swap(aConfig(settingsOf({ replies: false })))
    expect((await ask(t.jane)).json).toMatchObject({ done: false })
    expect((await press(card, 'reply')).json.ephemeral_text).toContain('switched off')
    expect((await submit({ text: 'Too late', confirm: true })).json.error).toContain('switched off')
  }, 60_000)

  it('follows all cases of a group, and names too many at once', async () => {
    await login()
    portal.addCase({ groupNumber: '76704', groupName: 'Storage', summary: 'registry' })
    expect(await type('/case filter add group:Nowhere')).toMatch(/Yours are: Platform, Storage/)
    expect(await type('/case filter add group:"storage" severity:3 cap:2 side:both')).toContain(
      'group Storage, severity 3 or worse. 1 open case',
    )
    await until('it is followed', () => cards().length === 1)
    expect(cardOf(cards()[0])).toMatchObject({ summary: 'registry', side: 'both' })
    for (const _ of Array(3)) portal.addCase({ groupNumber: '76704', groupName: 'Storage' })
    await until(
      'they are named',
      () => posts().some(({ message }) => message.includes('3 new')),
      20_000,
    )
    expect(await type('/case filter list')).toMatch(/1\. group Storage, .* · both · at most 2/)
    expect(await type('/case filter remove 1')).toContain('The filter is gone')
    expect(await type('/case filter list')).not.toContain('1. group')
  }, 60_000)

  it('by the bot: privately in a direct message, and forms behind a button', async () => {
    await login()
    const dm = await t.mattermost.getDirectChannel(t.jane.id, t.bot)
    const hear = (message: string) =>
      t.desk.hear(say(t.mattermost, { message, by: t.jane, in: dm }))
    await hear('case track 04000001')
    await until('there is a card', () => cards().length === 1)
    expect(cards()[0]?.channelId).toBe(dm.id)
    expect(await type('/case list')).toContain('No case is followed')
    await hear('case account add')
    await until('there is a button', () => JSON.stringify(posts()).includes(routes.botAction))
    expect(t.mattermost.dialogs).toHaveLength(1)
  })
})
