/** The numbers of yamux version 0, as hashicorp/yamux writes them on the wire (its spec.md). */

export const PROTOCOL_VERSION = 0

/** Bytes of a frame header; all fields big endian. */
export const HEADER_SIZE = 12

/** Frame types. Only Data is followed by payload bytes. */
export const TYPE_DATA = 0
export const TYPE_WINDOW_UPDATE = 1
export const TYPE_PING = 2
export const TYPE_GO_AWAY = 3

/** Flags are a bit set: several may ride on one frame, also on Data frames; unknown bits are ignored. */
export const FLAG_SYN = 1
export const FLAG_ACK = 2
export const FLAG_FIN = 4
export const FLAG_RST = 8

/** Receive window of a fresh stream in bytes, each direction. Both sides take it for granted. */
export const INITIAL_WINDOW = 256 * 1024

/** Reasons in a GoAway frame. */
export const GO_AWAY_NORMAL = 0
export const GO_AWAY_PROTOCOL_ERROR = 1
export const GO_AWAY_INTERNAL_ERROR = 2
