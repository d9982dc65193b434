import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseHandshake, renderHandshake, renderStartedByHand } from '../../src/go-plugin/handshake'
import { createSocketPlace } from '../../src/go-plugin/socket-path'

const cookie = { key: 'COOKIE', value: 'a plugin is expected' }

describe('the handshake line', () => {
  it('is what go-plugin expects', () => {
    const line = renderHandshake({ protocolVersion: 1, network: 'unix', address: '/tmp/p/s' })
    expect(line).toBe('1|1|unix|/tmp/p/s|netrpc|\n')
  })

  it.each([
    ['1|1|unix|/tmp/p/s|netrpc|\n', { protocolVersion: 1, network: 'unix', address: '/tmp/p/s' }],
    [
      '1|3|tcp|127.0.0.1:10000|netrpc\r\n',
      { protocolVersion: 3, network: 'tcp', address: '127.0.0.1:10000' },
    ],
    ['1|1|unix|/tmp/p/s', { protocolVersion: 1, network: 'unix', address: '/tmp/p/s' }],
  ])('is read back: %j', (line, expected) => {
    expect(parseHandshake(line)).toEqual(expected)
  })

  it.each([
    ['Hello, world!', 'bad_handshake'],
    ['1|1|unix', 'bad_handshake'],
    ['1|one|unix|/tmp/p/s|netrpc|', 'bad_handshake'],
    ['1|1|unix||netrpc|', 'bad_handshake'],
    ['2|1|unix|/tmp/p/s|netrpc|', 'incompatible'],
    ['1|1|unix|/tmp/p/s|grpc|', 'incompatible'],
    ['1|1|vsock|/tmp/p/s|netrpc|', 'incompatible'],
  ])('is refused with a name: %j', (line, code) => {
    expect(() => parseHandshake(line)).toThrow(expect.objectContaining({ code }))
  })
})

describe('the cookie', () => {
  it('lets a host pass', () => {
    expect(renderStartedByHand({ COOKIE: cookie.value }, cookie)).toBeUndefined()
  })

  it.each([[{}], [{ COOKIE: 'something else' }]])('explains itself to people: %j', (env) => {
    expect(renderStartedByHand(env, cookie)).toMatch(/is a plugin/)
  })
})

describe('the place for the socket', () => {
  let parent: string
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'place-'))
  })
  afterEach(() => rmSync(parent, { recursive: true }))

  it('is private and disappears without a trace', async () => {
    const place = createSocketPlace({ PLUGIN_UNIX_SOCKET_DIR: parent })
    expect(dirname(dirname(place.path))).toBe(parent)
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(place.path, resolve))
    place.makePrivate()
    expect(statSync(place.path).mode & 0o777).toBe(0o600)
    expect(statSync(dirname(place.path)).mode & 0o777).toBe(0o700)
    place.remove()
    place.remove()
    expect(existsSync(dirname(place.path))).toBe(false)
    await new Promise((resolve) => server.close(resolve))
  })

  it('moves to /tmp when the temporary directory is too deep for a socket', () => {
    const place = createSocketPlace({ TMPDIR: `/${'deep/'.repeat(30)}` })
    expect(place.path.startsWith('/tmp/plugin-')).toBe(true)
    place.remove()
  })

  it.each([`/${'deep/'.repeat(30)}`, '/tmp/with|bar'])(
    'is refused by name where the host insists on %s',
    (directory) => {
      expect(() => createSocketPlace({ PLUGIN_UNIX_SOCKET_DIR: directory })).toThrow(
        expect.objectContaining({ code: 'no_socket_path' }),
      )
    },
  )
})
