import { AppError } from './errors'
import type { PluginProcess } from './plugin-process'

/** A plugin without a server part: nothing runs, its bundle is all there is. */
export function withoutProcess(): PluginProcess {
  return {
    pid: 0,
    answers: async () => true,
    serve: async (_request, response) => {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('404 page not found\n')
    },
    executeCommand: async () => {
      throw new AppError('api.command.execute_command.not_found.app_error', 404)
    },
    configurationWillBeSaved: async () => {},
    onConfigurationChange: async () => {},
    hear: () => {},
    deactivate: async () => {},
    kill: () => {},
  }
}
