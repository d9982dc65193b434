/** Mattermost server plugins without Go: the plugin's side, and the server's side for tests. */
export { type LogLevel, type LogRecord, renderLogLine } from './go-plugin/stdio'
export { withTimeout } from './mattermost/api'
export {
  AppError,
  MattermostError,
  PluginError,
  RequestBodyError,
  ResponseClosedError,
} from './mattermost/errors'
export {
  type HostedPlugin,
  type HostHooks,
  type LaunchPluginOptions,
  launchPlugin,
} from './mattermost/host'
export type { ForwardOptions } from './mattermost/host/serve-request'
export { isStartedByMattermost, servePlugin } from './mattermost/plugin'
export * from './mattermost/types'
export {
  RpcClosedError,
  RpcError,
  RpcServerError,
  RpcTimeoutError,
  UnknownMethodError,
} from './net-rpc'
