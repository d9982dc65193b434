import type { Broker } from '../go-plugin/broker'
import type { LogLevel } from '../go-plugin/stdio'
import { emptyStruct } from '../gob'
import { type RpcMethod, type RpcMethods, rpcMethod } from '../net-rpc'
import type { MattermostApi } from './api-interface'
import { AppError, PluginError, ResponseClosedError } from './errors'
import type { PluginHooks } from './hooks-interface'
import { type HttpHandler, serveHttp } from './http/serve-http'
import { serveShape } from './wire/calls'
import { renderFailure } from './wire/failures'
import { type HookName, hookTable } from './wire/hook-table'
import { hookNames, type OnActivateArgs, onActivateArgs, serveHttpArgs } from './wire/http-calls'
import { shape } from './wire/shape'

/** The single way the library logs. Fields are plain data, errors as Error objects. */
export type Log = (level: LogLevel, message: string, fields: Record<string, unknown>) => void

export interface HookServerOptions {
  readonly hooks: PluginHooks
  readonly broker: Broker
  readonly log: Log
  /** Connects to the server's API; called by OnActivate. */
  readonly connectApi: (ids: OnActivateArgs) => MattermostApi
}

const HTTP_HOOKS = ['ServeHTTP', 'ServeMetrics'] as const

/** The hooks of a plugin as methods for its hooks stream. Every call is answered, come what may. */
export function createHookMethods(options: HookServerOptions): RpcMethods {
  const { hooks } = options
  const names = [...Object.keys(hookTable), 'OnActivate', ...HTTP_HOOKS].filter(
    (name) => typeof hooks[name as keyof PluginHooks] === 'function',
  )
  const activation = new Activation(options)
  const methods: Record<string, RpcMethod> = {
    'Plugin.Implemented': rpcMethod(emptyStruct, hookNames, () => names),
    'Plugin.OnActivate': activation.method,
  }
  for (const name of names) {
    if (name in hookTable) {
      methods[`Plugin.${name}`] = createPlainHook(name as HookName, options, activation)
    }
  }
  for (const name of HTTP_HOOKS) {
    const handler = hooks[name]
    if (handler) methods[`Plugin.${name}`] = createHttpHook(name, handler.bind(hooks), options)
  }
  return methods
}

const activateResult = shape([], null, 'error')

/** Connects the API and runs the plugin's own activation. */
class Activation {
  private api: MattermostApi | undefined

  constructor(private readonly options: HookServerOptions) {}

  readonly method = rpcMethod(onActivateArgs, activateResult.result, async (ids) => {
    try {
      await this.run(ids)
      return {}
    } catch (error) {
      this.options.log('error', 'activation failed', { hook: 'OnActivate', error })
      return renderFailure(activateResult, error, 'OnActivate') ?? {}
    }
  })

  /** Only the plugin side knows that a configuration comes before the first OnActivate. */
  private async run(ids: OnActivateArgs): Promise<void> {
    const { hooks, log, connectApi } = this.options
    this.api = connectApi(ids)
    try {
      await hooks.OnConfigurationChange?.(this.api)
    } catch (error) {
      // Go's library logs this and activates all the same; a plugin that minds throws in OnActivate.
      log('error', 'hook failed', { hook: 'OnConfigurationChange', error })
    }
    await hooks.OnActivate?.(this.api)
  }

  requireApi(): MattermostApi {
    if (!this.api) throw new PluginError('the plugin is not active')
    return this.api
  }
}

function createPlainHook(
  name: HookName,
  { hooks, log }: HookServerOptions,
  activation: Activation,
): RpcMethod {
  const hook = (hooks[name] as (...args: unknown[]) => unknown).bind(hooks)
  const withApi = name === 'OnConfigurationChange'
  return serveShape(
    name,
    hookTable[name],
    (...args) => (withApi ? hook(activation.requireApi()) : hook(...args)),
    {
      onError: (error) => logFailure(log, name, error),
      // Nobody at the server waits for the outcome of such a hook, but for its end.
      onUndeclared: () => ({}),
    },
  )
}

/** Mattermost's own errors are what a hook chose to answer; everything else is a fault. */
function logFailure(log: Log, hook: string, error: unknown): void {
  const chosen = error instanceof AppError || error instanceof PluginError
  if (chosen) log('info', 'hook refused', { hook, reason: error.message })
  else log('error', 'hook failed', { hook, error })
}

function createHttpHook(
  name: (typeof HTTP_HOOKS)[number],
  handler: HttpHandler,
  { broker, log }: HookServerOptions,
): RpcMethod {
  const onError = (error: unknown) => {
    const gone = error instanceof ResponseClosedError
    log(gone ? 'debug' : 'error', gone ? 'client went away' : 'hook failed', { hook: name, error })
  }
  return rpcMethod(serveHttpArgs, emptyStruct, async (args) => {
    await serveHttp(broker, args, { handler, onError })
    return {}
  })
}
