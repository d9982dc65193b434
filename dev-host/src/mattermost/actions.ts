/**
 * Buttons and menus in attachments, by Mattermost's rules (its `DoPostActionWithCookie`): where an
 * action leads stays on the server; a click reads the stored post, asks the integration on behalf of
 * the person who clicked, and does with the post what the answer says.
 */
import { openCookie } from './action-cookies'
import { findAction } from './attachment-actions'
import { AppError, notPermitted } from './errors'
import { type Integrations, parseAnswer } from './integrations'
import { mayRead } from './permissions'
import { getPost, sendEphemeralPost, updatePost } from './posts'
import { linksToMarkdown } from './slack-text'
import type { Triggers } from './triggers'
import type { Post, Props } from './types'
import type { World } from './world'

export interface ActionNeeds {
  world: World
  triggers: Triggers
  integrations: Integrations
}
export interface Click {
  userId: string
  token: string
  postId: string
  actionId: string
  /** Of a menu. */
  selected: string
  /** Of an ephemeral post's button; else empty. */
  cookie: string
}

interface Target {
  channelId: string
  rootId: string
  type: string
  url: string
  context: Props
  /** Undefined: an ephemeral one, which nothing is kept of. */
  post?: Post
}

/** The trigger id as the person's client knows it. Throws AppError. */
export async function clickAction(needs: ActionNeeds, click: Click): Promise<string> {
  const { world, triggers, integrations } = needs
  const target = findTarget(world, click)
  const { clientId, triggerId } = triggers.open(click.userId)
  const asked = requestOf(world, { target, click, triggerId })
  const answer = await integrations.ask(target.url, asked, click.token)
  const unclear = new AppError('api.post.do_action.action_integration.app_error', 400)
  heed(world, { target, click }, parseAnswer<ActionAnswer>(answer, unclear))
  return clientId
}

function findTarget(world: World, click: Click): Target {
  if (click.cookie !== '' && !world.posts.has(click.postId)) {
    const cookie = openCookie(click.cookie)
    if (cookie.postId !== click.postId) {
      throw new AppError('api.post.do_action.action_integration.app_error', 400)
    }
    checkReads(world, click.userId, cookie.channelId)
    return cookie
  }
  const kept = world.posts.get(click.postId)
  checkReads(world, click.userId, kept?.channel_id ?? '')
  const post = getPost(world, click.postId)
  const action = findAction(post, click.actionId)
  if (!action?.integration) throw new AppError('api.post.do_action.action_id.app_error', 404)
  const { url = '', context } = action.integration
  const place = { channelId: post.channel_id, rootId: post.root_id || post.id, post }
  return { ...place, type: action.type ?? '', url, context: context ?? {} }
}

function checkReads(world: World, userId: string, channelId: string): void {
  if (!mayRead(world, userId, channelId)) throw notPermitted('read_channel_content')
}

function requestOf(
  world: World,
  { target, click, triggerId }: { target: Target; click: Click; triggerId: string },
): object {
  const { channelId, type, context } = target
  const { selected, userId, postId } = click
  const channel = world.channels.get(channelId)
  const chosen = type === 'select' && selected !== ''
  return {
    user_id: userId,
    user_name: world.users.get(userId)?.username ?? '',
    channel_id: channelId,
    channel_name: channel?.name ?? '',
    team_id: channel?.team_id ?? '',
    team_domain: world.teams.get(channel?.team_id ?? '')?.name ?? '',
    post_id: postId,
    trigger_id: triggerId,
    type,
    data_source: '',
    context: chosen ? { ...context, selected_option: selected } : context,
  }
}

interface ActionAnswer {
  update?: { message?: string; props?: Props | null } | null
  ephemeral_text?: string
  skip_slack_parsing?: boolean
}

/** What an answer neither takes away nor brings. */
const KEPT_PROPS = ['from_webhook', 'override_username', 'override_icon_url']

function heed(
  world: World,
  { target, click }: { target: Target; click: Click },
  answer: ActionAnswer,
): void {
  const { update, ephemeral_text: text = '' } = answer
  const { post, channelId, rootId } = target
  if (update) {
    const old = getPost(world, click.postId)
    const props = update.props ? mergeProps(old.props, update.props) : old.props
    updatePost(world, old.id, { message: update.message ?? '', props })
  }
  if (text === '') return
  const message = answer.skip_slack_parsing ? text : linksToMarkdown(text)
  const props = Object.fromEntries(KEPT_PROPS.flatMap((name) => entryOf(post, name)))
  const place = { channel_id: channelId, root_id: rootId, user_id: click.userId }
  sendEphemeralPost(world, click.userId, { ...place, message, props })
}

function entryOf(post: Post | undefined, name: string): [string, unknown][] {
  return post && name in post.props ? [[name, post.props[name]]] : []
}

function mergeProps(old: Props, next: Props): Props {
  const merged = { ...next }
  for (const name of KEPT_PROPS) {
    if (name in old) merged[name] = old[name]
    else delete merged[name]
  }
  return merged
}
