import { AppError } from './errors'

/**
 * Hands a dialog's submission or a click to the plugin as Mattermost does: a request of its own with
 * the person's session, and without a content type. An empty answer is a good one.
 */
export async function submitToPlugin(url: string, body: object, token: string): Promise<unknown> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
    body: Buffer.from(JSON.stringify(body)),
  })
  const text = await answer.text()
  if (answer.status !== 200) {
    throw new AppError('api.post.do_action.action_integration.app_error', 400, text)
  }
  try {
    return text === '' ? {} : JSON.parse(text)
  } catch {
    throw new AppError('app.submit_interactive_dialog.decode_json_error', 500)
  }
}
