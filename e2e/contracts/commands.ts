/** Slash commands that lead to a service out there: what it is sent, and what its answers do. */
import { createPublicKey, verify } from 'node:crypto'
import type { Command } from '@mattermost/types/integrations'
import type { Actor } from './cast'
import { listen } from './listener'
import { NOT_PERMITTED, refusalOf } from './refusal'
import type { Scene } from './scene'

const BAD_GATEWAY = 502

export function commands({ cast, receiver }: Scene): void {
  let command: Command
  const wanted = (trigger: string, more: Partial<Command> = {}) =>
    ({
      ...{ team_id: cast().team.id, trigger, method: 'P', url: `${receiver().url}/command` },
      ...{ display_name: trigger, auto_complete: true, auto_complete_hint: '[new|help]' },
      ...{ auto_complete_desc: 'Open a ticket', ...more },
    }) as Command
  const run = (line: string, { client }: Actor = cast().anna, more: object = {}) => {
    const place = { channel_id: cast().open.id, team_id: cast().team.id }
    return client.executeCommand(line, { ...place, ...more })
  }
  const lastForm = () => {
    const { body, ...request } = receiver().received.at(-1) ?? { body: '', headers: {} }
    return { request, form: Object.fromEntries(new URLSearchParams(body)), body }
  }

  beforeAll(async () => {
    command = await cast().admin.client.addCommand(wanted(`desk-${cast().mark}`))
  })

  it('are made with a token of the server’s own', () => {
    expect(command).toMatchObject({ team_id: cast().team.id, trigger: `desk-${cast().mark}` })
    expect(command.token).toMatch(/^[a-z0-9]{26}$/)
  })

  it('are an administrator’s business', async () => {
    const { anna, bot, team } = cast()
    expect(await refusalOf(anna.client.addCommand(wanted('mine')))).toEqual(NOT_PERMITTED)
    expect(await refusalOf(bot.client.getCustomTeamCommands(team.id))).toEqual(NOT_PERMITTED)
    expect(await refusalOf(anna.client.regenCommandToken(command.id))).toEqual({
      status: 404,
      id: 'store.sql_command.save.get.app_error',
    })
  })

  it.each<[string, Partial<Command>, string]>([
    ['twice', {}, 'api.command.duplicate_trigger.app_error'],
    ['without an address', { url: '' }, 'model.command.is_valid.url.app_error'],
    ['to no web address', { url: 'ftp://x' }, 'model.command.is_valid.url_http.app_error'],
    ['with a blank in it', { trigger: 'a b' }, 'model.command.is_valid.trigger.app_error'],
  ])('are not made %s', async (name, wrong, id) => {
    const trigger = name === 'twice' ? command.trigger : `other-${cast().mark}`
    const made = cast().admin.client.addCommand(wanted(trigger, wrong))
    expect(await refusalOf(made)).toEqual({ status: 400, id })
  })

  it('are listed with their tokens for those who manage them', async () => {
    const { admin, team } = cast()
    const listed = await admin.client.getCustomTeamCommands(team.id)
    expect(listed).toEqual([expect.objectContaining({ id: command.id, token: command.token })])
  })

  it('are suggested while they are typed', async () => {
    const { anna, team, open } = cast()
    const place = { channel_id: open.id, team_id: team.id }
    const line = `/desk-${cast().mark}`
    const [suggestion] = await anna.client.getCommandAutocompleteSuggestionsList(
      line.slice(0, -2),
      team.id,
      place,
    )
    expect(suggestion).toMatchObject({ Complete: line.slice(1), Description: 'Open a ticket' })
    const all = await anna.client.getAutocompleteCommandsList(team.id)
    const ours = all.find(({ trigger }) => trigger === command.trigger)
    expect(ours).toMatchObject({ auto_complete_hint: '[new|help]', token: '' })
  })

  it('send a form with the token, and what was typed as it was typed', async () => {
    const { anna, ben, open, team, bot } = cast()
    receiver().answerWith({ response_type: 'ephemeral', text: '' })
    const root = await bot.client.createPost({ channel_id: open.id, message: 'root' })
    const line = `/desk-${cast().mark}  ack 17 "on & site" @${ben.username} ~open `
    await run(line, anna, { root_id: root.id })
    const { request, form, body } = lastForm()
    expect(request).toMatchObject({
      ...{ method: 'POST', path: '/command' },
      headers: {
        accept: 'application/json',
        authorization: `Token ${command.token}`,
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': expect.stringContaining('Mattermost'),
      },
    })
    expect(form).toMatchObject({
      ...{ token: command.token, team_id: team.id, team_domain: team.name },
      ...{ channel_id: open.id, channel_name: 'open', root_id: root.id },
      ...{ user_id: anna.id, user_name: anna.username },
      command: `/desk-${cast().mark}`,
      text: line.slice(line.indexOf(' ') + 1),
      ...{ user_mentions: ben.username, user_mentions_ids: ben.id },
      ...{ channel_mentions: 'open', channel_mentions_ids: open.id },
    })
    expect(new URL(form['response_url'] ?? '').pathname).toMatch(
      /^\/hooks\/commands\/[a-z0-9]{26}$/,
    )
    const names = body.split('&').map((pair) => pair.split('=')[0])
    expect(names).toEqual([...names].sort())
  })

  it('carry a trigger id that anybody can check with the server’s key', async () => {
    const { anna } = cast()
    receiver().answerWith({ text: '' })
    const answer = await run(`/desk-${cast().mark}`)
    const signed = Buffer.from(lastForm().form['trigger_id'] ?? '', 'base64').toString()
    const [clientId, userId, at, signature = ''] = signed.split(':')
    expect(answer.trigger_id).toBe(clientId)
    expect(userId).toBe(anna.id)
    expect(Math.abs(Date.now() - Number(at))).toBeLessThan(60_000)
    const { AsymmetricSigningPublicKey = '' } = await anna.client.getClientConfig()
    const der = Buffer.from(AsymmetricSigningPublicKey, 'base64')
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
    const words = Buffer.from(`${clientId}:${userId}:${at}:`)
    expect(verify('sha256', words, key, Buffer.from(signature, 'base64'))).toBe(true)
  })

  it('hand the whole answer to the caller, and post nothing when there is nothing to say', async () => {
    const { anna, url, open } = cast()
    const listener = await listen({ url, token: anna.token })
    receiver().answerWith({ props: { ticketdesk: { token: 'abc', expiresAt: 1 } } })
    const answer = await run(`/desk-${cast().mark} connect`)
    expect(answer).toMatchObject({
      text: '',
      props: { ticketdesk: { token: 'abc', expiresAt: 1 } },
    })
    const mark = await anna.client.createPost({ channel_id: open.id, message: 'afterwards' })
    await listener.next('posted', ({ data }) => JSON.parse(data.post).id === mark.id)
    const told = listener.heard.map(({ event }) => event)
    expect(told).not.toContain('ephemeral_message')
    expect(told.filter((event) => event === 'posted')).toHaveLength(1)
  })

  it('whisper unless they are told otherwise, with props, attachments and links', async () => {
    const { anna, url, open } = cast()
    const listener = await listen({ url, token: anna.token })
    const actions = [{ name: 'Go', type: 'button', integration: { url: `${receiver().url}/b` } }]
    receiver().answerWith({
      ...{ text: 'see <https://example.org|this>', props: { kept: 1 } },
      attachments: [{ text: 'below', actions }],
    })
    await run(`/desk-${cast().mark}`)
    const { data } = await listener.next('ephemeral_message')
    const post = JSON.parse(data.post)
    expect(post).toMatchObject({
      ...{ user_id: anna.id, channel_id: open.id, type: 'system_ephemeral' },
      message: 'see [this](https://example.org)',
      props: { kept: 1, from_webhook: 'true' },
    })
    const [{ text, actions: shown }] = post.props.attachments
    expect(text).toBe('below')
    expect(shown).toEqual([
      expect.objectContaining({ name: 'Go', id: expect.any(String), cookie: expect.any(String) }),
    ])
    expect(JSON.stringify(post)).not.toContain(receiver().url)
    receiver().answerWith({ ephemeral_text: 'clicked' })
    await anna.client.doPostActionWithCookie(post.id, shown[0].id, shown[0].cookie)
    const click = receiver().received.at(-1)
    expect(JSON.parse(click?.body ?? '')).toMatchObject({ user_id: anna.id, post_id: post.id })
    const forged = anna.client.doPostActionWithCookie(post.id, shown[0].id, 'made up')
    expect(await refusalOf(forged)).toMatchObject({ status: 400 })
  })

  it('speak for everybody when they are told so, in the thread they were called in', async () => {
    const { anna, bot, open } = cast()
    const root = await bot.client.createPost({ channel_id: open.id, message: 'here' })
    receiver().answerWith({ response_type: 'in_channel', text: 'for all', props: { a: 1 } })
    await run(`/desk-${cast().mark}`, anna, { root_id: root.id })
    const { posts } = await bot.client.getPostThread(root.id)
    expect(Object.values(posts).find(({ message }) => message === 'for all')).toMatchObject({
      ...{ user_id: anna.id, root_id: root.id, props: { a: 1, from_webhook: 'true' } },
    })
  })

  it('may answer in plain text', async () => {
    const { anna, url } = cast()
    const listener = await listen({ url, token: anna.token })
    receiver().answerWith({ type: 'text/plain', body: '{"text": "no JSON"}' })
    await run(`/desk-${cast().mark}`)
    const { data } = await listener.next('ephemeral_message')
    expect(JSON.parse(data.post).message).toBe('{"text": "no JSON"}')
  })

  it('may answer later, five times', async () => {
    const { anna, url } = cast()
    const listener = await listen({ url, token: anna.token })
    receiver().answerWith({ text: '' })
    await run(`/desk-${cast().mark}`)
    const later = (text: string, address = lastForm().form['response_url'] ?? '') =>
      fetch(address, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ text }),
      })
    const first = await later('done')
    expect([first.status, await first.text()]).toEqual([200, 'ok'])
    const { data } = await listener.next('ephemeral_message')
    expect(JSON.parse(data.post)).toMatchObject({ message: 'done' })
    for (const text of ['2', '3', '4', '5']) await later(text)
    expect((await later('6')).status).toBe(400)
    const address = `${new URL(lastForm().form['response_url'] ?? '').origin}/hooks/commands/`
    expect((await later('x', address + 'a'.repeat(26))).status).toBe(404)
  })

  it.each<[string, object, string]>([
    ['fails', { status: BAD_GATEWAY }, 'api.command.execute_command.failed_resp.app_error'],
    ['talks nonsense', { body: '{' }, 'api.command.execute_command.failed.app_error'],
    [
      'accepts, but not with 200',
      { status: 202 },
      'api.command.execute_command.failed_resp.app_error',
    ],
  ])('fail when the service %s', async (_name, answer, id) => {
    receiver().answerWith(answer)
    expect(await refusalOf(run(`/desk-${cast().mark}`))).toEqual({ status: 500, id })
  })

  it('are not run where one may not speak, nor without a slash, nor when there is none', async () => {
    const { ben, hidden, anna } = cast()
    const line = `/desk-${cast().mark}`
    const there = run(line, ben, { channel_id: hidden.id })
    expect(await refusalOf(there)).toEqual(NOT_PERMITTED)
    expect(await refusalOf(run('desk', anna))).toEqual({
      status: 400,
      id: 'api.command.execute_command.start.app_error',
    })
    expect(await refusalOf(run('/no-such-command', anna))).toEqual({
      status: 404,
      id: 'api.command.execute_command.not_found.app_error',
    })
  })

  it('work in a direct message, in the name of the team that is open', async () => {
    const { anna, bot, team } = cast()
    const { id } = await anna.client.createDirectChannel([anna.id, bot.id])
    receiver().answerWith({ text: '' })
    await run(`/desk-${cast().mark} here`, anna, { channel_id: id })
    expect(lastForm().form).toMatchObject({ channel_id: id, team_id: team.id, text: 'here' })
  })

  it('get a new token when the old one leaked, and go when they are taken away', async () => {
    const { admin, mark } = cast()
    const made = await admin.client.addCommand(wanted(`brief-${mark}`))
    await admin.client.regenCommandToken(made.id)
    receiver().answerWith({ text: '' })
    await run(`/brief-${mark}`)
    expect(lastForm().form['token']).toMatch(/^[a-z0-9]{26}$/)
    expect(lastForm().form['token']).not.toBe(made.token)
    await admin.client.deleteCommand(made.id)
    expect(await refusalOf(run(`/brief-${mark}`))).toMatchObject({ status: 404 })
  })
}
