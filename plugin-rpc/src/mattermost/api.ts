import { type RpcClient, type RpcMethods, RpcServerError } from '../net-rpc'
import type { MattermostApi } from './api-interface'
import { apiTable } from './wire/api-table'
import { callShape, serveShape } from './wire/calls'

/** No API call has a time limit of its own, so a lost answer would block its caller for ever. */
export const DEFAULT_API_TIMEOUT_MS = 30_000

const clients = new WeakMap<MattermostApi, RpcClient>()

/** The API as seen by a plugin: every method of the table, called over `client`. */
export function createApi(client: RpcClient, timeoutMs = DEFAULT_API_TIMEOUT_MS): MattermostApi {
  const methods = Object.entries(apiTable).map(([name, shape]) => {
    const method = { name, shape, timeoutMs }
    return [name, (...args: unknown[]) => callShape(client, method, args)]
  })
  const api = Object.fromEntries(methods) as MattermostApi
  clients.set(api, client)
  return api
}

/** The same API with another time limit for each call, e.g. for one that is known to be slow. */
export function withTimeout(api: MattermostApi, timeoutMs: number): MattermostApi {
  const client = clients.get(api)
  // An API that is no remote one (a stand-in in a test) has nothing that could time out.
  return client ? createApi(client, timeoutMs) : api
}

/** What a host implements. Methods left out are unknown to the plugin. */
export type ApiHandlers = {
  readonly [K in keyof MattermostApi]?: (
    ...args: Required<Parameters<MattermostApi[K]>>
  ) => ReturnType<MattermostApi[K]> | Awaited<ReturnType<MattermostApi[K]>>
}

/** The API as served by a host. What a handler throws becomes the method's error result. */
export function createApiMethods(
  handlers: ApiHandlers,
  onError: (method: string, error: unknown) => void = () => {},
): RpcMethods {
  const methods = Object.entries(apiTable).flatMap(([name, shape]) => {
    const handle = handlers[name as keyof MattermostApi] as
      | ((...args: unknown[]) => unknown)
      | undefined
    if (!handle) return []
    const method = serveShape(name, shape, handle.bind(handlers), {
      onError: (error) => onError(name, error),
      onUndeclared: (error) => {
        throw new RpcServerError(name, error instanceof Error ? error.message : String(error))
      },
    })
    return [[`Plugin.${name}`, method] as const]
  })
  return Object.fromEntries(methods)
}
