import { Router } from 'express'
import { type ActionNeeds, clickAction } from '../actions'
import { AppError, notPermitted } from '../errors'
import { mayInChannel, mayRead } from '../permissions'
import {
  channelPosts,
  createPost,
  deletePost,
  getPost,
  postsSince,
  threadPosts,
  updatePost,
  withReplies,
} from '../posts'
import { param, text, userIdOf } from './door'

/** Messages: saying, editing, reading. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a table of routes
export function postRoutes(needs: ActionNeeds): Router {
  const { world } = needs
  const readable = (id: string, userId: string) => {
    const post = getPost(world, id)
    if (!mayRead(world, userId, post.channel_id)) throw notPermitted('read_channel_content')
    return post
  }
  const own = (id: string, userId: string) => {
    if (readable(id, userId).user_id !== userId) throw notPermitted('edit_others_posts')
    return id
  }
  return Router()
    .post('/posts', (request, response) => {
      const userId = userIdOf(response)
      const { message, root_id, type, props, pending_post_id } = request.body ?? {}
      const channelId = text(request.body?.channel_id)
      if (!mayInChannel(world, { userId, channelId, permission: 'create_post' })) {
        throw notPermitted('create_post')
      }
      const post = createPost(world, {
        user_id: userId,
        channel_id: channelId,
        message: text(message),
        root_id: text(root_id),
        type: text(type),
        props: props ?? {},
        pending_post_id: text(pending_post_id),
      })
      response.status(201).json(withReplies(world, post))
    })
    .get('/posts/:id', (request, response) => {
      response.json(withReplies(world, readable(param(request, 'id'), userIdOf(response))))
    })
    .put('/posts/:id/patch', (request, response) => {
      const id = own(param(request, 'id'), userIdOf(response))
      const post = updatePost(world, id, { message: text(request.body?.message) })
      response.json(withReplies(world, post))
    })
    .delete('/posts/:id', (request, response) => {
      deletePost(world, own(param(request, 'id'), userIdOf(response)))
      response.json({ status: 'OK' })
    })
    .post('/posts/:id/actions/:action', async (request, response) => {
      const userId = userIdOf(response)
      const { id: postId } = readable(param(request, 'id'), userId)
      const actionId = param(request, 'action')
      // What Mattermost's own route takes: other ids are shown, and cannot be clicked.
      if (!/^[A-Za-z0-9]+$/.test(actionId)) throw new AppError('api.context.404.app_error', 404)
      const selected = text(request.body?.selected_option)
      const click = { userId, token: response.locals['token'], postId, actionId, selected }
      response.json({ status: 'OK', trigger_id: await clickAction(needs, click) })
    })
    .get('/posts/:id/thread', (request, response) => {
      const { id } = readable(param(request, 'id'), userIdOf(response))
      response.json(threadPosts(world, id))
    })
    .get('/channels/:id/posts', (request, response) => {
      const channelId = param(request, 'id')
      if (!mayRead(world, userIdOf(response), channelId)) throw notPermitted('read_channel_content')
      const { page, per_page, since } = request.query
      response.json(
        since
          ? postsSince(world, channelId, Number(since))
          : channelPosts(world, channelId, Number(page) || 0, Number(per_page) || 60),
      )
    })
}
