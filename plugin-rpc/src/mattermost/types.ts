/** The types an author of a plugin meets: Mattermost's structures, the API and the hooks. */
export type { Sendable } from '../gob'
export type { MattermostApi } from './api-interface'
export { AppError, MattermostError, PluginError } from './errors'
export type { PluginHooks } from './hooks-interface'
export type { HttpRequest, HttpResponse } from './http-interface'
export type * from './model'
