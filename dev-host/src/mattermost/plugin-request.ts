/**
 * What a plugin gets to see of a request from outside. The rules are Mattermost's own
 * (its `servePluginRequest`): nobody but the server says who somebody is, and credentials stay here.
 */
import type { IncomingMessage } from 'node:http'
import type { ForwardOptions } from '@ticketdesk/plugin-rpc'
import { newId } from './ids'
import { parseCookies, readCaller, SESSION_COOKIE } from './sessions'
import type { World } from './world'

type Incoming = Pick<IncomingMessage, 'method' | 'url' | 'headers'>

/** Address and headers as the plugin shall see them; null takes a header away. */
export function renderPluginRequest(
  world: World,
  incoming: Incoming,
  pluginId: string,
): ForwardOptions {
  const { method = 'GET', headers } = incoming
  const [path, rawQuery] = splitQuery(incoming.url ?? '/')
  const query = new URLSearchParams(rawQuery)
  const { session, trusted } = readCaller(world, { method, headers, query })
  query.delete('access_token')
  // Go writes a query back in the order of its keys.
  query.sort()
  const below = path.slice(`/plugins/${pluginId}`.length) || '/'
  return {
    url: query.size > 0 ? `${below}?${query}` : below,
    header: {
      'Mattermost-Plugin-ID': null,
      'Mattermost-User-Id': session && trusted ? session.userId : null,
      Cookie: otherCookies(headers.cookie),
      Referer: null,
      // A token that is no session of ours may be the plugin's own: it is passed on.
      ...(session && { Authorization: null }),
    },
    context: {
      RequestId: newId(),
      SessionId: session && trusted ? session.token : '',
      AcceptLanguage: headers['accept-language'] ?? '',
      UserAgent: headers['user-agent'] ?? '',
    },
  }
}

function otherCookies(header: string | undefined): string | null {
  const cookies = parseCookies(header).filter(([name]) => name !== SESSION_COOKIE)
  return cookies.length > 0 ? cookies.map((pair) => pair.join('=')).join('; ') : null
}

function splitQuery(target: string): [path: string, query: string] {
  const at = target.indexOf('?')
  return at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)]
}
