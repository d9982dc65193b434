/** Mattermost's own client, within limits: every call ends, and nothing follows a redirect. */
import { Client4 } from '@mattermost/client'
import { MattermostError } from '../api'
import { NO_ROUTE, UNKNOWN_ROUTE } from './gaps'

export interface ClientNeeds {
  /** Mattermost's address, without a slash at its end. */
  url: string
  /** The bot's access token. */
  token: string
  /** From the first byte sent to the last one read. */
  timeoutMs?: number
}

/** A little more than Mattermost itself gives its slowest query. */
const TIMEOUT_MS = 30_000

/** Of everything in an address that cannot be what it should. */
const NO_PARAMETER = 'api.context.invalid_url_param.app_error'

type Options = Parameters<Client4['getOptions']>[0]

export class RemoteClient extends Client4 {
  readonly #timeoutMs: number

  constructor({ url, token, timeoutMs = TIMEOUT_MS }: ClientNeeds) {
    super()
    this.#timeoutMs = timeoutMs
    this.setUrl(url)
    this.setToken(token)
    this.setUserAgent('ticketdesk')
    this.setIncludeCookies(false)
  }

  override getOptions(options: Options) {
    return {
      ...super.getOptions(options),
      signal: AbortSignal.timeout(this.#timeoutMs),
      // The token is for this address: a redirect is told, not followed.
      redirect: 'error' as const,
    }
  }

  // The library's own takes an answer for JSON only when its type says nothing else, not even a
  // character set, which servers and proxies like to add; and it forgets the status.
  protected override doFetch = async <T>(url: string, options: Options): Promise<T> => {
    const response = await fetch(url, this.getOptions(options))
    const data = parse(await response.text())
    if (!response.ok) throw refusalOf(response.status, data)
    return data as T
  }

  // The library writes ids into addresses as they are: nothing but an id may lead anywhere.
  override getUserRoute(id: string) {
    return super.getUserRoute(asId(id))
  }
  override getChannelRoute(id: string) {
    return super.getChannelRoute(asId(id))
  }
  override getPostRoute(id: string) {
    return super.getPostRoute(asId(id))
  }
  override getTeamRoute(id: string) {
    return super.getTeamRoute(asId(id))
  }
  override getChannelMemberRoute(channelId: string, userId: string) {
    return super.getChannelMemberRoute(channelId, asId(userId))
  }
  override getTeamMemberRoute(teamId: string, userId: string) {
    return super.getTeamMemberRoute(teamId, asId(userId))
  }

  /** @param request.url as Mattermost calls it */
  openDialog(request: { trigger_id: string; url: string; dialog: object }): Promise<unknown> {
    const body = JSON.stringify(request)
    return this.doFetch(`${this.getBaseRoute()}/actions/dialogs/open`, { method: 'post', body })
  }
}

/** What a person typed, as a part of an address; refused as Mattermost refuses what is no name. */
export function asName(text: string): string {
  if (/^[\p{L}\p{N}._-]+$/u.test(text) && !/^\.+$/.test(text)) return encodeURIComponent(text)
  throw new MattermostError(NO_PARAMETER, 400, 'not a name')
}

/** Mattermost's have 26 letters and digits; what counts is that it stays one part of an address. */
export function asId(text: string): string {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(text)) return text
  throw new MattermostError(NO_PARAMETER, 400, 'not an id')
}

/** Like `ask`, for what always has a text there: an answer without came from somebody else. */
export async function askFor<K extends string, T extends Record<K, string>>(
  key: K,
  call: () => Promise<T>,
): Promise<T> {
  const answer = await ask(call)
  if (typeof answer[key] === 'string') return answer
  throw new MattermostError(NO_ROUTE, 0, 'an answer that is not from Mattermost')
}

/**
 * Mattermost's own refusals keep their id and status. Everything else was no answer of Mattermost:
 * a time-out, a lost connection, the page of a proxy in between.
 */
export async function ask<T extends object>(call: () => Promise<T>): Promise<T> {
  const answer = await attempt(call)
  if (typeof answer === 'object' && answer !== null) return answer
  throw new MattermostError('', 0, 'an answer that is not from Mattermost')
}

async function attempt<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw errorOf(error)
  }
}

function errorOf(error: unknown): MattermostError {
  if (error instanceof MattermostError) return error
  return new MattermostError('', 0, wordsOf(error))
}

/** `model.AppError` as JSON keeps its id; a 404 that is none, or Mattermost's own, is a gap. */
function refusalOf(status: number, data: unknown): MattermostError {
  const { id, message = '', status_code } = (data ?? {}) as Record<string, unknown>
  const isOurs = typeof id === 'string' && id !== '' && id !== UNKNOWN_ROUTE
  if (isOurs && typeof status_code === 'number') {
    return new MattermostError(id, status_code, String(message))
  }
  if ([404, 405, 501].includes(status)) return new MattermostError(NO_ROUTE, 0, `status ${status}`)
  return new MattermostError('', 0, `status ${status}, and not from Mattermost`)
}

/** Undefined for what is no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What failed below: fetch says no more than that it did. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer'
  const { cause } = error
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''
  return `${error.message || error.name}${code}`
}
