/** Emoji under posts. */
import { NOT_PERMITTED, refusalOf } from './refusal'
import type { Scene } from './scene'

export function reactions({ cast }: Scene): void {
  const post = async (message: string) =>
    cast().anna.client.createPost({ channel_id: cast().open.id, message })

  it('are seen by everybody, one of a kind from each', async () => {
    const { anna, ben, bot } = cast()
    const { id } = await post('react to this')
    const mine = await bot.client.addReaction(bot.id, id, 'eyes')
    expect(mine).toMatchObject({ user_id: bot.id, post_id: id, emoji_name: 'eyes' })
    await ben.client.addReaction(ben.id, id, 'eyes')
    await ben.client.addReaction(ben.id, id, 'eyes')
    await ben.client.addReaction(ben.id, id, 'white_check_mark')
    const seen = (await anna.client.getReactionsForPost(id)).map((one) => [
      one.user_id === ben.id,
      one.emoji_name,
    ])
    expect(seen.sort()).toEqual([
      [false, 'eyes'],
      [true, 'eyes'],
      [true, 'white_check_mark'],
    ])
    expect(await anna.client.getPost(id)).toMatchObject({ has_reactions: true })
  })

  it('are taken back by those who gave them', async () => {
    const { anna, ben, bot } = cast()
    const { id } = await post('and back')
    await bot.client.addReaction(bot.id, id, 'eyes')
    expect(await refusalOf(ben.client.removeReaction(bot.id, id, 'eyes'))).toEqual(NOT_PERMITTED)
    await bot.client.removeReaction(bot.id, id, 'eyes')
    expect((await anna.client.getReactionsForPost(id)) ?? []).toEqual([])
  })

  it('nobody reacts in another’s name, or with nothing', async () => {
    const { anna, bot } = cast()
    const { id } = await post('whose?')
    expect(await refusalOf(bot.client.addReaction(anna.id, id, 'eyes'))).toEqual({
      status: 403,
      id: 'api.reaction.save_reaction.user_id.app_error',
    })
    expect(await refusalOf(bot.client.addReaction(bot.id, id, ''))).toEqual({
      status: 400,
      id: 'api.reaction.save_reaction.invalid.app_error',
    })
    expect(await refusalOf(bot.client.addReaction(bot.id, id, 'no_such_emoji_here'))).toEqual({
      status: 404,
      id: 'app.emoji.get_by_name.no_result',
    })
  })
}
