import type { Fact } from '../domain/facts'
import type { PostRef } from '../domain/refs'

/** Facts waiting to be told, written in the transaction of the change they follow from. */
export interface Outbox {
  /**
   * An `alert_changed`, `ticket_moved` or `case_changed` that already waits for the same stands for
   * this one too: a delivery under way is followed by another, one that waits for its time goes on
   * waiting. Of `account_watched` there is one an account, and it becomes due at once.
   */
  add(fact: Fact): Promise<void>
  /** Is anything of these kinds waiting, or under way? */
  isBusy(kinds: readonly Fact['kind'][]): Promise<boolean>
  /** What a delivery is about, whether it is done or not. */
  find(deliveryId: string): Promise<Fact | undefined>
}

/** One fact in one worker's hands until the lease ends. */
export interface Delivery {
  id: string
  fact: Fact
  /** 1 at the first try. From 2 on, an effect may already have happened: look before repeating. */
  attempt: number
  /** When the fact was added; milliseconds since 1970. */
  addedAt: number
  /** Effects already known to have happened: part name → post. */
  done: ReadonlyMap<string, PostRef>
}

/** The outbox as the delivery side sees it; each call is a transaction of its own. */
export interface Deliveries {
  /** Takes up to `limit` due facts for `leaseMs`; a taken fact is nobody else's until then. */
  claim(limit: number, leaseMs: number): Promise<Delivery[]>
  /** Keeps what has been achieved; a second word for the same part changes nothing. */
  record(delivery: Delivery, part: string, post: PostRef): Promise<void>
  /**
   * Done for good. False when the lease was lost to another worker meanwhile. A fact that was added
   * again since it was claimed leaves a new one behind, due at once.
   */
  finish(delivery: Delivery): Promise<boolean>
  /** Not now: due again after `delayMs`. The reason is a code or short text without bodies. */
  postpone(delivery: Delivery, delayMs: number, reason: string): Promise<void>
  /** Chat refused it once more; how often by now. 0 when the lease was lost. */
  countRefusal(delivery: Delivery): Promise<number>
  /**
   * What was postponed for this reason is due now, but for what is due soon anyway or in somebody's
   * hands.
   */
  hurry(reason: string): Promise<void>
  /** Prolongs the lease of a long delivery; false when it was lost. */
  extend(delivery: Delivery, leaseMs: number): Promise<boolean>
  /** Milliseconds until the next fact is due (0: now), or undefined when none waits. */
  nextDueIn(): Promise<number | undefined>
}
