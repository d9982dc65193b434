/** How Mattermost says no. */
import { ClientError } from '@mattermost/client'

export interface Refusal {
  status: number | undefined
  /** Mattermost's own error id. */
  id: string | undefined
}

/** What a request was refused with. Rejects when it was not. */
export async function refusalOf(request: Promise<unknown>): Promise<Refusal> {
  try {
    await request
  } catch (error) {
    if (!(error instanceof ClientError)) throw error
    return { status: error.status_code, id: error.server_error_id }
  }
  throw new Error('This should have been refused')
}

/** The same for an address that Mattermost's client does not have. */
export async function refusalIn(answer: Response): Promise<Refusal> {
  const { id } = (await answer.json()) as { id?: string }
  return { status: answer.status, id }
}

export const NOT_PERMITTED: Refusal = { status: 403, id: 'api.context.permissions.app_error' }
