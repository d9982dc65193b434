import { collect, fill, pattern, settle, writeAll } from './collect'
import { type Connection, transports } from './connections'

describe.each(transports)('a byte stream over %s', (_name, open) => {
  let connection: Connection
  beforeEach(async () => {
    connection = await open()
  })
  afterEach(() => connection.close())

  it('delivers what was written, in order, and then the end', async () => {
    const { left, right } = connection
    const received = collect(right)
    left.write(Buffer.from('one '), Buffer.from('two '))
    left.write(Buffer.from('three'))
    left.end()
    expect((await received.all).toString()).toBe('one two three')
  })

  it('holds what arrives until somebody starts it', async () => {
    const { left, right } = connection
    left.write(Buffer.from('early'))
    left.end()
    await settle()
    expect((await collect(right).all).toString()).toBe('early')
  })

  it('carries a megabyte both ways at once under backpressure', async () => {
    const { left, right } = connection
    const there = pattern(1_000_000, 1)
    const back = pattern(1_000_000, 2)
    const [atRight, atLeft] = [collect(right), collect(left)]
    await Promise.all([writeAll(left, there), writeAll(right, back)])
    expect((await atRight.all).equals(there)).toBe(true)
    expect((await atLeft.all).equals(back)).toBe(true)
  })

  it('asks the writer to wait while the reader is paused, and goes on afterwards', async () => {
    const { left, right } = connection
    const received = collect(right)
    right.pause()
    let written = 0
    while (left.write(Buffer.alloc(50_000))) written += 50_000
    written += 50_000
    right.resume()
    await left.drained()
    left.end()
    expect((await received.all).length).toBe(written)
  })

  it('tells the writer that waits when the other side vanishes', async () => {
    const { left, right } = connection
    const received = collect(left)
    right.pause()
    const { drained } = await fill(left)
    const refused = expect(drained).rejects.toThrow()
    right.destroy()
    await refused
    await received.end
    expect(left.write(Buffer.from('x'))).toBe(false)
  })

  it('drops what is written after the end, and says so to whoever waits', async () => {
    const { left, right } = connection
    const received = collect(right)
    left.write(Buffer.from('last'))
    left.end()
    expect(left.write(Buffer.from('late'))).toBe(false)
    await expect(left.drained()).rejects.toThrow('stream_ended')
    expect((await received.all).toString()).toBe('last')
  })
})
