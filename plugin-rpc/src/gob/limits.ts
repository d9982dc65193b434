/** What a decoder is ready to hold. Every limit is checked before memory is taken. */
export interface GobLimits {
  /** Bytes of one message, and of all messages of one value together. */
  maxMessageBytes: number
  /** Structs, slices, maps and interface values inside each other. */
  maxDepth: number
  /** Elements, entries and fields of one value: a byte on the wire can cost a hundred in memory. */
  maxItems: number
  /** Type descriptors a peer may define on one stream. */
  maxTypes: number
  /** Messages one value may be spread over; each costs one more decoding attempt. */
  maxParts: number
}

export const DEFAULT_LIMITS: GobLimits = {
  maxMessageBytes: 64 * 1024 * 1024,
  maxDepth: 100,
  maxItems: 1_000_000,
  maxTypes: 4096,
  maxParts: 64,
}
