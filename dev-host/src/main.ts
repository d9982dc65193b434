/** `make demo`: starts the stand-in and prints its URL. Ctrl-C ends it and everything it started. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Demo, openDemo } from './demo'
import { type DevHost, type DevHostOptions, embeddedIn, startDevHost } from './dev-host'
import { type CommandLine, readCommandLine } from './options'
import { demoWorld } from './scenarios/demo-world'
import { playQuietDay } from './scenarios/quiet-day'

async function main(): Promise<void> {
  const line = readCommandLine(process.argv.slice(2), process.env)
  const dataFolder = line.data ?? mkdtempSync(join(tmpdir(), 'ticketdesk-demo-'))
  mkdirSync(dataFolder, { recursive: true })
  const demo = await openDemo()
  let host: DevHost | undefined
  const end = async () => {
    await demo.close()
    await host?.close()
    if (!line.data) rmSync(dataFolder, { recursive: true, force: true })
  }
  endOnSignal(end)
  try {
    host = await start(line, dataFolder, demo)
    demo.connect(host.url)
    if (line.stories) {
      await playQuietDay(host.url)
      demo.play('quiet-day')
    }
  } catch (error) {
    await end()
    throw error
  }
  print(`\n  Ticket Desk, on a stand-in for Mattermost:  ${host.url}\n\n  Ctrl-C ends it.`)
}

async function start(line: CommandLine, dataFolder: string, demo: Demo): Promise<DevHost> {
  const { plugin, script, healthEveryMs } = line
  const options: DevHostOptions = {
    ...{ world: demoWorld(), port: line.port, plugin, dataFolder, healthEveryMs },
    ...(script && { script }),
    settings: { ...embeddedIn(dataFolder), ...demo.settings },
    control: demo.routes,
    onLog: ({ level, message, fields }) => {
      if (line.verbose || level === 'error') print(`${level} ${message} ${JSON.stringify(fields)}`)
    },
  }
  try {
    return await startDevHost(options)
  } catch (error) {
    const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
    if (!taken || line.portWanted) throw error
    return startDevHost({ ...options, port: 0 })
  }
}

function endOnSignal(end: () => Promise<void>): void {
  let ending = false
  const handle = () => {
    if (ending) return
    ending = true
    end().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, handle)
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
