import { Router } from 'express'
import { notPermitted } from '../errors'
import { isAdmin } from '../permissions'
import type { PluginHost } from '../plugins'
import { maskSecrets } from '../settings'
import type { World } from '../world'
import { userIdOf } from './door'

/** What the System Console asks and changes. */
export function pluginRoutes(world: World, plugin: PluginHost): Router {
  const admin = (userId: string) => {
    if (!isAdmin(world, userId)) throw notPermitted('sysconsole_write_plugins')
  }
  const config = () => ({
    PluginSettings: {
      Plugins: { [plugin.manifest.id]: maskSecrets(plugin.manifest, plugin.settings()) },
    },
  })
  return Router()
    .get('/plugins', (_request, response) => {
      const { running } = plugin.status()
      const entry = [plugin.manifest]
      response.json({ active: running ? entry : [], inactive: running ? [] : entry })
    })
    .get('/plugins/statuses', (_request, response) => {
      const { running, error } = plugin.status()
      const { id, name, version } = plugin.manifest
      response.json([{ plugin_id: id, name, version, state: running ? 2 : error ? 3 : 0, error }])
    })
    .post('/plugins/:id/enable', async (_request, response) => {
      admin(userIdOf(response))
      await plugin.start()
      response.json({ status: 'OK' })
    })
    .post('/plugins/:id/disable', async (_request, response) => {
      admin(userIdOf(response))
      await plugin.stop()
      response.json({ status: 'OK' })
    })
    .get('/config', (_request, response) => {
      admin(userIdOf(response))
      response.json(config())
    })
    .put('/config/patch', async (request, response) => {
      admin(userIdOf(response))
      const { [plugin.manifest.id]: change } = request.body?.PluginSettings?.Plugins ?? {}
      await plugin.configure(change ?? {})
      response.json(config())
    })
}
