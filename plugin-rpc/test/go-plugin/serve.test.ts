import { EventEmitter } from 'node:events'
import { connect, type Socket } from 'node:net'
import { createSocketStream } from '../../src/bytes/socket-stream'
import { pingCall, quitCall } from '../../src/go-plugin/control'
import {
  type PluginEnd,
  type ServedPlugin,
  type ServeOptions,
  serveGoPlugin,
} from '../../src/go-plugin/serve'
import { createRpcClient, type RpcClient } from '../../src/net-rpc'
import { createSession, type Session } from '../../src/yamux/session'
import { collect } from '../bytes/collect'
import { createManualTimers, type ManualTimers } from '../bytes/manual-timers'
import { cookie, createSocketDirectory, type SocketDirectory } from './fixtures'

interface Serving {
  served: ServedPlugin
  process: EventEmitter
  path: string
  line: string
  end: Promise<PluginEnd>
}

interface Host {
  socket: Socket
  session: Session
  control: RpcClient
}

describe('serving a plugin', () => {
  let directory: SocketDirectory
  let timers: ManualTimers
  const sockets: Socket[] = []
  beforeEach(() => {
    directory = createSocketDirectory()
    timers = createManualTimers()
  })
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy()
    directory.remove()
  })

  const dial = (path: string) => {
    const socket = connect(path)
    socket.on('error', () => {})
    sockets.push(socket)
    return socket
  }

  const serve = (more: Partial<ServeOptions> = {}) =>
    new Promise<Serving>((resolve) => {
      const process = new EventEmitter()
      let tellEnd: (end: PluginEnd) => void
      const end = new Promise<PluginEnd>((resolveEnd) => {
        tellEnd = resolveEnd
      })
      const served: ServedPlugin = serveGoPlugin({
        cookie,
        protocolVersion: 1,
        dispense: {},
        env: { [cookie.key]: cookie.value, PLUGIN_UNIX_SOCKET_DIR: directory.path },
        stdout: {
          write: (line) => resolve({ served, process, line, path: line.split('|')[3] ?? '', end }),
        },
        stderr: { write() {} },
        onEnd: (result) => tellEnd(result),
        process,
        timers,
        ...more,
      })
    })

  const connectTo = async (path: string): Promise<Host> => {
    const socket = dial(path)
    await new Promise((resolve) => socket.once('connect', resolve))
    const session = createSession(createSocketStream(socket), {
      role: 'client',
      onStream() {},
      onEnd() {},
    })
    const control = createRpcClient(session.open())
    for (const stream of [session.open(), session.open()]) collect(stream)
    return { socket, session, control }
  }

  it('takes one connection and then takes the socket away', async () => {
    const { line, path, served } = await serve()
    expect(line).toMatch(/^1\|1\|unix\|[^|]+\|netrpc\|\n$/)
    const { control } = await connectTo(path)
    await control.call(pingCall, true)
    expect(directory.left()).toEqual([])
    const second = dial(path)
    await new Promise((resolve) => second.once('error', resolve))
    served.close()
  })

  it('collects garbage once the host is quiet, and not after the end', async () => {
    let collections = 0
    const heap = { size: () => 2 ** 30 * (collections + 1), collect: () => void collections++ }
    const { path, served } = await serve({ heap })
    const { control } = await connectTo(path)
    await control.call(pingCall, true)
    expect(collections).toBe(0)
    timers.advance(20_000)
    expect(collections).toBe(1)
    await control.call(pingCall, true)
    served.close()
    timers.advance(20_000)
    expect(collections).toBe(1)
  })

  it('answers Quit before it ends', async () => {
    const { path, end } = await serve()
    const { control, session } = await connectTo(path)
    await control.call(quitCall, true)
    session.close()
    expect(await end).toEqual({ reason: 'quit', exitCode: 0 })
  })

  it('ends on Quit even when the host keeps the connection', async () => {
    const { path, end } = await serve()
    const { control } = await connectTo(path)
    await control.call(quitCall, true)
    timers.advance(500)
    expect(await end).toEqual({ reason: 'quit', exitCode: 0 })
  })

  it('ends when the host vanishes', async () => {
    const { path, end } = await serve()
    const { control, socket } = await connectTo(path)
    await control.call(pingCall, true)
    socket.destroy()
    expect(await end).toMatchObject({ reason: 'host_vanished', exitCode: 0 })
  })

  it('ends with a complaint when the host talks nonsense', async () => {
    const { path, end } = await serve()
    dial(path).write('GET / HTTP/1.1\r\n\r\n')
    const { reason, exitCode, error } = await end
    expect({ reason, exitCode }).toEqual({ reason: 'connection_failed', exitCode: 1 })
    expect(error).toMatchObject({ code: 'invalid_version' })
  })

  it('ends with a complaint when the control stream carries nonsense', async () => {
    const { path, end } = await serve()
    const socket = dial(path)
    const session = createSession(createSocketStream(socket), {
      role: 'client',
      onStream() {},
      onEnd() {},
    })
    session.open().write(Buffer.alloc(100, 0x90))
    expect(await end).toMatchObject({ reason: 'connection_failed', exitCode: 1 })
  })

  it('ends when nobody connects', async () => {
    const { end } = await serve()
    timers.advance(30_000)
    expect(await end).toMatchObject({ reason: 'host_vanished' })
    expect(directory.left()).toEqual([])
  })

  it('ends on SIGTERM, takes no notice of SIGINT, and cleans up when the process exits', async () => {
    const { process, end } = await serve()
    process.emit('SIGINT')
    expect(directory.left()).toHaveLength(1)
    process.emit('SIGTERM')
    expect(await end).toEqual({ reason: 'terminated', exitCode: 0 })
    expect(directory.left()).toEqual([])
    const other = await serve()
    other.process.emit('exit')
    expect(directory.left()).toEqual([])
    other.served.close()
  })

  it('says so when there is nowhere to listen', () => {
    const ends: PluginEnd[] = []
    serveGoPlugin({
      cookie,
      protocolVersion: 1,
      dispense: {},
      env: { [cookie.key]: cookie.value, PLUGIN_UNIX_SOCKET_DIR: '/no/such/directory' },
      stdout: { write() {} },
      stderr: { write() {} },
      onEnd: (end) => ends.push(end),
      process: new EventEmitter(),
    })
    expect(ends).toMatchObject([{ reason: 'cannot_listen', exitCode: 1 }])
  })
})
