/**
 * Buttons and menus in attachments, by Mattermost's rules (its `DoPostActionWithCookie`): where an
 * action leads stays on the server; a click reads the stored post, asks the plugin as the person who
 * clicked, and does with the post what the answer says.
 */
import { findAction, type PostAction } from './attachment-actions'
import { AppError } from './errors'
import { getPost, sendEphemeralPost, updatePost } from './posts'
import type { Triggers } from './triggers'
import type { Post, Props } from './types'
import type { World } from './world'

export interface ActionNeeds {
  world: World
  triggers: Triggers
  /** Asks the plugin with the person's session; its JSON answer. */
  askPlugin: (url: string, body: object, token: string) => Promise<unknown>
}
export interface Click {
  userId: string
  token: string
  postId: string
  actionId: string
  /** Of a menu. */
  selected: string
}

/** The trigger id, as for a slash command. Throws AppError. */
export async function clickAction(needs: ActionNeeds, click: Click): Promise<string> {
  const { world, triggers, askPlugin } = needs
  const post = getPost(world, click.postId)
  const action = findAction(post, click.actionId)
  const { url = '', context = {} } = action?.integration ?? {}
  if (!action || !url.startsWith('/plugins/')) {
    throw new AppError('api.post.do_action.action_id.app_error', 404)
  }
  const trigger = triggers.open(click.userId)
  const answer = await askPlugin(
    url,
    requestOf(world, { post, action, click, trigger, context }),
    click.token,
  )
  heed(world, { post, userId: click.userId }, answer as ActionAnswer)
  return trigger
}

interface Asked {
  post: Post
  action: PostAction
  click: Click
  trigger: string
  context: Props
}

function requestOf(world: World, { post, action, click, trigger, context }: Asked): object {
  const { selected, userId } = click
  return {
    user_id: userId,
    user_name: world.users.get(userId)?.username ?? '',
    channel_id: post.channel_id,
    channel_name: world.channels.get(post.channel_id)?.name ?? '',
    team_id: world.team.id,
    team_domain: world.team.name,
    post_id: post.id,
    trigger_id: trigger,
    type: action.type ?? '',
    data_source: '',
    context: selected === '' ? context : { ...context, selected_option: selected },
  }
}

interface ActionAnswer {
  update?: { message?: string; props?: Props | null } | null
  ephemeral_text?: string
}

/** What a change by an answer never takes away. */
const KEPT_PROPS = ['from_webhook', 'override_username', 'override_icon_url']

interface Clicked {
  post: Post
  userId: string
}

function heed(world: World, { post, userId }: Clicked, answer: ActionAnswer): void {
  const { update, ephemeral_text: text } = answer ?? {}
  if (update) {
    const kept = KEPT_PROPS.filter((name) => name in post.props)
    const props = update.props && {
      ...update.props,
      ...Object.fromEntries(kept.map((name) => [name, post.props[name]])),
    }
    updatePost(world, post.id, { message: update.message ?? '', ...(props && { props }) })
  }
  if (text) {
    const place = { channel_id: post.channel_id, root_id: post.root_id || post.id }
    sendEphemeralPost(world, userId, { user_id: userId, message: text, ...place })
  }
}
