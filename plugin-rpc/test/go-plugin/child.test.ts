import { spawn } from 'node:child_process'
import type { LaunchedPlugin, LaunchOptions } from '../../src/go-plugin/launch'
import type { LogRecord } from '../../src/go-plugin/log-line'
import { collect, pattern, settle, writeAll } from '../bytes/collect'
import { createManualTimers } from '../bytes/manual-timers'
import {
  commandFor,
  cookie,
  createSocketDirectory,
  isAlive,
  launchChild,
  type SocketDirectory,
  until,
} from './fixtures'

jest.setTimeout(120_000)

describe('a plugin process and its host', () => {
  let directory: SocketDirectory
  let running: LaunchedPlugin[]
  beforeEach(() => {
    directory = createSocketDirectory()
    running = []
  })
  afterEach(async () => {
    for (const plugin of running) plugin.kill()
    await Promise.all(running.map(({ exited }) => exited))
    directory.remove()
  })

  const launch = async (options: Partial<LaunchOptions> = {}) => {
    const records: LogRecord[] = []
    const onLog = (record: LogRecord) => void records.push(record)
    const plugin = await launchChild({ env: directory.env, onLog, ...options })
    running.push(plugin)
    return { plugin, records }
  }

  it('talk, and part without leaving a process or a socket', async () => {
    const { plugin, records } = await launch()
    await plugin.ping()
    expect(directory.left()).toEqual([])
    const stream = await plugin.dispense('echo')
    const body = pattern(8 << 20)
    const back = collect(stream)
    await writeAll(stream, body, 100_000)
    expect((await back.all).equals(body)).toBe(true)
    await expect(plugin.dispense('nothing')).rejects.toThrow('unknown plugin type: nothing')
    await plugin.ping()
    expect(await plugin.quit()).toEqual({ code: 0, signal: null })
    expect(isAlive(plugin.pid)).toBe(false)
    expect(directory.left()).toEqual([])
    expect(records.at(-1)).toMatchObject({ message: 'ended', fields: { reason: 'quit' } })
  })

  it('let the plugin dial an id of the host', async () => {
    const { plugin } = await launch()
    const request = await plugin.dispense('callBack')
    const id = plugin.broker.nextId()
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32LE(id)
    request.write(bytes)
    const stream = await plugin.broker.accept(id)
    const back = collect(stream)
    stream.write(Buffer.from('are you there?'))
    stream.end()
    expect((await back.all).toString()).toBe('are you there?')
  })

  it('survive whatever the plugin prints', async () => {
    const { plugin, records } = await launch()
    await collect(await plugin.dispense('noise')).end
    await plugin.quit()
    expect(records.some(({ fields }) => fields['harmful'])).toBe(false)
    expect(records).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ level: 'warn', message: '{"@level":1}' }),
        expect.objectContaining({ level: 'warn', message: '{"@message":2}' }),
        expect.objectContaining({
          level: 'info',
          message: 'a proper record',
          fields: { room: 'test' },
        }),
      ]),
    )
  })

  it('notice a crash, with its cause in the log and no harm done by it', async () => {
    const { plugin, records } = await launch()
    const stream = await plugin.dispense('crash')
    expect(await collect(stream).end).toBeInstanceOf(Error)
    expect(await plugin.exited).toEqual({ code: 1, signal: null })
    const crash = records.find(({ level }) => level === 'error')
    expect(crash).toMatchObject({
      message: 'crashed\n{"@message":3}',
      fields: { source: 'uncaught' },
    })
    expect(records.some(({ fields }) => fields['harmful'])).toBe(false)
  })

  it('end by force when the plugin hangs for two seconds after Quit', async () => {
    const timers = createManualTimers()
    const { plugin } = await launch({ timers })
    await plugin.dispense('hang')
    await settle()
    const gone = plugin.quit()
    timers.advance(1999)
    await settle()
    expect(isAlive(plugin.pid)).toBe(true)
    timers.advance(1)
    expect(await gone).toEqual({ code: null, signal: 'SIGKILL' })
  })

  it('end on SIGTERM but not on SIGINT', async () => {
    const { plugin } = await launch()
    process.kill(plugin.pid, 'SIGINT')
    await plugin.ping()
    process.kill(plugin.pid, 'SIGTERM')
    expect(await plugin.exited).toEqual({ code: 0, signal: null })
    expect(directory.left()).toEqual([])
  })

  it('part when the host is killed', async () => {
    const { executable, args } = commandFor('host.ts')
    const host = spawn(executable, args, {
      env: directory.env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const line = await new Promise<string>((resolve) => {
      host.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()))
    })
    const pid = Number(line)
    expect(isAlive(pid)).toBe(true)
    host.kill('SIGKILL')
    await until(() => !isAlive(pid))
    expect(directory.left()).toEqual([])
  })

  it('explain to people that there is nothing to see', async () => {
    const { executable, args } = commandFor('child.ts')
    const child = spawn(executable, args, { env: { ...process.env, [cookie.key]: undefined } })
    const texts = { stdout: '', stderr: '' }
    child.stdout.on('data', (chunk: Buffer) => (texts.stdout += chunk))
    child.stderr.on('data', (chunk: Buffer) => (texts.stderr += chunk))
    const code = await new Promise((resolve) => child.once('close', resolve))
    expect(code).toBe(1)
    expect(texts.stdout).toBe('')
    expect(texts.stderr).toContain('is a plugin')
  })
})
