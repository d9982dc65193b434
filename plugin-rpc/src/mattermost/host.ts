import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ProcessExit } from '../go-plugin/host-process'
import { type LaunchedPlugin, launchGoPlugin } from '../go-plugin/launch'
import type { LogRecord } from '../go-plugin/log-line'
import { emptyStruct } from '../gob'
import { createRpcClient, createRpcServer, type RpcClient } from '../net-rpc'
import { type ApiHandlers, createApiMethods } from './api'
import { MATTERMOST_COOKIE, PROTOCOL_VERSION } from './constants'
import { type ForwardOptions, forwardRequest } from './host/serve-request'
import { type AnyShape, callShape } from './wire/calls'
import { parseFailure } from './wire/failures'
import { type HookName, hookTable } from './wire/hook-table'
import { hookNames, onActivateArgs } from './wire/http-calls'
import { type CallShape, MATTERMOST_TYPES, shape } from './wire/shape'

export interface LaunchPluginOptions {
  readonly executable: string
  readonly args?: readonly string[]
  /** The whole environment of the plugin; default: our own. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
  /** What the plugin may ask of us; methods left out are unknown to it. */
  readonly api: ApiHandlers
  /** Lines the plugin writes to stderr. */
  readonly onLog?: (record: LogRecord) => void
  /** What an API handler threw; the plugin gets it as the method's error. */
  readonly onApiError?: (method: string, error: unknown) => void
  readonly startLimitMs?: number
}

/** The hooks as the host calls them. Those a plugin does not have reject with UnknownMethodError. */
export type HostHooks = {
  readonly [K in HookName]: (typeof hookTable)[K] extends CallShape<infer P, infer R>
    ? (...args: P) => Promise<R>
    : never
}

/** A plugin process under our roof. */
export interface HostedPlugin {
  readonly pid: number
  /** Names of the hooks the plugin has; known after `activate`. */
  readonly implemented: readonly string[]
  readonly hooks: HostHooks
  /** Connects the API and activates. Rejects with PluginError or AppError when the plugin refuses. */
  activate(): Promise<void>
  /** Forwards a request to ServeHTTP; 404 when the plugin has none. */
  serveHttp(
    request: IncomingMessage,
    response: ServerResponse,
    options?: ForwardOptions,
  ): Promise<void>
  ping(): Promise<void>
  /** OnDeactivate if there is one, Quit, two seconds of patience, SIGKILL. */
  deactivate(): Promise<ProcessExit>
  kill(): void
  readonly exited: Promise<ProcessExit>
}

const implementedCall = { name: 'Plugin.Implemented', args: emptyStruct, result: hookNames }
const activateResult = shape([], null, 'error')
const activateCall = {
  name: 'Plugin.OnActivate',
  args: onActivateArgs,
  result: activateResult.result,
}

/** Starts a plugin as Mattermost would, up to the handshake; `activate` does the rest. */
export async function launchPlugin(options: LaunchPluginOptions): Promise<HostedPlugin> {
  const { api, onApiError, ...rest } = options
  const launched = await launchGoPlugin({
    ...rest,
    cookie: MATTERMOST_COOKIE,
    protocolVersion: PROTOCOL_VERSION,
  })
  return new MattermostHost(launched, options)
}

class MattermostHost implements HostedPlugin {
  readonly pid: number
  readonly exited: Promise<ProcessExit>
  implemented: readonly string[] = []
  readonly hooks: HostHooks
  private client: RpcClient | undefined

  constructor(
    private readonly launched: LaunchedPlugin,
    private readonly options: LaunchPluginOptions,
  ) {
    this.pid = launched.pid
    this.exited = launched.exited
    const entries = Object.entries(hookTable).map(([name, row]) => [
      name,
      (...args: unknown[]) => this.callHook(name, row, args),
    ])
    this.hooks = Object.fromEntries(entries) as HostHooks
  }

  async activate(): Promise<void> {
    const { broker } = this.launched
    this.client = createRpcClient(await this.launched.dispense('hooks'), {
      types: MATTERMOST_TYPES,
    })
    this.implemented = await this.client.call(implementedCall, {})
    const ids = { APIMuxId: broker.nextId(), DriverMuxId: broker.nextId() }
    const served = [this.serveApi(ids.APIMuxId), this.serveNothing(ids.DriverMuxId)]
    // A plugin that refuses early may never come for them; the refusal is the better message.
    for (const pending of served) pending.catch(() => {})
    const failure = parseFailure(activateResult, await this.client.call(activateCall, ids))
    if (failure) throw failure
  }

  async serveHttp(
    request: IncomingMessage,
    response: ServerResponse,
    options: ForwardOptions = {},
  ): Promise<void> {
    if (!this.implemented.includes(options.hook ?? 'ServeHTTP')) {
      response.writeHead(404).end('404 page not found\n')
      return
    }
    const endpoint = { broker: this.launched.broker, hooks: this.requireClient() }
    await forwardRequest(endpoint, { request, response }, options)
  }

  ping(): Promise<void> {
    return this.launched.ping()
  }

  async deactivate(): Promise<ProcessExit> {
    if (this.implemented.includes('OnDeactivate')) {
      // It goes down in any case; what OnDeactivate thinks of it is in the plugin's log.
      await this.hooks.OnDeactivate().catch(() => {})
    }
    return await this.launched.quit()
  }

  kill(): void {
    this.launched.kill()
  }

  private async serveApi(id: number): Promise<void> {
    const stream = await this.launched.broker.accept(id)
    createRpcServer(stream, createApiMethods(this.options.api, this.options.onApiError), {
      types: MATTERMOST_TYPES,
    })
  }

  private async serveNothing(id: number): Promise<void> {
    createRpcServer(await this.launched.broker.accept(id), {})
  }

  private callHook(name: string, row: AnyShape, args: unknown[]): Promise<unknown> {
    return callShape(this.requireClient(), { name, shape: row }, args)
  }

  private requireClient(): RpcClient {
    if (!this.client) throw new Error('the plugin has not been activated')
    return this.client
  }
}
