/** The plugin as it runs in the stand-in: its process, or only its bundle; its settings; its events. */
import type { Parts } from './dev-host'
import type { PluginLog } from './mattermost/log'
import { createPluginApi } from './mattermost/plugin-api'
import { type PluginProcess, startPluginProcess } from './mattermost/plugin-process'
import { createPluginHost, type PluginHost } from './mattermost/plugins'
import { createSettings, type Settings } from './mattermost/settings'
import { withoutProcess } from './mattermost/webapp-only'
import type { PluginFolder } from './plugin-folder'

export interface PluginInHostNeeds {
  parts: Parts
  log: PluginLog
  opened: PluginFolder
  settings: Settings
  /** Milliseconds; 0: only when asked. */
  healthEveryMs: number
}

export function hostPlugin(needs: PluginInHostNeeds): PluginHost {
  const { parts, opened, settings, healthEveryMs } = needs
  const { folder, manifest } = opened
  const host = createPluginHost({
    ...{ manifest, folder, healthEveryMs },
    settings: createSettings(manifest, settings),
    launch: (current) => launch(needs, current),
    announce: (event, webapp) =>
      parts.world.events.publish({ event, data: { manifest: webapp }, broadcast: {} }),
    onStop: () => parts.commands.clear(),
  })
  const unsubscribe = parts.world.events.subscribe((event) => host.process()?.hear(event))
  return { ...host, close: () => host.close().finally(unsubscribe) }
}

async function launch(
  { parts, log, opened }: PluginInHostNeeds,
  settings: () => Settings,
): Promise<PluginProcess> {
  const { folder, manifest, start } = opened
  if (!start) return withoutProcess()
  const logged = (level: string, message: string, fields: unknown[]) =>
    log.add({ level, message, fields: { fields } })
  const places = { pluginId: manifest.id, bundlePath: folder }
  return startPluginProcess({
    ...start,
    env: process.env,
    onLog: log.add,
    api: createPluginApi({ ...parts, ...places, settings, log: logged }),
  })
}
