/** `make demo`: starts the stand-in and prints its URL. Ctrl-C ends it and everything it started. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packWebappPlugin } from '@ticketdesk/build/providers/webapp-plugin'
import { type Demo, openDemo } from './demo'
import { type DevHost, embeddedIn, startDevHost } from './dev-host'
import type { LogLine } from './mattermost/log'
import { type CommandLine, readCommandLine } from './options'
import { demoWorld } from './scenarios/demo-world'
import { type Desk, deskBeside, deskInside } from './scenarios/desk'
import { followCase } from './scenarios/followed-case'
import { playQuietDay } from './scenarios/quiet-day'
import { startStandalone } from './standalone'

async function main(): Promise<void> {
  const line = readCommandLine(process.argv.slice(2), process.env)
  const dataFolder = line.data ?? mkdtempSync(join(tmpdir(), 'ticketdesk-demo-'))
  mkdirSync(dataFolder, { recursive: true })
  const demo = await openDemo()
  let started: Started | undefined
  const end = async () => {
    await demo.close()
    await started?.host.close()
    if (!line.data) rmSync(dataFolder, { recursive: true, force: true })
  }
  endOnSignal(end)
  try {
    started = await start({ line, dataFolder, demo })
    const { host, desk } = started
    demo.connect(desk.url)
    if (line.stories) {
      await playQuietDay(host.url, desk)
      // What the configuration declares is there when this is done: nothing said before is heard.
      await followCase(host.url)
      demo.play('quiet-day')
      demo.play('case')
    }
  } catch (error) {
    await end()
    throw error
  }
  print(`\n  Ticket Desk, on a stand-in for Mattermost:  ${started.host.url}\n\n  Ctrl-C ends it.`)
}

interface Started {
  host: DevHost
  desk: Desk
}

interface Start {
  line: CommandLine
  dataFolder: string
  demo: Demo
}

/** On another port when the usual one is taken, unless this one was asked for. */
async function start(wanted: Start): Promise<Started> {
  const { line } = wanted
  const run = line.mode === 'plugin' ? startInside : startBeside
  try {
    return await run(wanted, line.port)
  } catch (error) {
    const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
    if (!taken || line.portWanted) throw error
    return run(wanted, 0)
  }
}

async function startInside({ line, dataFolder, demo }: Start, port: number): Promise<Started> {
  const { plugin, script, healthEveryMs } = line
  const host = await startDevHost({
    ...{ world: demoWorld(), port, dataFolder, healthEveryMs },
    ...(plugin && { plugin }),
    ...(script && { script }),
    settings: { ...embeddedIn(dataFolder), ...demo.settings },
    control: demo.routes,
    onLog: showFor(line),
  })
  return { host, desk: deskInside(host.url) }
}

async function startBeside({ line, dataFolder, demo }: Start, port: number): Promise<Started> {
  const plugin = line.bare ? undefined : (line.plugin ?? (await packWebappPlugin(dataFolder, '')))
  const { sources, vendors, encryptionkey: encryption_key } = demo.settings
  const host = await startStandalone({
    ...{ world: demoWorld(), port, dataFolder, sidecar: line.sidecar },
    ...(plugin && { plugin }),
    config: { sources, vendors, encryption_key },
    control: demo.routes,
    onLog: showFor(line),
  })
  return { host, desk: deskBeside(host.sidecar.url) }
}

function showFor({ verbose }: CommandLine) {
  return ({ level, message, fields }: LogLine) => {
    if (verbose || level === 'error') print(`${level} ${message} ${JSON.stringify(fields)}`)
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
