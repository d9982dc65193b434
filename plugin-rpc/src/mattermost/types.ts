/** The types an author of a plugin meets: Mattermost's structures, the API and the hooks. */
export type { Sendable } from '../gob'
export type { ApiHandlers } from './api'
export type { MattermostApi } from './api-interface'
export type { Log } from './hooks'
export type { PluginHooks } from './hooks-interface'
export type { HttpHeader, HttpRequest, HttpResponse } from './http-interface'
export type * from './model'
export type { ServePluginOptions } from './plugin'
