/** What the command line and the environment say. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

/** How Ticket Desk runs: inside Mattermost, or as a service beside it. */
export type Mode = 'plugin' | 'standalone'

export interface CommandLine {
  mode: Mode
  port: number
  /** The port was asked for: do not take another one. */
  portWanted: boolean
  /** Undefined in standalone mode: one without a server part is packed from what was built. */
  plugin: string | undefined
  /** In place of the plugin's executable, or of the sidecar's. */
  script: string | undefined
  /** Standalone without our web app: people get Mattermost's own dialog. */
  bare: boolean
  /** What runs beside Mattermost in standalone mode. */
  sidecar: string
  /** Kept between runs; undefined: a folder that is removed at the end. */
  data: string | undefined
  stories: boolean
  verbose: boolean
  healthEveryMs: number
}

const DEFAULT_PORT = 8065
const root = resolve(__dirname, '..', '..')

export function readCommandLine(argv: string[], env: NodeJS.ProcessEnv): CommandLine {
  const { values } = parseArgs({
    args: argv,
    options: {
      mode: { type: 'string', default: 'plugin' },
      port: { type: 'string' },
      plugin: { type: 'string' },
      script: { type: 'string' },
      bare: { type: 'boolean', default: false },
      data: { type: 'string' },
      stories: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      'health-every': { type: 'string', default: '30000' },
    },
  })
  const port = values.port ?? env['PORT']
  const mode = readMode(values.mode)
  return {
    mode,
    port: port === undefined ? DEFAULT_PORT : Number(port),
    portWanted: port !== undefined,
    plugin: values.plugin ?? (mode === 'plugin' ? builtPlugin() : undefined),
    script: values.script,
    bare: values.bare,
    sidecar: values.script ?? (mode === 'standalone' ? builtExecutable() : ''),
    data: values.data,
    stories: values.stories,
    verbose: values.verbose,
    healthEveryMs: Number(values['health-every']),
  }
}

function readMode(text: string): Mode {
  if (text === 'plugin' || text === 'standalone') return text
  throw new Error(`MODE is plugin or standalone, not "${text}"`)
}

const platform = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`

/** Where `make build` lays the unpacked plugin for this machine. */
function builtPlugin(): string {
  return built(join(root, 'build', 'out', platform, 'ticketdesk'))
}

function builtExecutable(): string {
  return built(join(builtPlugin(), 'server', 'dist', `ticketdesk-${platform}`))
}

function built(path: string): string {
  if (existsSync(path)) return path
  throw new Error('Ticket Desk has not been built yet: make build')
}
