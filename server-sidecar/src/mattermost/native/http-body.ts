/** A request body on its way from the plugin RPC to Node's HTTP client, with backpressure. */
import type { ClientRequest } from 'node:http'
import type { Readable } from 'node:stream'

/** A body up to this size goes out in one piece, with its length. */
const SMALL_BODY = 64 * 1024

export interface Head {
  chunks: Buffer[]
  length: number
  ended: boolean
}

/** The beginning of the body; all of it when it is small. */
export async function readHead(body: Readable | null): Promise<Head> {
  const head: Head = { chunks: [], length: 0, ended: body === null }
  while (body && !head.ended && head.length < SMALL_BODY) {
    const chunk: Buffer | null = body.read()
    if (chunk !== null) {
      head.chunks.push(chunk)
      head.length += chunk.length
    } else if (body.readableEnded || body.destroyed) {
      head.ended = true
    } else {
      await moreOrEnd(body)
    }
  }
  return head
}

function moreOrEnd(body: Readable): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      body.off('readable', settle).off('end', settle).off('close', settle).off('error', fail)
      resolve()
    }
    const fail = (error: Error) => {
      settle()
      reject(error)
    }
    body.on('readable', settle).on('end', settle).on('close', settle).on('error', fail)
  })
}

export async function sendBody(outgoing: ClientRequest, body: Readable | null, head: Head) {
  if (head.ended || !body) {
    outgoing.end(Buffer.concat(head.chunks))
    return
  }
  try {
    for (const chunk of head.chunks) outgoing.write(chunk)
    for await (const chunk of body) {
      if (outgoing.destroyed) return
      if (!outgoing.write(chunk)) await drained(outgoing)
    }
    outgoing.end()
  } catch (error) {
    outgoing.destroy(error as Error)
  }
}

function drained(outgoing: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      outgoing.off('drain', settle).off('close', settle)
      resolve()
    }
    outgoing.on('drain', settle).on('close', settle)
  })
}
