/** How cases are put into words; what `mattermost/render` has for the delivery of cases. */
import type { CaseCard, Locale } from '@ticketdesk/contract'
import type { VendorAccount } from '../domain/case/account'
import type { CaseFilter, CaseFollow } from '../domain/case/follow'
import type { CaseNews } from '../domain/case/news'
import type { SupportCase } from '../domain/case/support-case'
import type { AccountBroken, CaseLost, CasesSummed } from '../domain/facts'

export interface CaseWords {
  message: string
  attachments: object[]
}
export interface CasePost extends CaseWords {
  type: string
  card: CaseCard
}
export interface CaseContext {
  follow: CaseFollow
  supportCase: SupportCase
  /** The vendor's name, and its settings that words depend on. */
  vendor: { name: string; commentLength: number; replies: boolean }
}

export interface RenderCases {
  /** The card: where things are. */
  card(context: CaseContext): CasePost
  /**
   * A line of the story, as a reply. `edited`: a comment that is marked as edited. Long comments are
   * shortened to `commentLength`, with a button that shows all of it.
   */
  news(context: CaseContext, news: CaseNews, options: { edited: boolean }): CaseWords
  /** Too many cases at once, named. */
  summary(filter: CaseFilter, fact: CasesSummed): CaseWords
  /** For whoever can mend it, with what to do. `whose`: is the login the reader's own? */
  broken(
    fact: AccountBroken | CaseLost,
    about: { account: VendorAccount; supportCase?: SupportCase; whose: 'own' | 'team' },
    locale: Locale,
  ): string
}
