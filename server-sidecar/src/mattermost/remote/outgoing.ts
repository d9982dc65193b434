/**
 * Posts and dialogs as REST v4 takes them (`model.Post`, `model.OpenDialogRequest`). Our own paths
 * become addresses Mattermost can call, and what buttons carry to them is signed.
 */
import type { Dialog, NewPost } from '../api'
import type { Context, SignedContexts } from './signed-context'

export interface OutgoingNeeds {
  /** The address Mattermost calls one of our own paths at. */
  callback: (path: string) => string
  contexts: SignedContexts
}

type Fields = Record<string, unknown>

/** Props with every button that leads to us made callable; other people's stay as they are. */
export async function writeProps(
  { callback, contexts }: OutgoingNeeds,
  channelId: string,
  props: Fields,
): Promise<Fields> {
  const integration = async (given: Fields) => {
    const { url: path, context = {} } = given
    if (typeof path !== 'string' || !path.startsWith('/')) return given
    const signed = await contexts.sign({ path, channelId }, context as Context)
    return { ...given, url: callback(path), context: signed }
  }
  const action = async (given: Fields) =>
    isFields(given['integration'])
      ? { ...given, integration: await integration(given['integration']) }
      : given
  const attachment = async (given: Fields) => {
    const { actions } = given
    return Array.isArray(actions)
      ? { ...given, actions: await Promise.all(actions.map(action)) }
      : given
  }
  const { attachments } = props
  if (!Array.isArray(attachments)) return props
  return { ...props, attachments: await Promise.all(attachments.map(attachment)) }
}

/** The post but for its props. */
export function writePost(post: NewPost) {
  return {
    channel_id: post.channelId,
    root_id: post.rootId ?? '',
    message: post.message,
    ...(post.type && { type: post.type }),
    ...(post.pendingPostId && { pending_post_id: post.pendingPostId }),
    ...(post.priority && { metadata: { priority: { priority: post.priority } } }),
  }
}

/** `model.Dialog` */
export function writeDialog(dialog: Dialog): object {
  return {
    callback_id: dialog.callbackId,
    title: dialog.title,
    introduction_text: dialog.introductionText ?? '',
    submit_label: dialog.submitLabel ?? '',
    notify_on_cancel: dialog.notifyOnCancel,
    state: dialog.state,
    elements: dialog.elements.map((element) => ({
      display_name: element.displayName,
      name: element.name,
      type: element.type,
      subtype: element.subType ?? '',
      default: element.default ?? '',
      placeholder: element.placeholder ?? '',
      help_text: element.helpText ?? '',
      optional: element.optional,
      min_length: element.minLength ?? 0,
      max_length: element.maxLength ?? 0,
      data_source: element.dataSource ?? '',
      options: element.options ?? [],
    })),
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
