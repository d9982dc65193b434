/** The WebSocket, heard by Mattermost's own client: who is told what, in which order, and again. */
import { WebSocket } from 'ws'
import { listen } from './listener'
import type { Scene } from './scene'

export function sockets({ cast }: Scene): void {
  const say = (message: string, more: object = {}) =>
    cast().anna.client.createPost({ channel_id: cast().open.id, message, ...more })
  const botListens = (by?: 'header') =>
    listen({ url: cast().url, token: cast().bot.token, ...(by && { by }) })

  it('says hello with a connection id, and answers questions in between', async () => {
    const listener = await botListens()
    const [hello] = listener.heard
    expect(hello).toMatchObject({ event: 'hello', seq: 0, broadcast: { user_id: cast().bot.id } })
    expect(hello?.data.connection_id).toMatch(/^[a-z0-9]{26}$/)
    expect(hello?.data.server_version).toMatch(/^11\./)
    const ask = (action: string) =>
      new Promise((resolve) => listener.client.sendMessage(action, {}, resolve))
    expect(await ask('ping')).toMatchObject({ status: 'OK', data: { text: 'pong' } })
    expect(await ask('no_such_thing')).toMatchObject({
      status: 'FAIL',
      error: { id: 'api.web_socket_router.bad_action.app_error' },
    })
  })

  it('hangs up on a made-up token, and tells the unknown nothing', async () => {
    const socket = new WebSocket(`${cast().url.replace(/^http/, 'ws')}/api/v4/websocket`)
    const heard: string[] = []
    socket.on('message', (raw) => heard.push(String(raw)))
    await new Promise((resolve) => socket.once('open', resolve))
    socket.send(JSON.stringify({ seq: 1, action: 'ping' }))
    const data = { token: 'x'.repeat(26) }
    socket.send(JSON.stringify({ seq: 2, action: 'authentication_challenge', data }))
    await new Promise((resolve) => socket.once('close', resolve))
    expect(heard).toEqual([])
  })

  it('tells a post as a text in a text, with its place and who said it', async () => {
    const { anna, bot, open, team } = cast()
    const listener = await botListens()
    const post = await say(`hello @${bot.username}, look`)
    const { data, broadcast } = await listener.next('posted')
    expect(typeof data.post).toBe('string')
    expect(JSON.parse(data.post)).toMatchObject({ id: post.id, message: post.message })
    expect(data).toMatchObject({
      ...{ channel_type: 'O', channel_name: 'open', channel_display_name: 'The open one' },
      ...{ team_id: team.id, sender_name: `@${anna.username}` },
    })
    expect(JSON.parse(data.mentions)).toEqual([bot.id])
    expect(broadcast['channel_id']).toBe(open.id)
  })

  it.each<[string, string, boolean]>([
    ['in a word', 'x@BOT', false],
    ['in code', '`@BOT` said', false],
    ['in a block', '```\n@BOT\n```', false],
    ['with a full stop', 'thanks @BOT.', true],
    ['in capitals', 'hey @CAPITALS', true],
    ['with everybody', '@all', true],
    ['not at all', 'BOT', false],
  ])('says whether the bot is meant: %s', async (_name, text, meant) => {
    const { bot } = cast()
    const listener = await botListens()
    const named = text.replace('BOT', bot.username).replace('CAPITALS', bot.username.toUpperCase())
    await say(named)
    const { data } = await listener.next('posted')
    expect(data.mentions).toBe(meant ? JSON.stringify([bot.id]) : undefined)
  })

  it('a direct message always means the other one', async () => {
    const { anna, bot } = cast()
    const { id } = await anna.client.createDirectChannel([anna.id, bot.id])
    const listener = await botListens()
    await anna.client.createPost({ channel_id: id, message: 'help' })
    const { data } = await listener.next('posted')
    expect(data).toMatchObject({ channel_type: 'D', team_id: '', mentions: `["${bot.id}"]` })
    expect(data.channel_display_name).toBe(`@${anna.username}`)
  })

  it('tells what is changed, taken back and reacted to, in order', async () => {
    const { anna, bot } = cast()
    const listener = await botListens()
    const { id } = await say('first')
    await anna.client.patchPost({ id, message: 'second' })
    await anna.client.addReaction(anna.id, id, 'eyes')
    await anna.client.removeReaction(anna.id, id, 'eyes')
    await anna.client.deletePost(id)
    await listener.next('post_deleted')
    const ours = ['posted', 'post_edited', 'reaction_added', 'reaction_removed', 'post_deleted']
    const told = listener.heard.filter(({ event }) => ours.includes(event))
    expect(told.map(({ event }) => event)).toEqual(ours)
    expect(JSON.parse(told[1]?.data.post)).toMatchObject({ id, message: 'second' })
    const reaction = { user_id: anna.id, post_id: id, emoji_name: 'eyes' }
    expect(JSON.parse(told[2]?.data.reaction)).toMatchObject(reaction)
    expect(JSON.parse(told[3]?.data.reaction)).toMatchObject(reaction)
    const numbers = listener.heard.map(({ seq }) => seq)
    expect(numbers).toEqual(numbers.map((_seq, index) => index))
    expect(bot.id).not.toBe(anna.id)
  })

  it('tells members only', async () => {
    const { anna, hidden, bot } = cast()
    const listener = await botListens()
    await anna.client.createPost({ channel_id: hidden.id, message: 'secret' })
    const { id } = await say('not secret')
    await listener.next('posted', ({ data }) => JSON.parse(data.post).id === id)
    const posted = listener.heard.filter(({ event }) => event === 'posted')
    expect(posted).toHaveLength(1)
    expect(bot.username).not.toBe('')
  })

  it('tells who comes and goes, and new channels', async () => {
    const { bot, ben, admin, team, mark } = cast()
    const listener = await botListens()
    const wanted = { team_id: team.id, name: `come-${mark}`, display_name: 'c', type: 'O' as const }
    const { id } = await bot.client.createChannel(wanted)
    await listener.next('channel_created', ({ data }) => data.channel_id === id)
    await bot.client.addToChannel(ben.id, id)
    const added = await listener.next('user_added', ({ data }) => data.user_id === ben.id)
    expect(added).toMatchObject({ data: { team_id: team.id }, broadcast: { channel_id: id } })
    for (const type of ['system_join_channel', 'system_add_to_channel']) {
      const line = await listener.next('posted', ({ data }) => JSON.parse(data.post).type === type)
      expect(line).toMatchObject({ data: { sender_name: 'System' }, broadcast: { channel_id: id } })
    }
    await admin.client.removeFromChannel(bot.id, id)
    const removed = await listener.next('user_removed', ({ data }) => data.channel_id === id)
    expect(removed.data).toMatchObject({ remover_id: admin.id })
    await admin.client.deleteChannel(id)
    await listener.next('channel_deleted', ({ data }) => data.channel_id === id)
  })

  it('tells of a new direct channel, and of people who change', async () => {
    const { ben, bot } = cast()
    const listener = await botListens()
    await ben.client.createDirectChannel([ben.id, bot.id])
    await listener.next('direct_added')
    await ben.client.patchMe({ nickname: 'Benny' })
    const { data } = await listener.next('user_updated', ({ data: { user } }) => user.id === ben.id)
    expect(data.user).toMatchObject({ nickname: 'Benny' })
  })

  it('goes on where it broke off for who shows the token by a header', async () => {
    const listener = await botListens('header')
    await say('before')
    await listener.next('posted')
    listener.breakOff()
    const { id } = await say('meanwhile')
    await listener.next('posted', ({ data }) => JSON.parse(data.post).id === id)
    expect(listener.missed()).toBe(0)
    expect(listener.heard.filter(({ event }) => event === 'hello')).toHaveLength(1)
  })

  it('begins anew for who shows it by a first message, and says so', async () => {
    const listener = await botListens()
    const [first] = listener.heard
    listener.breakOff()
    await listener.until(() => listener.missed() === 1)
    const hello = await listener.next('hello', () => true, 1)
    expect(hello.data.connection_id).not.toBe(first?.data.connection_id)
    expect(hello.seq).toBe(0)
    const { id } = await say('afterwards')
    await listener.next('posted', ({ data }) => JSON.parse(data.post).id === id)
  })
}
