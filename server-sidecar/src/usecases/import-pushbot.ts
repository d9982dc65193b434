/** Taking over what a tickets-pushbot followed: its cases and whose comments, not its passwords. */
import type { FollowId, Side } from '../domain/case/support-case'
import type { ChannelRef } from '../domain/refs'
import { ask, type CaseNeeds } from './case-reach'
import type { CaseRefusal } from './case-results'
import { keepFollow, keepSaid } from './keep-case'
import type { Reach } from './vendor-logins'

/** A chat of the bot's. */
export interface PushbotChat {
  id: string
  side: Side
  numbers: string[]
  /** It holds a password, in clear text. */
  hasPassword: boolean
}

export interface ImportReport {
  /** Followed now. */
  taken: { chat: string; number: string }[]
  /** Followed in that place before. */
  known: { chat: string; number: string }[]
  left: { chat: string; number: string; why: CaseRefusal }[]
  /** Chats for which no place was named. */
  unplaced: string[]
  /** Passwords that stay where they are. */
  passwords: number
}

type Needs = Pick<CaseNeeds, 'inTransaction' | 'clock' | 'newId'>

/** Doing it again takes nothing twice. */
export function createImportPushbot({ inTransaction, clock, newId }: Needs) {
  return async function importPushbot(
    chats: readonly PushbotChat[],
    { login, placeOf }: { login: Reach; placeOf: (chat: string) => ChannelRef | undefined },
  ): Promise<ImportReport> {
    const passwords = chats.filter(({ hasPassword }) => hasPassword).length
    const report: ImportReport = { taken: [], known: [], left: [], unplaced: [], passwords }
    for (const { id: chat, side, numbers } of chats) {
      const channelId = placeOf(chat)
      if (channelId === undefined) {
        if (numbers.length > 0) report.unplaced.push(chat)
        continue
      }
      for (const text of numbers) {
        const number = login.client.readNumber(text)
        const found =
          number === undefined
            ? { refused: { kind: 'not_a_number' } as const }
            : await ask(login, number)
        if (found.refused) {
          report.left.push({ chat, number: text, why: found.refused })
          continue
        }
        const isNew = await inTransaction(async (rooms) => {
          const now = clock.now()
          const { supportCase } = await keepSaid(rooms, found, { now, newId })
          const id = newId() as FollowId
          const follow = { id, caseId: supportCase.id, channelId, side, createdAt: now }
          return (await keepFollow(rooms, follow)).isNew
        })
        report[isNew ? 'taken' : 'known'].push({ chat, number: text })
      }
    }
    await inTransaction(({ outbox }) =>
      outbox.add({ kind: 'account_watched', accountId: login.account.id }),
    )
    return report
  }
}
