/** A batch that was let go of. */
export interface Forgotten {
  count: number
  /** There may be more. */
  more: boolean
}

/**
 * What is kept of things that are done with. Each call is a transaction of its own and lets go of a
 * batch: what ended before a moment (ms), `limit` rows a table. What is just being used is left
 * alone and never waited for.
 */
export interface Leftovers {
  /**
   * For one node at a time: the time by the clock that things are kept by, in milliseconds since
   * 1970, and nobody's turn again for `everyMs`. Undefined when it is not ours.
   */
  takeTurn(everyMs: number): Promise<number | undefined>
  /** Finished facts and what they achieved, but for what ties a ticket to its post. */
  forgetFacts(before: number, limit: number): Promise<Forgotten>
  /** Messages that wait for nothing; of each source the newest stays, as it says when it was heard. */
  forgetMessages(before: number, limit: number): Promise<Forgotten>
  /** Errands; the newest stays, as it says from where to go on listening. */
  forgetErrands(before: number, limit: number): Promise<Forgotten>
  /**
   * Alerts that are over and have not been touched since, with their stories, and objects that
   * nothing is known of any more. Not those that wait to be told, nor those with an unresolved
   * ticket. Of each source the object heard of last stays.
   */
  forgetAlerts(before: number, limit: number): Promise<Forgotten>
}
