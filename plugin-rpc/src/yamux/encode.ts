import { HEADER_SIZE, PROTOCOL_VERSION } from './constants'

/** The four fields of a frame header that vary. */
export interface FrameHeader {
  readonly type: number
  readonly flags: number
  /** 0 for Ping and GoAway. */
  readonly streamId: number
  /** Payload size (Data), window increment (WindowUpdate), opaque value (Ping) or reason (GoAway). */
  readonly length: number
}

/** Writes the 12 header bytes at `offset`. */
export function writeHeader(target: Buffer, offset: number, header: FrameHeader): void {
  const { type, flags, streamId, length } = header
  // Single bytes instead of writeUInt32BE: this runs for every frame, and the checks there cost more.
  target[offset] = PROTOCOL_VERSION
  target[offset + 1] = type
  target[offset + 2] = flags >>> 8
  target[offset + 3] = flags
  target[offset + 4] = streamId >>> 24
  target[offset + 5] = streamId >>> 16
  target[offset + 6] = streamId >>> 8
  target[offset + 7] = streamId
  target[offset + 8] = length >>> 24
  target[offset + 9] = length >>> 16
  target[offset + 10] = length >>> 8
  target[offset + 11] = length
}

/** One header as bytes of its own. */
export function renderHeader(header: FrameHeader): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_SIZE)
  writeHeader(bytes, 0, header)
  return bytes
}
