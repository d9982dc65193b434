import { type Request, Router } from 'express'
import { type ActionNeeds, clickAction } from '../actions'
import { AppError, invalidParam, notPermitted } from '../errors'
import type { Faults } from '../faults'
import { mayInChannel, mayRead } from '../permissions'
import { channelPosts, postsSince, threadPosts, withReplies } from '../post-lists'
import { createPost, deletePost, getPost, sendEphemeralPost, updatePost } from '../posts'
import type { Post, PostList, Props } from '../types'
import type { World } from '../world'
import { idParam, param, require, text, tokenOf, userIdOf } from './door'

/** Messages: saying, editing, reading. */
export function postRoutes(needs: ActionNeeds & { faults: Faults }): Router {
  const { world } = needs
  const readable = (id: string, userId: string) => {
    const post = getPost(world, id)
    if (!mayRead(world, userId, post.channel_id)) throw notPermitted('read_channel_content')
    return post
  }
  return Router()
    .get('/posts/:post', (request, response) => {
      response.json(withReplies(world, readable(idParam(request, 'post'), userIdOf(response))))
    })
    .get('/posts/:post/thread', (request, response) => {
      const { id } = readable(idParam(request, 'post'), userIdOf(response))
      response.json(threadPosts(world, id))
    })
    .get('/channels/:channel/posts', (request, response) => {
      const channelId = idParam(request, 'channel')
      if (!world.channels.has(channelId)) {
        throw new AppError('app.channel.get.existing.app_error', 404)
      }
      if (!mayRead(world, userIdOf(response), channelId)) throw notPermitted('read_channel_content')
      response.json(listFor(world, channelId, request))
    })
    .post('/posts/:post/actions/:action', async (request, response) => {
      const actionId = param(request, 'action')
      // What Mattermost's own route takes: other ids are shown, and cannot be clicked.
      if (!/^[A-Za-z0-9]+$/.test(actionId)) throw new AppError('api.context.404.app_error', 404)
      const { selected_option, cookie } = request.body ?? {}
      const trigger_id = await clickAction(needs, {
        ...{ userId: userIdOf(response), token: tokenOf(response) },
        ...{ postId: idParam(request, 'post'), actionId },
        ...{ selected: text(selected_option), cookie: text(cookie) },
      })
      response.json({ status: 'OK', trigger_id })
    })
    .use(writingRoutes(world, needs.faults))
}

function listFor(world: World, channelId: string, { query }: Request): PostList {
  if (query['since']) {
    const since = Number(query['since'])
    if (!Number.isFinite(since)) throw invalidParam('since')
    return postsSince(world, channelId, since)
  }
  return channelPosts(world, channelId, Number(query['page']) || 0, Number(query['per_page']) || 60)
}

function writingRoutes(world: World, faults: Faults): Router {
  return Router()
    .post('/posts', async (request, response) => {
      const userId = userIdOf(response)
      const create = () => say(world, userId, request.body ?? {})
      const post = await (world.users.get(userId)?.is_bot ? faults.posting(create) : create())
      response.status(201).json(withReplies(world, post))
    })
    .post('/posts/ephemeral', (request, response) => {
      const { user_id, post } = request.body ?? {}
      if (!text(user_id)) throw invalidParam('user_id')
      if (typeof post !== 'object' || post === null) throw invalidParam('post')
      require(world, response, 'create_post_ephemeral')
      const wanted = { ...wantedFrom(post), user_id: userIdOf(response) }
      response.status(201).json(sendEphemeralPost(world, user_id, wanted))
    })
    .put('/posts/:post', (request, response) => {
      const { id, message, props, is_pinned } = request.body ?? {}
      if (id !== idParam(request, 'post')) throw invalidParam('id')
      const old = editable(world, id, userIdOf(response))
      const change = { message: text(message), props: props ?? old.props, is_pinned: !!is_pinned }
      response.json(withReplies(world, updatePost(world, id, change)))
    })
    .put('/posts/:post/patch', (request, response) => {
      const { id, channel_id } = editable(world, idParam(request, 'post'), userIdOf(response))
      if (world.channels.get(channel_id)?.delete_at) {
        throw new AppError('api.post.patch_post.can_not_update_post_in_deleted.error', 400)
      }
      const { message, props, is_pinned } = request.body ?? {}
      const change = {
        ...(typeof message === 'string' && { message }),
        ...(props && { props: props as Props }),
        ...(typeof is_pinned === 'boolean' && { is_pinned }),
      }
      response.json(withReplies(world, updatePost(world, id, change)))
    })
    .delete('/posts/:post', (request, response) => {
      const { id, user_id, channel_id } = getPost(world, idParam(request, 'post'))
      const userId = userIdOf(response)
      const permission = user_id === userId ? 'delete_post' : 'delete_others_posts'
      if (!mayInChannel(world, { userId, channelId: channel_id, permission })) {
        throw notPermitted(permission)
      }
      deletePost(world, id)
      response.json({ status: 'OK' })
    })
}

type Body = Record<string, unknown>

function wantedFrom({ message, root_id, type, props, pending_post_id, channel_id }: Body) {
  return {
    channel_id: text(channel_id),
    message: text(message),
    root_id: text(root_id),
    type: text(type),
    props: (props ?? {}) as Props,
    pending_post_id: text(pending_post_id),
  }
}

/** As a person or a bot with a session does (its `CreatePostAsUser`). */
function say(world: World, userId: string, body: Body): Post {
  const wanted = { ...wantedFrom(body), user_id: userId }
  const place = { userId, channelId: wanted.channel_id, permission: 'create_post' }
  if (!mayInChannel(world, place)) throw notPermitted('create_post')
  if (wanted.type.startsWith('system_')) {
    throw new AppError('api.context.invalid_param.app_error', 400, 'post.type')
  }
  try {
    return createPost(world, wanted)
  } catch (error) {
    if (!(error instanceof AppError) || !error.id.endsWith('root_id.app_error')) throw error
    throw new AppError(error.id, 400)
  }
}

/** A post that is gone cannot be edited by anybody. */
function editable(world: World, id: string, userId: string): Post {
  const post = world.posts.get(id)
  if (!post || post.delete_at > 0) throw notPermitted('edit_post')
  const { channel_id: channelId } = post
  const permission = post.user_id === userId ? 'edit_post' : 'edit_others_posts'
  for (const needed of [permission, 'create_post']) {
    if (!mayInChannel(world, { userId, channelId, permission: needed })) throw notPermitted(needed)
  }
  return post
}
