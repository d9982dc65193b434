/** One run of the plugin's server process, over plugin-rpc's host side. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type ForwardOptions,
  type HostedPlugin,
  type LaunchPluginOptions,
  type LogRecord,
  launchPlugin,
  UnknownMethodError,
  AppError as WireError,
  type Post as WirePost,
  type Reaction as WireReaction,
} from '@ticketdesk/plugin-rpc'
import type { CommandAnswer } from './command-answers'
import { AppError } from './errors'
import type { WorldEvent } from './events'
import type { CommandArgs } from './rest/commands'
import { postToWire, toGo, toSnake } from './spelling'

export interface PluginProcess {
  readonly pid: number
  /** Did it answer the health question in time? */
  answers(): Promise<boolean>
  serve(request: IncomingMessage, response: ServerResponse, options: ForwardOptions): Promise<void>
  executeCommand(args: CommandArgs): Promise<CommandAnswer>
  /** Settings of all plugins, by id. Rejects with AppError when this one does not want them. */
  configurationWillBeSaved(plugins: Record<string, Record<string, unknown>>): Promise<void>
  onConfigurationChange(): Promise<void>
  /** What happens, for the hooks that follow: who says and who reacts. */
  hear(event: WorldEvent): void
  deactivate(): Promise<void>
  kill(): void
}

export interface PluginProcessNeeds {
  executable: string
  args: string[]
  env: NodeJS.ProcessEnv
  api: Record<string, (...args: never[]) => unknown>
  onLog: (record: LogRecord) => void
}

/** Longer than this and Mattermost would have given the plugin up as well. */
const HEALTH_LIMIT_MS = 5000

/** Starts the executable and activates it. Rejects when it does not, its process gone. */
export async function startPluginProcess(needs: PluginProcessNeeds): Promise<PluginProcess> {
  const { executable, args, env, onLog } = needs
  const hosted = await launchPlugin({ executable, args, env, onLog, api: wireErrors(needs.api) })
  try {
    await hosted.activate()
  } catch (error) {
    hosted.kill()
    await hosted.exited
    throw error
  }
  return present(hosted)
}

function present(hosted: HostedPlugin): PluginProcess {
  return {
    pid: hosted.pid,
    answers: () => answersInTime(hosted),
    serve: (request, response, options) => hosted.serveHttp(request, response, options),
    executeCommand: async (args) => {
      const command = { ...args, UserMentions: {}, ChannelMentions: {} }
      const { Props: props, ...answer } = (await hosted.hooks.ExecuteCommand({}, command)) as {
        Props?: CommandAnswer['props']
      }
      return { ...(toSnake(answer) as CommandAnswer), ...(props && { props }) }
    },
    configurationWillBeSaved: (plugins) =>
      refused(() =>
        hosted.hooks.ConfigurationWillBeSaved({ PluginSettings: { Plugins: plugins } }),
      ),
    onConfigurationChange: () => refused(() => hosted.hooks.OnConfigurationChange()),
    hear: (event) => hear(hosted, event),
    deactivate: async () => void (await hosted.deactivate()),
    kill: () => hosted.kill(),
  }
}

/** Hooks that are told of what has happened; Mattermost waits for none of them. */
function hear({ implemented, hooks }: HostedPlugin, { event, data }: WorldEvent): void {
  if (event === 'posted' && implemented.includes('MessageHasBeenPosted')) {
    const post = postToWire(JSON.parse(String(data['post'])))
    hooks.MessageHasBeenPosted({}, post as unknown as WirePost).catch(() => {})
  }
  if (event === 'reaction_added' && implemented.includes('ReactionHasBeenAdded')) {
    const reaction = toGo(JSON.parse(String(data['reaction'])))
    hooks.ReactionHasBeenAdded({}, reaction as unknown as WireReaction).catch(() => {})
  }
}

async function answersInTime(hosted: HostedPlugin): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), HEALTH_LIMIT_MS)
  })
  const asked = hosted.ping().then(
    () => true,
    () => false,
  )
  const gone = hosted.exited.then(() => false)
  const answered = await Promise.race([asked, gone, late])
  clearTimeout(timer)
  return answered
}

/** A plugin's refusal in System Console's words; a hook it does not have refuses nothing. */
async function refused(call: () => Promise<unknown>): Promise<void> {
  try {
    await call()
  } catch (error) {
    if (error instanceof UnknownMethodError) return
    const sentence = error instanceof Error ? error.message : String(error)
    throw new AppError('app.save_config.plugin_hook_error', 400, sentence)
  }
}

/** What the world throws, as the plugin knows it. */
function wireErrors(api: PluginProcessNeeds['api']): LaunchPluginOptions['api'] {
  const wired = Object.entries(api).map(([name, call]) => [
    name,
    async (...args: never[]) => {
      try {
        return await call(...args)
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        const { id: Id, message: Message, status: StatusCode } = error
        throw new WireError({ Id, Message, StatusCode, Where: name })
      }
    },
  ])
  // The table is checked by name at the other end; types would only repeat it here.
  return Object.fromEntries(wired)
}
