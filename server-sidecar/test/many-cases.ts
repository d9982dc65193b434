/** 500 followed cases of 20 logins, hour by hour of a clock of their own. */
import type { VendorAccount } from '../src/domain/case/account'
import { type CaseDesk, openCaseDesk } from './a-case-desk'
import type { TestStore } from './databases'

export interface Hour {
  /** By what was asked for. */
  requests: { tokens: number; lists: number; details: number }
  comments: number
}
export interface ManyCases {
  desk: CaseDesk
  /** An hour in which so many comments are written. */
  pass(comments: number): Promise<Hour>
  /** What each thread must say by now, by case. */
  written: Map<string, string[]>
  /** What each thread says. */
  told(): Map<string, string[]>
  close(): Promise<void>
}

const HOUR = 3_600_000

export async function openManyCases(
  store: TestStore,
  { accounts: logins = 20, cases = 500 } = {},
): Promise<ManyCases> {
  const desk = await openCaseDesk(store)
  Reflect.deleteProperty(desk.vendor, 'pollSeconds')
  const watched: { account: VendorAccount; dueAt: number }[] = []
  const written = new Map<string, string[]>()
  for (let index = 0; index < logins; index += 1) {
    const secret = `offline-token-${index}`
    desk.portal.logins.set(secret, String(index))
    const account = await desk.addLogin({ secret, name: `login ${index}` })
    watched.push({ account, dueAt: 0 })
    for (let n = 0; n < cases / logins; n += 1) {
      const { caseNumber } = desk.portal.addCase({ accountNumberRef: String(index) })
      const wanted = { number: caseNumber, account: account.name }
      const tracked = await desk.followCases.track(desk.jane, desk.place, wanted)
      if (tracked.refused) throw new Error(JSON.stringify(tracked.refused))
      written.set(caseNumber, [])
    }
  }
  await desk.tellAll()
  const numbers = [...written.keys()]
  let count = 0

  function write(): void {
    count += 1
    // Most of them about a few cases, as it is.
    const number = numbers[(count * count * 7919) % numbers.length] ?? ''
    const { commentBody } = desk.portal.comment(number, { commentBody: `comment ${count}` })
    written.get(number)?.push(`Max Redhatter: ${commentBody}`)
  }
  async function pass(comments: number): Promise<Hour> {
    const start = desk.clock.now()
    const before = countRequests(desk)
    let done = 0
    const momentOf = (n: number) => start + ((n + 0.5) * HOUR) / comments
    const writeUntil = (at: number) => {
      for (; done < comments && momentOf(done) <= at; done += 1) {
        desk.clock.set(momentOf(done))
        write()
      }
    }
    for (;;) {
      const next = watched.reduce((one, other) => (other.dueAt < one.dueAt ? other : one))
      const at = Math.max(next.dueAt, desk.clock.now())
      if (at >= start + HOUR) break
      writeUntil(at)
      desk.clock.set(at)
      next.dueAt = at + ((await desk.refresh(next.account.id)) ?? HOUR)
      await desk.tellAll()
    }
    writeUntil(start + HOUR)
    desk.clock.set(start + HOUR)
    const after = countRequests(desk)
    const requests = {
      tokens: after.tokens - before.tokens,
      lists: after.lists - before.lists,
      details: after.details - before.details,
    }
    return { requests, comments: done }
  }
  return {
    desk,
    pass,
    written,
    told() {
      const cards = new Map(desk.cards().map(({ id, message }) => [id, message.slice(5, 13)]))
      const told = new Map<string, string[]>(numbers.map((number) => [number, []]))
      for (const { rootId, message } of desk.chat.posts) {
        if (rootId) told.get(cards.get(rootId) ?? '')?.push(message)
      }
      return told
    },
    close: desk.close,
  }
}

function countRequests({ portal }: CaseDesk): Hour['requests'] {
  return {
    tokens: portal.count(/token$/),
    lists: portal.count(/\/cases\/filter$/),
    details: portal.count(/\/cases\/\d+/),
  }
}
