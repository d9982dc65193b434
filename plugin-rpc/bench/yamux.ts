import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ByteStream } from '../src/bytes/byte-stream'
import { createSocketStream } from '../src/bytes/socket-stream'
import { createSession, type Session } from '../src/yamux/session'

/**
 * Throughput and round trips of two yamux sessions over a unix socket in this one process, so a
 * real connection, with a core for each end, does better. Run with: tsx plugin-rpc/bench/yamux.ts
 */
function connectSockets(path: string): Promise<[Socket, Socket]> {
  return new Promise((resolve) => {
    const server = createServer((accepted) => {
      server.close()
      resolve([dialled, accepted])
    })
    let dialled: Socket
    server.listen(path, () => {
      dialled = connect(path)
    })
  })
}

/** Sends everything back at the reader's pace. */
function echo(stream: ByteStream): void {
  stream.start(
    (chunk) => {
      if (stream.write(chunk)) return
      stream.pause()
      stream.drained().then(
        () => stream.resume(),
        () => {},
      )
    },
    () => stream.end(),
  )
}

async function send(stream: ByteStream, total: number, piece: Buffer): Promise<void> {
  let received = 0
  const done = new Promise<void>((resolve) => {
    stream.start(
      (chunk) => {
        received += chunk.length
      },
      () => resolve(),
    )
  })
  for (let sent = 0; sent < total; sent += piece.length) {
    if (!stream.write(piece)) await stream.drained()
  }
  stream.end()
  await done
  if (received < total) throw new Error(`${received} of ${total} bytes came back`)
}

/** Sends a small message, waits for its echo, sends the next; answers the times in microseconds. */
function roundTrips(stream: ByteStream, count: number): Promise<number[]> {
  const times: number[] = []
  const message = Buffer.alloc(200, 1)
  return new Promise((resolve) => {
    let began = process.hrtime.bigint()
    stream.start(
      () => {
        times.push(Number(process.hrtime.bigint() - began) / 1000)
        if (times.length === count) {
          stream.end()
          resolve(times)
          return
        }
        began = process.hrtime.bigint()
        stream.write(message)
      },
      () => {},
    )
    stream.write(message)
  })
}

async function timed(
  name: string,
  work: () => Promise<unknown>,
  unit: (seconds: number) => string,
) {
  const began = process.hrtime.bigint()
  await work()
  console.log(name.padEnd(44), unit(Number(process.hrtime.bigint() - began) / 1e9))
}

const MIB = 1 << 20
const rate = (bytes: number) => (seconds: number) =>
  `${(bytes / MIB / seconds).toFixed(0)} MiB/s each way`
const perSecond = (count: number) => (seconds: number) => `${(count / seconds).toFixed(0)} /s`

async function run(session: Session): Promise<void> {
  const big = Buffer.alloc(64 * 1024, 1)
  await send(session.open(), 64 * MIB, big)
  await timed(
    'one stream, 64 KiB writes',
    () => send(session.open(), 512 * MIB, big),
    rate(512 * MIB),
  )
  const small = Buffer.alloc(500, 1)
  await timed(
    'one stream, 500 byte writes',
    () => send(session.open(), 64 * MIB, small),
    rate(64 * MIB),
  )
  const sixteen = () =>
    Promise.all(Array.from({ length: 16 }, () => send(session.open(), 32 * MIB, big)))
  await timed('16 streams, 64 KiB writes', sixteen, rate(512 * MIB))
  await roundTrips(session.open(), 5000)
  const times = (await roundTrips(session.open(), 20_000)).sort((a, b) => a - b)
  const [median, late] = [times[10_000] ?? 0, times[19_800] ?? 0]
  console.log(
    'round trip of 200 bytes'.padEnd(44),
    `p50 ${median.toFixed(1)} µs, p99 ${late.toFixed(1)} µs`,
  )
  const many = () => Promise.all(Array.from({ length: 16 }, () => roundTrips(session.open(), 5000)))
  await timed('round trips, 16 streams', many, perSecond(80_000))
  const opening = async () => {
    for (let i = 0; i < 20_000; i++) await roundTrips(session.open(), 1)
  }
  await timed('open, one round trip, close', opening, perSecond(20_000))
}

async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-'))
  const [left, right] = await connectSockets(join(directory, 's'))
  const onEnd = () => {}
  const client = createSession(createSocketStream(left), { role: 'client', onStream() {}, onEnd })
  createSession(createSocketStream(right), { role: 'server', onStream: echo, onEnd })
  await run(client)
  const { rss, arrayBuffers } = process.memoryUsage()
  console.log(
    'memory',
    `${(rss / MIB).toFixed(0)} MiB resident, ${(arrayBuffers / MIB).toFixed(1)} MiB in buffers`,
  )
  client.close()
  rmSync(directory, { recursive: true })
}

main()
