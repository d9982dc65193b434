import type { ByteStream } from '../../src/bytes/byte-stream'
import { StreamResetError } from '../../src/yamux/errors'
import { createSession, type Session } from '../../src/yamux/session'
import { collect, fill, pattern, settle, writeAll } from '../bytes/collect'
import { type Connection, transports } from '../bytes/connections'

interface Side {
  session: Session
  ended: Promise<Error | undefined>
  /** The next stream the other side opens. */
  accept(): Promise<ByteStream>
}

function createSide(transport: ByteStream, role: 'client' | 'server'): Side {
  const arrived: ByteStream[] = []
  const waiting: ((stream: ByteStream) => void)[] = []
  let session!: Session
  const ended = new Promise<Error | undefined>((resolve) => {
    session = createSession(transport, {
      role,
      onStream(stream) {
        const next = waiting.shift()
        if (next) next(stream)
        else arrived.push(stream)
      },
      onEnd: resolve,
    })
  })
  return {
    session,
    ended,
    accept() {
      const stream = arrived.shift()
      return stream ? Promise.resolve(stream) : new Promise((resolve) => waiting.push(resolve))
    },
  }
}

describe.each(transports)('two yamux sessions over %s', (_name, open) => {
  let connection: Connection
  let client: Side
  let server: Side
  beforeEach(async () => {
    connection = await open()
    client = createSide(connection.left, 'client')
    server = createSide(connection.right, 'server')
  })
  afterEach(() => {
    client.session.close()
    server.session.close()
    connection.close()
  })

  const openStream = async (from: Side, to: Side): Promise<[ByteStream, ByteStream]> => {
    const stream = from.session.open()
    return [stream, await to.accept()]
  }

  it('carries a stream opened by either side', async () => {
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      const [near, far] = await openStream(from, to)
      const [atNear, atFar] = [collect(near), collect(far)]
      near.write(Buffer.from('question'))
      near.end()
      expect((await atFar.all).toString()).toBe('question')
      far.write(Buffer.from('answer'))
      far.end()
      expect((await atNear.all).toString()).toBe('answer')
    }
    await settle()
    expect([client.session.streamCount, server.session.streamCount]).toEqual([0, 0])
  })

  it('carries 8 MiB both ways on one stream at once', async () => {
    const [near, far] = await openStream(client, server)
    const there = pattern(8 << 20, 1)
    const back = pattern(8 << 20, 2)
    const [atNear, atFar] = [collect(near), collect(far)]
    await Promise.all([writeAll(near, there, 100_000), writeAll(far, back, 1 << 20)])
    expect((await atFar.all).equals(there)).toBe(true)
    expect((await atNear.all).equals(back)).toBe(true)
  })

  it('keeps fifty streams apart', async () => {
    const bodies = Array.from({ length: 50 }, (_, i) => pattern(20_000 + i * 1000, i + 1))
    const received = bodies.map(async (body) => {
      const near = client.session.open()
      const far = await server.accept()
      const atFar = collect(far)
      collect(near)
      await writeAll(near, body, 7000)
      far.end()
      return (await atFar.all).equals(body)
    })
    expect(await Promise.all(received)).toEqual(bodies.map(() => true))
  })

  it('stops at the window when nobody reads, while other streams go on', async () => {
    const [stuck, unread] = await openStream(client, server)
    const { written, drained } = await fill(stuck)
    expect(written).toBeGreaterThan(256 * 1024)
    const [near, far] = await openStream(client, server)
    const atFar = collect(far)
    await writeAll(near, pattern(3_000_000))
    expect((await atFar.all).length).toBe(3_000_000)
    const late = collect(unread)
    await drained
    stuck.end()
    expect((await late.all).length).toBe(written)
  })

  it('lets a slow reader set the pace without losing a byte', async () => {
    const [near, far] = await openStream(client, server)
    const body = pattern(1_500_000)
    const received: Buffer[] = []
    const ended = new Promise<void>((resolve, reject) => {
      far.start(
        (chunk) => {
          received.push(chunk)
          far.pause()
          setImmediate(() => far.resume())
        },
        (error) => (error ? reject(error) : resolve()),
      )
    })
    await writeAll(near, body)
    await ended
    expect(Buffer.concat(received).equals(body)).toBe(true)
  })

  it('reads on after its own half close', async () => {
    const [near, far] = await openStream(client, server)
    const [atNear, atFar] = [collect(near), collect(far)]
    near.end()
    expect((await atFar.all).length).toBe(0)
    const body = pattern(1_000_000)
    await writeAll(far, body)
    expect((await atNear.all).equals(body)).toBe(true)
  })

  it('resets one stream and leaves the others alone', async () => {
    const [near, far] = await openStream(client, server)
    const [other, otherFar] = await openStream(client, server)
    const [atNear, atFar, atOther] = [collect(near), collect(far), collect(otherFar)]
    near.destroy()
    expect(await atFar.end).toBeInstanceOf(StreamResetError)
    expect((await atNear.end)?.message).toBe('stream_destroyed')
    other.write(Buffer.from('still here'))
    other.end()
    expect((await atOther.all).toString()).toBe('still here')
  })

  it('lets data written in the same tick as the opening arrive with it', async () => {
    const near = client.session.open()
    near.write(Buffer.from('at once'))
    near.end()
    expect((await collect(await server.accept()).all).toString()).toBe('at once')
  })

  it('answers pings both ways', async () => {
    await Promise.all([client.session.ping(), server.session.ping(), client.session.ping()])
  })

  it('ends every stream with an error when the session closes', async () => {
    const [near, far] = await openStream(client, server)
    const [atNear, atFar] = [collect(near), collect(far)]
    client.session.close()
    expect(await client.ended).toBeUndefined()
    expect((await atNear.end)?.message).toContain('session_closed')
    expect((await atFar.end)?.message).toMatch(/session_closed|transport_failed/)
    await server.ended
    expect(server.session.open().write(Buffer.from('x'))).toBe(false)
    await expect(server.session.ping()).rejects.toThrow('yamux')
  })

  it('opens no more streams after the peer has said it goes away, but finishes the others', async () => {
    const [near, far] = await openStream(client, server)
    const atFar = collect(far)
    server.session.goAway()
    await client.session.ping()
    const refused = await collect(client.session.open()).end
    expect(refused?.message).toContain('peer_went_away')
    near.write(Buffer.from('goodbye'))
    near.end()
    expect((await atFar.all).toString()).toBe('goodbye')
  })
})
