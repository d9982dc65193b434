/** In which language to answer a request. */
import type { Locale } from '@ticketdesk/contract'
import type { Request } from 'express'
import { pickLocale } from '../domain/locale'
import type { UserRef } from '../domain/refs'
import type { Clock } from '../ports/clock'
import type { People } from '../ports/people'
import type { Identify } from './doors/people'

/** A language that changed may be seen this much later; it saves a question a request. */
const KEEP_MS = 60_000
const KEEP_PEOPLE = 2000

export interface Locales {
  /** As Mattermost has it; the house's language when it does not say. Never rejects. */
  ofPerson(id: UserRef): Promise<Locale>
}

export function createLocales(needs: {
  people: People
  clock: Clock
  /** The language for people whose own we do not speak. */
  language: () => Locale
}): Locales {
  const { people, clock, language } = needs
  const kept = new Map<UserRef, { tag: string; until: number }>()

  async function ofPerson(id: UserRef): Promise<Locale> {
    const known = kept.get(id)
    if (known && known.until > clock.now()) return pickLocale(known.tag, language())
    const tag = await people.person(id).then(
      (person) => person?.locale ?? '',
      () => undefined,
    )
    if (tag === undefined) return language()
    if (kept.size >= KEEP_PEOPLE) kept.clear()
    kept.set(id, { tag, until: clock.now() + KEEP_MS })
    return pickLocale(tag, language())
  }
  return { ofPerson }
}

/** The person's own language; for strangers the one their browser asks for. Never rejects. */
export function createLocaleOf(needs: {
  identify: Identify
  locales: Locales
  language: () => Locale
}): (request: Request) => Promise<Locale> {
  return async (request) => {
    const id = await needs.identify(request).catch(() => undefined)
    if (id) return needs.locales.ofPerson(id)
    return pickLocale(request.acceptsLanguages()[0] ?? '', needs.language())
  }
}
