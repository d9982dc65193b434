import type { Request, Response } from 'express'
import type { Faults } from './faults'
import { renderPluginRequest } from './plugin-request'
import type { PluginHost } from './plugins'
import type { World } from './world'

export interface ForwardNeeds {
  world: World
  plugin: PluginHost
  faults: Faults
}

/** `/plugins/<id>/…`: to the plugin, or 404 as from Mattermost when it does not run. */
export function forwardToPlugin({ world, plugin, faults }: ForwardNeeds) {
  return async (request: Request, response: Response): Promise<void> => {
    await faults.way()
    if (faults.current().plugin === 'fail') return void response.status(502).end('bad gateway\n')
    const running = plugin.process()
    if (!running) return void response.status(404).type('text').end('404 page not found\n')
    // Express has headers of its own on the response; Mattermost adds none to a plugin's answer.
    for (const name of response.getHeaderNames()) response.removeHeader(name)
    const options = renderPluginRequest(world, request, plugin.manifest.id)
    // It has been answered by then: 500, or broken off.
    await running.serve(request, response, options).catch(() => {})
  }
}
