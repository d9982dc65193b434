import { type Request, type Response, Router } from 'express'
import { AppError } from '../errors'
import type { PluginHost } from '../plugins'
import { maskSecrets } from '../settings'
import type { World } from '../world'
import { param, require } from './door'

/** Before anybody has signed in: pages ask which bundles they should load. */
export function webappRoutes(plugin: PluginHost | undefined): Router {
  return Router().get('/plugins/webapp', (_request, response) => {
    response.json(plugin?.webappManifests() ?? [])
  })
}

/** What the System Console asks and changes; of the one plugin there is, if there is one. */
export function pluginRoutes(world: World, plugin: PluginHost | undefined): Router {
  const admin = (response: Response, permission = 'sysconsole_write_plugins') =>
    require(world, response, permission)
  const config = () => ({
    PluginSettings: {
      Plugins: plugin
        ? { [plugin.manifest.id]: maskSecrets(plugin.manifest, plugin.settings()) }
        : {},
    },
  })
  const named = (request: Request): PluginHost => {
    if (plugin?.manifest.id === param(request, 'id')) return plugin
    throw new AppError('app.plugin.not_installed.app_error', 404)
  }
  return Router()
    .get('/plugins', (_request, response) => {
      admin(response, 'sysconsole_read_plugins')
      const entry = plugin ? [plugin.manifest] : []
      const running = plugin?.status().running
      response.json({ active: running ? entry : [], inactive: running ? [] : entry })
    })
    .get('/plugins/statuses', (_request, response) => {
      admin(response, 'sysconsole_read_plugins')
      response.json(plugin ? [statusOf(plugin)] : [])
    })
    .post('/plugins/:id/enable', async (request, response) => {
      admin(response)
      await named(request).start()
      response.json({ status: 'OK' })
    })
    .post('/plugins/:id/disable', async (request, response) => {
      admin(response)
      await named(request).stop()
      response.json({ status: 'OK' })
    })
    .get('/config', (_request, response) => {
      admin(response, 'manage_system')
      response.json(config())
    })
    .put('/config/patch', async (request, response) => {
      admin(response, 'manage_system')
      const { [plugin?.manifest.id ?? '']: change } = request.body?.PluginSettings?.Plugins ?? {}
      await plugin?.configure(change ?? {})
      response.json(config())
    })
}

function statusOf(plugin: PluginHost) {
  const { running, error } = plugin.status()
  const { id, name, version } = plugin.manifest
  return { plugin_id: id, name, version, state: running ? 2 : error ? 3 : 0, error }
}
