/** The piece of Mattermost's REST API v4 that the page, the plugin's web app and a bot need. */
import { json, Router } from 'express'
import { AppError } from './errors'
import type { Faults } from './faults'
import type { PluginHost } from './plugins'
import { accountRoutes, loginRoutes } from './rest/accounts'
import { channelRoutes } from './rest/channels'
import { type CommandNeeds, commandRoutes } from './rest/commands'
import { customCommandRoutes } from './rest/custom-commands'
import { dialogOpeningRoutes, dialogRoutes } from './rest/dialogs'
import { answerErrors, plainJson, requireSession, troubleBots } from './rest/door'
import { pluginRoutes, webappRoutes } from './rest/plugins'
import { postRoutes } from './rest/posts'
import { reactionRoutes } from './rest/reactions'
import { roleRoutes, systemRoutes } from './rest/system'
import { teamRoutes } from './rest/teams'
import { userRoutes } from './rest/users'

/** For `/api/v4`. Errors are answered here, and whatever is not known. */
export function restApi(
  needs: CommandNeeds & { plugin: PluginHost | undefined; faults: Faults },
): Router {
  const { world, plugin, triggers, customCommands, integrations, siteUrl } = needs
  const { publicKey } = triggers
  return (
    Router()
      .use(plainJson)
      .use(json({ limit: '1mb', type: () => true }))
      // Before anybody has signed in.
      .use(webappRoutes(plugin))
      .use(systemRoutes({ siteUrl, publicKey }))
      .use(loginRoutes(world))
      .use(dialogOpeningRoutes(world, triggers))
      .use(requireSession(world))
      .use(troubleBots(world, needs.faults))
      .use(roleRoutes())
      .use(accountRoutes(world))
      .use(teamRoutes(world))
      .use(channelRoutes(world))
      .use(userRoutes(world))
      .use(postRoutes(needs))
      .use(reactionRoutes(world))
      .use(commandRoutes(needs))
      .use(customCommandRoutes(world, customCommands))
      .use(dialogRoutes(world, integrations))
      .use(pluginRoutes(world, plugin))
      .use(() => {
        throw new AppError('api.context.404.app_error', 404)
      })
      .use(answerErrors)
  )
}
