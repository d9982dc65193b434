/** Mattermost's AppError: an id, an HTTP status and a sentence. Ids are Mattermost's own. */

/** Sentences for the ids people or tests meet; any other id shows itself. */
const SENTENCES: Record<string, string> = {
  'api.context.session_expired.app_error': 'The session is not valid. Sign in again.',
  'api.context.permissions.app_error': 'You do not have the permission for this.',
  'api.command.execute_command.not_found.app_error': 'There is no command with this trigger.',
  'api.command.execute_command.start.app_error': 'The command must begin with a slash.',
  'app.channel.get.existing.app_error': 'There is no such channel.',
  'app.post.get.app_error': 'There is no such post.',
  'api.post.create_post.root_id.app_error': 'The thread does not exist.',
  'api.post.create_post.channel_root_id.app_error': 'The thread is in another channel.',
  'api.post.create_post.can_not_post_to_deleted.error': 'The channel is archived.',
  'app.save_config.plugin_hook_error': 'The plugin does not accept these settings.',
  'app.plugin.not_running': 'The plugin does not run.',
}

export class AppError extends Error {
  readonly id: string
  readonly status: number
  readonly detail: string

  constructor(id: string, status: number, detail = '') {
    super(SENTENCES[id] ?? id)
    this.name = 'AppError'
    this.id = id
    this.status = status
    this.detail = detail
  }

  toJSON() {
    return {
      id: this.id,
      message: this.message,
      detailed_error: this.detail,
      request_id: '',
      status_code: this.status,
    }
  }
}

export function notPermitted(permission: string): AppError {
  return new AppError('api.context.permissions.app_error', 403, `permission=${permission}`)
}

/** Something in the body, the address or the query is not what it should be. */
export function invalidParam(name: string): AppError {
  return new AppError('api.context.invalid_body_param.app_error', 400, name)
}
