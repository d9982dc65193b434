import { Router } from 'express'
import { AppError, notPermitted } from '../errors'
import { isId } from '../ids'
import { mayInChannel, mayRead } from '../permissions'
import { addReaction, reactionsOf, removeReaction } from '../reactions'
import type { World } from '../world'
import { idParam, param, text, userIdOf, userParam } from './door'

/** Emoji under posts. */
export function reactionRoutes(world: World): Router {
  const channelOf = (postId: string) => world.posts.get(postId)?.channel_id ?? ''
  return Router()
    .post('/reactions', (request, response) => {
      const { user_id, post_id, emoji_name } = request.body ?? {}
      if (!isId(user_id) || !isId(post_id) || !text(emoji_name)) {
        throw new AppError('api.reaction.save_reaction.invalid.app_error', 400)
      }
      if (user_id !== userIdOf(response)) {
        throw new AppError('api.reaction.save_reaction.user_id.app_error', 403)
      }
      const place = { userId: user_id, channelId: channelOf(post_id), permission: 'add_reaction' }
      if (!mayInChannel(world, place)) throw notPermitted('add_reaction')
      response.json(addReaction(world, { user_id, post_id, emoji_name }))
    })
    .get('/posts/:post/reactions', (request, response) => {
      const postId = idParam(request, 'post')
      if (!mayRead(world, userIdOf(response), channelOf(postId))) {
        throw notPermitted('read_channel_content')
      }
      response.json(reactionsOf(world, postId))
    })
    .delete('/users/:user/posts/:post/reactions/:emoji', (request, response) => {
      const user_id = userParam(request, response)
      const post_id = idParam(request, 'post')
      const place = { userId: userIdOf(response), channelId: channelOf(post_id) }
      if (!mayInChannel(world, { ...place, permission: 'remove_reaction' })) {
        throw notPermitted('remove_reaction')
      }
      if (user_id !== userIdOf(response)) throw notPermitted('remove_others_reactions')
      removeReaction(world, { user_id, post_id, emoji_name: param(request, 'emoji') })
      response.json({ status: 'OK' })
    })
}
