import type { Errand } from '../domain/errand'

/** What the bot was asked to do, inside a transaction. */
export interface Inbox {
  /** Keeps the errand; false, and nothing is kept, when it is there already. */
  take(errand: Errand): Promise<boolean>
  find(id: string): Promise<Errand | undefined>
  /**
   * Notes that help is given for this errand. False when it was given for another one in the same
   * thread, or in the same channel since `since` (ms).
   */
  giveHelp(errand: Errand, since: number): Promise<boolean>
  /** When the newest errand was said, clicks apart; undefined when there is none. */
  lastAt(): Promise<number | undefined>
}
