/** The time. Handed in, so that midnight can be tested. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
}
