/** What the command line and the environment say. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

export interface CommandLine {
  port: number
  /** The port was asked for: do not take another one. */
  portWanted: boolean
  plugin: string
  script: string | undefined
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
      port: { type: 'string' },
      plugin: { type: 'string' },
      script: { type: 'string' },
      data: { type: 'string' },
      stories: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      'health-every': { type: 'string', default: '30000' },
    },
  })
  const port = values.port ?? env['PORT']
  return {
    port: port === undefined ? DEFAULT_PORT : Number(port),
    portWanted: port !== undefined,
    plugin: values.plugin ?? builtPlugin(),
    script: values.script,
    data: values.data,
    stories: values.stories,
    verbose: values.verbose,
    healthEveryMs: Number(values['health-every']),
  }
}

/** Where `make build` lays the unpacked plugin for this machine. */
function builtPlugin(): string {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  const folder = join(root, 'build', 'out', `${process.platform}-${arch}`, 'ticketdesk')
  if (existsSync(folder)) return folder
  throw new Error('The plugin has not been built yet: make build')
}
