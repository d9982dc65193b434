import { HEADER_SIZE, PROTOCOL_VERSION, TYPE_DATA, TYPE_GO_AWAY } from './constants'
import type { FrameHeader } from './encode'
import { ProtocolError } from './errors'

/** Hears what the decoder recognises, in wire order. May throw; the decoder is then to be abandoned. */
export interface FrameSink {
  /** A complete header. For Data with a length, that many bytes follow through `payload`. */
  header(header: FrameHeader): void
  /** A piece of the current Data frame, never empty; a slice of what was given to `push`, not a copy. */
  payload(chunk: Buffer): void
  /** The last payload byte of the current Data frame (length > 0) has been handed over. */
  payloadEnd(): void
}

export interface Decoder {
  /** Takes the next bytes from the wire, cut anywhere. Throws ProtocolError on a bad version or type. */
  push(chunk: Buffer): void
}

function readHeader(bytes: Buffer, at: number): FrameHeader {
  const version = bytes[at] as number
  const type = bytes[at + 1] as number
  if (version !== PROTOCOL_VERSION) throw new ProtocolError('invalid_version', { version })
  if (type > TYPE_GO_AWAY) throw new ProtocolError('invalid_type', { type })
  return {
    type,
    flags: bytes.readUInt16BE(at + 2),
    streamId: bytes.readUInt32BE(at + 4),
    length: bytes.readUInt32BE(at + 8),
  }
}

/**
 * Splits the wire into frames. Holds at most one partial header: payload is passed on as it comes,
 * so a frame that claims 4 GiB costs nothing until its bytes arrive.
 */
export function createDecoder(sink: FrameSink): Decoder {
  const partial = Buffer.alloc(HEADER_SIZE)
  let partialLength = 0
  let payloadLeft = 0

  const begin = (bytes: Buffer, at: number) => {
    const header = readHeader(bytes, at)
    sink.header(header)
    if (header.type === TYPE_DATA) payloadLeft = header.length
  }

  /** Completes a header that a chunk border had cut; answers how many bytes of `chunk` it took. */
  const completeHeader = (chunk: Buffer, at: number): number => {
    const taken = chunk.copy(partial, partialLength, at, at + HEADER_SIZE - partialLength)
    partialLength += taken
    if (partialLength === HEADER_SIZE) {
      partialLength = 0
      begin(partial, 0)
    }
    return taken
  }

  const passPayload = (chunk: Buffer, at: number): number => {
    const taken = Math.min(payloadLeft, chunk.length - at)
    payloadLeft -= taken
    sink.payload(chunk.subarray(at, at + taken))
    if (payloadLeft === 0) sink.payloadEnd()
    return taken
  }

  return {
    push(chunk) {
      let at = 0
      while (at < chunk.length) {
        if (payloadLeft > 0) at += passPayload(chunk, at)
        else if (partialLength > 0 || chunk.length - at < HEADER_SIZE)
          at += completeHeader(chunk, at)
        else {
          begin(chunk, at)
          at += HEADER_SIZE
        }
      }
    },
  }
}
