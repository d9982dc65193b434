/**
 * The plugin's life in this server: started, asked for its health, configured, stopped, and started
 * again when it died. One plugin, as a stand-in needs no more.
 */
import type { CommandAnswer } from './command-answers'
import { AppError } from './errors'
import type { Manifest } from './manifest'
import { type RunningHealth, watchHealth } from './plugin-health'
import type { PluginProcess } from './plugin-process'
import type { CommandArgs } from './rest/commands'
import { changeSettings, type Settings } from './settings'
import { bundleUrl } from './webapp-files'

export interface PluginHost {
  readonly manifest: Manifest
  /** Where it is unpacked. */
  readonly folder: string
  settings(): Settings
  status(): PluginStatus
  /** What pages load: the running plugin's bundle, or nothing. */
  webappManifests(): object[]
  /** Rejects with AppError when the plugin refuses; a running one goes on. */
  start(): Promise<void>
  stop(): Promise<void>
  /** SIGKILL, as the kernel would: nobody is told, the next health check finds out. */
  kill(): void
  /** Mattermost's half-minute question, now: a plugin that does not answer is started again. */
  checkHealth(): Promise<boolean>
  /** Saves settings: the plugin may refuse (AppError), then hears of the change. */
  configure(change: Settings): Promise<void>
  executeCommand(args: CommandArgs): Promise<CommandAnswer>
  /** The running process, for requests; undefined when there is none. */
  process(): PluginProcess | undefined
  close(): Promise<void>
}

export interface PluginStatus {
  running: boolean
  pid: number
  /** Why it does not run; empty when it does, or was stopped on purpose. */
  error: string
}

export interface PluginHostNeeds {
  manifest: Manifest
  folder: string
  settings: Settings
  /** Milliseconds between health checks; Mattermost takes 30 s. */
  healthEveryMs: number
  /** Starts and activates a process. */
  launch: (settings: () => Settings) => Promise<PluginProcess>
  /** Tells pages to load or forget the bundle. */
  announce: (event: 'plugin_enabled' | 'plugin_disabled', manifest: object) => void
  onStop: () => void
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory; its functions share one state
export function createPluginHost(needs: PluginHostNeeds): PluginHost {
  const { manifest, folder } = needs
  let { settings } = needs
  let current: PluginProcess | undefined
  let error = ''
  let health: RunningHealth | undefined

  const webappManifest = () => ({
    id: manifest.id,
    version: manifest.version,
    name: manifest.name,
    props: manifest.props ?? {},
    webapp: { bundle_path: bundleUrl(manifest, folder) },
  })

  async function start(): Promise<void> {
    if (current) return
    await launch()
    needs.announce('plugin_enabled', webappManifest())
  }

  async function launch(): Promise<void> {
    try {
      current = await needs.launch(() => settings)
      error = ''
    } catch (cause) {
      error = cause instanceof Error ? cause.message : String(cause)
      throw new AppError('app.plugin.not_running', 500, error)
    }
  }

  async function stop(): Promise<void> {
    const stopping = current
    current = undefined
    if (!stopping) return
    needs.announce('plugin_disabled', webappManifest())
    needs.onStop()
    await stopping.deactivate()
  }

  async function checkHealth(): Promise<boolean> {
    const asked = current
    if (!asked) return false
    if (await asked.answers()) return true
    if (current !== asked) return false
    current = undefined
    needs.onStop()
    asked.kill()
    // Pages are not told: for them the plugin never went away.
    await launch().catch(() => {})
    return false
  }

  async function configure(change: Settings): Promise<void> {
    const next = changeSettings(settings, change)
    await current?.configurationWillBeSaved({ [manifest.id]: next })
    settings = next
    await current?.onConfigurationChange()
  }

  async function executeCommand(args: CommandArgs): Promise<CommandAnswer> {
    // As Mattermost does: a dead plugin is noticed here and not only half a minute later.
    await checkHealth()
    if (!current) throw new AppError('app.plugin.not_running', 500, error)
    return current.executeCommand(args)
  }

  if (needs.healthEveryMs > 0) health = watchHealth(needs.healthEveryMs, checkHealth)

  return {
    manifest,
    folder,
    settings: () => settings,
    status: () => ({ running: current !== undefined, pid: current?.pid ?? 0, error }),
    webappManifests: () => (current && bundleUrl(manifest, folder) ? [webappManifest()] : []),
    start,
    stop,
    kill: () => current?.kill(),
    checkHealth,
    configure,
    executeCommand,
    process: () => current,
    async close() {
      health?.close()
      await stop()
    },
  }
}
