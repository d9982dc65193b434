/** Channels: found by name, joined, and closed to those who are not in them. */
import { NOT_PERMITTED, refusalOf } from './refusal'
import type { Scene } from './scene'

const NO_ID = 'a'.repeat(26)
const NO_SUCH_NAME = { status: 404, id: 'app.channel.get_by_name.missing.app_error' }
const NO_SUCH_CHANNEL = { status: 404, id: 'app.channel.get.existing.app_error' }
const NO_MEMBER = { status: 404, id: 'app.channel.get_member.missing.app_error' }

export function channels({ cast }: Scene): void {
  const fresh = (name: string, type: 'O' | 'P' = 'O') =>
    cast().admin.client.createChannel({
      ...{ team_id: cast().team.id, name, display_name: name, type },
    })

  it('are found by id, by name in a team, and by both names', async () => {
    const { bot, team, open } = cast()
    const found = { id: open.id, name: 'open', display_name: 'The open one', type: 'O' }
    expect(await bot.client.getChannel(open.id)).toMatchObject({ ...found, team_id: team.id })
    expect(await bot.client.getChannelByName(team.id, 'open')).toMatchObject(found)
    expect(await bot.client.getChannelByNameAndTeamName(team.name, 'open')).toMatchObject(found)
  })

  it('are missing when they are missing', async () => {
    const { bot, team } = cast()
    expect(await refusalOf(bot.client.getChannel(NO_ID))).toEqual(NO_SUCH_CHANNEL)
    expect(await refusalOf(bot.client.getChannelByName(team.id, 'nowhere'))).toEqual(NO_SUCH_NAME)
    const both = bot.client.getChannelByNameAndTeamName(team.name, 'nowhere')
    expect(await refusalOf(both)).toEqual(NO_SUCH_NAME)
  })

  it('a private one is hidden from a bot that is not in it', async () => {
    const { bot, team, hidden, anna } = cast()
    const { client } = bot
    expect(await refusalOf(client.getChannel(hidden.id))).toEqual(NOT_PERMITTED)
    expect(await refusalOf(client.getChannelByName(team.id, 'hidden'))).toEqual(NO_SUCH_NAME)
    const both = client.getChannelByNameAndTeamName(team.name, 'hidden')
    expect(await refusalOf(both)).toEqual(NO_SUCH_NAME)
    expect(await refusalOf(client.getChannelMember(hidden.id, anna.id))).toEqual(NOT_PERMITTED)
    expect(await refusalOf(client.addToChannel(bot.id, hidden.id))).toEqual(NOT_PERMITTED)
  })

  it('say who is in them, with which roles', async () => {
    const { bot, open, anna, admin, stranger } = cast()
    expect(await bot.client.getChannelMember(open.id, anna.id)).toMatchObject({
      ...{ channel_id: open.id, user_id: anna.id, roles: 'channel_user' },
      ...{ scheme_user: true, scheme_admin: false, scheme_guest: false },
    })
    const maker = await bot.client.getChannelMember(open.id, admin.id)
    expect(maker).toMatchObject({ roles: 'channel_user channel_admin', scheme_admin: true })
    expect(await refusalOf(bot.client.getChannelMember(open.id, stranger.id))).toEqual(NO_MEMBER)
  })

  it('a bot joins a public one by itself, and may then say something', async () => {
    const { bot } = cast()
    const { id } = await fresh(`joined-${cast().mark}`)
    const hello = { channel_id: id, message: 'here I am' }
    expect(await refusalOf(bot.client.createPost(hello))).toEqual(NOT_PERMITTED)
    const member = await bot.client.addToChannel(bot.id, id)
    expect(member).toMatchObject({ user_id: bot.id, roles: 'channel_user' })
    expect(await bot.client.createPost(hello)).toMatchObject({ message: 'here I am' })
    expect(await bot.client.addToChannel(bot.id, id)).toMatchObject({ user_id: bot.id })
  })

  it('nobody of another team comes in', async () => {
    const { stranger, open } = cast()
    const { client } = stranger
    expect(await refusalOf(client.addToChannel(stranger.id, open.id))).toEqual(NOT_PERMITTED)
    expect(await refusalOf(client.getChannel(open.id))).toEqual(NOT_PERMITTED)
  })

  it('members show others out, and themselves', async () => {
    const { ben, bot, anna, mark } = cast()
    const { id } = await fresh(`left-${mark}`)
    for (const { id: userId, client } of [ben, anna]) await client.addToChannel(userId, id)
    await ben.client.removeFromChannel(anna.id, id)
    expect(await refusalOf(ben.client.getChannelMember(id, anna.id))).toEqual(NO_MEMBER)
    expect(await refusalOf(bot.client.removeFromChannel(ben.id, id))).toEqual(NOT_PERMITTED)
    await ben.client.removeFromChannel(ben.id, id)
    expect(await refusalOf(ben.client.createPost({ channel_id: id, message: 'x' }))).toEqual(
      NOT_PERMITTED,
    )
  })

  it('names are suggested to those who may see them', async () => {
    const { anna, bot, team } = cast()
    const names = async (client: typeof bot.client) =>
      (await client.autocompleteChannels(team.id, 'hid')).map(({ name }) => name)
    expect(await names(anna.client)).toEqual(['hidden'])
    expect(await names(bot.client)).toEqual([])
  })

  it('a name is given once in a team', async () => {
    expect(await refusalOf(fresh('open'))).toEqual({
      status: 400,
      id: 'store.sql_channel.save_channel.exists.app_error',
    })
  })

  it('two have one direct channel, whoever opens it', async () => {
    const { bot, anna, ben } = cast()
    const channel = await bot.client.createDirectChannel([bot.id, anna.id])
    const name = [bot.id, anna.id].sort().join('__')
    expect(channel).toMatchObject({ type: 'D', team_id: '', name })
    const again = await anna.client.createDirectChannel([anna.id, bot.id])
    expect(again.id).toBe(channel.id)
    expect(await refusalOf(ben.client.getChannel(channel.id))).toEqual(NOT_PERMITTED)
    const between = bot.client.createDirectChannel([anna.id, ben.id])
    expect(await refusalOf(between)).toEqual(NOT_PERMITTED)
  })

  it('an archived one takes nothing, and is found by id only', async () => {
    const { bot, admin, team, mark } = cast()
    const { id, name } = await fresh(`closed-${mark}`)
    await bot.client.addToChannel(bot.id, id)
    const post = await bot.client.createPost({ channel_id: id, message: 'before' })
    await admin.client.deleteChannel(id)
    expect((await bot.client.getChannel(id)).delete_at).toBeGreaterThan(0)
    expect(await refusalOf(bot.client.getChannelByName(team.id, name))).toEqual(NO_SUCH_NAME)
    const late = bot.client.createPost({ channel_id: id, message: 'after' })
    expect(await refusalOf(late)).toEqual({
      status: 400,
      id: 'api.post.create_post.can_not_post_to_deleted.error',
    })
    expect(await refusalOf(bot.client.patchPost({ id: post.id, message: 'x' }))).toEqual({
      status: 400,
      id: 'api.post.patch_post.can_not_update_post_in_deleted.error',
    })
    expect(await refusalOf(bot.client.addReaction(bot.id, post.id, 'eyes'))).toEqual({
      status: 403,
      id: 'api.reaction.save.archived_channel.app_error',
    })
  })
}
