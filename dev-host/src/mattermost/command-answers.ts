/** What a command answered, and the posts it becomes (Mattermost's `HandleCommandResponse`). */
import { AppError } from './errors'
import { isMember } from './permissions'
import { createPost, type NewPost, sendEphemeralPost } from './posts'
import { slackToMarkdown } from './slack-text'
import type { Props } from './types'
import type { World } from './world'

export interface CommandAnswer {
  response_type?: string
  text?: string
  username?: string
  channel_id?: string
  icon_url?: string
  type?: string
  props?: Props | null
  goto_location?: string
  skip_slack_parsing?: boolean
  attachments?: object[] | null
  extra_responses?: CommandAnswer[] | null
}

export interface AnswerPlace {
  userId: string
  channelId: string
  rootId: string
}

/** The whole answer as clients get it; what is absent has Go's empty value. */
export function completeAnswer(answer: CommandAnswer, triggerId: string) {
  const words = {
    response_type: '',
    text: '',
    username: '',
    channel_id: '',
    icon_url: '',
    type: '',
  }
  return {
    ...{ ...words, props: null, goto_location: '', skip_slack_parsing: false },
    ...{ attachments: null, extra_responses: null, ...answer, trigger_id: triggerId },
  }
}

/** A body by its content type: JSON, or a text to show. Throws SyntaxError. */
export function readAnswer(contentType: string | null, body: string): CommandAnswer {
  const [kind = ''] = (contentType ?? '').split(';')
  return kind.trim() === 'application/json' ? JSON.parse(body) : { text: body }
}

/** `foreign`: it came from out there, not from a plugin. Throws AppError. */
export function postAnswer(
  world: World,
  place: AnswerPlace,
  { answer, foreign }: { answer: CommandAnswer; foreign: boolean },
): void {
  for (const one of [answer, ...(answer.extra_responses ?? [])]) {
    postOne(world, place, { answer: one, foreign })
  }
}

function postOne(
  world: World,
  place: AnswerPlace,
  { answer, foreign }: { answer: CommandAnswer; foreign: boolean },
): void {
  const { response_type: kind = '', text = '', attachments } = answer
  const channelId = answer.channel_id || place.channelId
  if (channelId !== place.channelId && !isMember(world, place.userId, channelId)) {
    throw new AppError('api.command.execute_command.create_post_failed.app_error', 500)
  }
  const words = answer.skip_slack_parsing ? text : slackToMarkdown(text)
  const post: NewPost = {
    ...{ user_id: place.userId, channel_id: channelId, root_id: place.rootId, message: words },
    type: answer.type || (attachments ? 'slack_attachment' : ''),
    props: {
      ...answer.props,
      ...(foreign && { from_webhook: 'true' }),
      ...(attachments && { attachments }),
    },
  }
  if (kind === 'in_channel') createPost(world, post)
  else if (text !== '' || attachments) sendEphemeralPost(world, place.userId, post)
}
