/** The piece of Mattermost's REST API v4 that the page and the web app plugin need. */
import { json, Router } from 'express'
import type { PluginHost } from './plugins'
import { channelRoutes } from './rest/channels'
import { type CommandNeeds, commandRoutes } from './rest/commands'
import { answerErrors, requireSession } from './rest/door'
import { pluginRoutes } from './rest/plugins'
import { postRoutes } from './rest/posts'
import { userRoutes } from './rest/users'

/** For `/api/v4`. Errors are answered here; nothing else is. */
export function restApi(needs: CommandNeeds & { plugin: PluginHost }): Router {
  const { world, plugin } = needs
  return (
    Router()
      // Before anybody has signed in: the page asks which bundles it should load.
      .get('/plugins/webapp', (_request, response) => {
        response.json(plugin.webappManifests())
      })
      .get('/system/ping', (_request, response) => {
        response.json({ status: 'OK' })
      })
      .use(requireSession(world))
      .use(json({ limit: '1mb', type: () => true }))
      .use(channelRoutes(world))
      .use(userRoutes(world))
      .use(postRoutes(needs))
      .use(commandRoutes(needs))
      .use(pluginRoutes(world, plugin))
      .use(answerErrors)
  )
}
