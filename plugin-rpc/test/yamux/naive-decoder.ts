/** One frame as the naive decoder sees it. */
export interface Frame {
  type: number
  flags: number
  streamId: number
  length: number
  payload: Buffer
}

/** Deliberately slow and obvious: reads whole frames from one complete buffer. The oracle for the real one. */
export function decodeNaively(bytes: Buffer): { frames: Frame[]; error?: string; rest: number } {
  const frames: Frame[] = []
  let rest = bytes
  while (rest.length >= 12) {
    if (rest[0] !== 0) return { frames, error: 'invalid_version', rest: rest.length }
    const type = rest.readUInt8(1)
    if (type > 3) return { frames, error: 'invalid_type', rest: rest.length }
    const length = rest.readUInt32BE(8)
    const size = type === 0 ? length : 0
    if (rest.length < 12 + size) break
    frames.push({
      type,
      flags: rest.readUInt16BE(2),
      streamId: rest.readUInt32BE(4),
      length,
      payload: rest.subarray(12, 12 + size),
    })
    rest = rest.subarray(12 + size)
  }
  return { frames, rest: rest.length }
}
