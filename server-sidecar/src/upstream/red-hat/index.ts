/** Cases of the Red Hat Customer Portal: `<apiUrl>/v1`, with tokens of `ssoUrl`. */
import type { CaseMatch } from '../../domain/case/follow'
import type { CaseSaid } from '../../domain/case/support-case'
import { type VendorClient, type VendorLogin, VendorTrouble } from '../../ports/vendor'
import type { UpstreamAnswer } from '../http-client'
import { isLoose } from '../loose-json'
import { listTroubleOf, saidAtOf, sendTo, sortJsonAnswer, type VendorCall } from '../vendor-answer'
import { createAskAt } from './base'
import {
  commentOf,
  type LinkOf,
  type Listed,
  parseAttachments,
  parseCase,
  parseComments,
  parseGroups,
  parseListing,
  parseSearch,
} from './schema'
import { createTokens, type TokensNeeds } from './token'

const PAGE = 50
/** A search is for people to choose from. */
const MOST_FOUND = 500

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory; its functions share what it was given
export function createRedHat(needs: TokensNeeds): VendorClient {
  const { http, clock } = needs
  const tokens = createTokens(needs)
  const askAt = createAskAt()

  /** With a token; once more with another when the first is refused. */
  async function call(login: VendorLogin, request: Call): Promise<UpstreamAnswer> {
    const { vendor } = login
    const ask = (value: string) =>
      askAt(vendor.apiUrl, (baseUrl) => {
        const headers = { Authorization: `Bearer ${value}` }
        return sendTo(http, { vendor, baseUrl }, { ...request, headers })
      })
    const token = await tokens.of(login)
    const answer = await ask(token.value)
    // A token that was just fetched is no reason for 403.
    const isOld = clock.now() - token.from > FRESH_MS
    if (answer.status !== 401 && !(answer.status === 403 && isOld)) return sortJsonAnswer(answer)
    tokens.refuse(login, token)
    return sortJsonAnswer(await ask((await tokens.of(login)).value))
  }

  async function listing(
    login: VendorLogin,
    options: Listing,
  ): Promise<Listed & { more: boolean }> {
    const { offset, match = {}, includeClosed } = options
    const linkOf = linkOfPortal(login)
    const body = {
      ...{ maxResults: PAGE, offset, sortField: 'lastModifiedDate', sortOrder: 'DESC' },
      ...{ includeClosed, onlyUngrouped: false },
      ...(match.groupNumber && { groupNumbers: [match.groupNumber] }),
      ...(match.accountNumber && { accountNumber: match.accountNumber }),
    }
    const listed = await call(login, { method: 'POST', path: '/v1/cases/filter', body }).then(
      ({ json }) => parseListing(json, linkOf),
      (error: unknown) =>
        searchInstead(error, login, options).catch((last: unknown) => {
          throw listTroubleOf(last)
        }),
    )
    const { cases, total } = listed
    const more = total === undefined ? cases.length >= PAGE : offset + cases.length < total
    return { ...listed, more: more && cases.length > 0 }
  }

  /** Below `hydra/rest` the search index answers where the filter does not. */
  async function searchInstead(error: unknown, login: VendorLogin, options: Listing) {
    const isMissing =
      error instanceof VendorTrouble && ['not_found', 'gone', 'no_page'].includes(error.reason)
    if (!isMissing || !/\/hydra\/rest$/.test(login.vendor.apiUrl)) throw error
    const body = renderSearch(options)
    const { json } = await call(login, { method: 'POST', path: '/search/v2/cases', body })
    return parseSearch(json, linkOfPortal(login))
  }

  async function find(login: VendorLogin, number: string): Promise<CaseSaid> {
    const linkOf = linkOfPortal(login)
    if (login.account.way === 'basic') return findInOldPortal(http, login, { number, linkOf })
    const path = `/v1/cases/${number}`
    const detail = await call(login, { method: 'GET', path })
    const state = parseCase(detail.json, linkOf)
    const list = await call(login, { method: 'GET', path: `${path}/comments` }).then(
      readComments,
      ignoreMissing,
    )
    // The list may be switched off, or lag behind what the case brings along.
    const embedded = isLoose(detail.json) ? parseComments(detail.json['comments']) : undefined
    const comments = mergeById(embedded ?? [], list ?? [])
    const attachments = await call(login, {
      method: 'GET',
      path: `/cases/${number}/attachments/`,
    }).then(({ json }) => parseAttachments(json), ignoreMissing)
    const saidAt = saidAtOf(detail)
    return {
      state,
      comments,
      ...(attachments && { attachments }),
      ...(saidAt !== undefined && { saidAt }),
    }
  }

  return {
    readNumber,
    async changes(login, { page }) {
      if (login.account.way === 'basic') throw new VendorTrouble('not_supported', false)
      return listing(login, { offset: page * PAGE, includeClosed: true })
    },
    find,
    async search(login, match) {
      if (login.account.way === 'basic') throw new VendorTrouble('not_supported', false)
      const found: Listed['cases'] = []
      for (let more = true; more && found.length < MOST_FOUND; ) {
        const listed = await listing(login, { offset: found.length, match, includeClosed: false })
        found.push(...listed.cases)
        more = listed.more
      }
      return found
    },
    async groups(login) {
      if (login.account.way === 'basic') return []
      return parseGroups(
        (await call(login, { method: 'GET', path: '/v1/accounts/casegroups' })).json,
      )
    },
    async check(login) {
      if (login.account.way === 'basic') return checkOldPortal(needs, login)
      await listing(login, { offset: 0, includeClosed: false })
    },
    async reply(login, number, commentBody) {
      if (login.account.way === 'basic') throw new VendorTrouble('not_supported', false)
      const body = { caseNumber: number, commentBody, isPublic: true, doNotChangeStatus: false }
      const path = `/v1/cases/${number}/comments`
      const { json } = await call(login, { method: 'POST', path, body })
      const comment = isLoose(json) ? commentOf(json) : undefined
      if (!comment) throw new VendorTrouble('unexpected_answer', false)
      return comment
    },
    forget: (accountId) => tokens.forget(accountId),
  }
}

/** Few know the old portal; its XML parser would cost everybody's start fifteen milliseconds. */
const findInOldPortal: FindInOldPortal = async (...asked) =>
  (await import('./old-portal')).findInOldPortal(...asked)
type FindInOldPortal = typeof import('./old-portal').findInOldPortal

type Call = Pick<VendorCall, 'method' | 'path' | 'body'>
interface Listing {
  offset: number
  match?: CaseMatch
  includeClosed: boolean
}
const FRESH_MS = 60_000

/** An answer without a list of them is no answer. */
function readComments({ json, text }: UpstreamAnswer) {
  const list = text.trim() === '' ? [] : parseComments(json)
  if (!list) throw new VendorTrouble('unexpected_answer', true)
  return list
}

/** What some installations do not have, or not for everybody, says nothing about the case. */
function ignoreMissing(error: unknown): undefined {
  if (!(error instanceof VendorTrouble) || error.retry) throw error
  if (error.reason === 'login_refused' || error.reason === 'token_dead') throw error
}

/** A case that does not exist is refused by its number; who is not known, before that. */
async function checkOldPortal({ http }: TokensNeeds, login: VendorLogin): Promise<void> {
  const linkOf = linkOfPortal(login)
  await findInOldPortal(http, login, { number: '00000000', linkOf }).catch((error: unknown) => {
    if (!(error instanceof VendorTrouble) || error.reason !== 'not_found') throw error
  })
}

function mergeById<T extends { id: string }>(one: readonly T[], other: readonly T[]): T[] {
  const known = new Set(other.map(({ id }) => id))
  return [...one.filter(({ id }) => !known.has(id)), ...other]
}

/** Eight digits; people leave the zeros in front away, or paste the address of the page. */
function readNumber(text: string): string | undefined {
  const [, digits] =
    /^\s*#?(\d{5,8})\s*$/.exec(text) ??
    /^\s*https?:\/\/\S*\/cases?\/(?:#\/case\/)?(\d{5,8})\b/.exec(text) ??
    []
  return digits?.padStart(8, '0')
}

function linkOfPortal({ vendor }: VendorLogin): LinkOf {
  const { protocol, host } = new URL(vendor.apiUrl)
  return (number) => `${protocol}//${host.replace(/^api\./, '')}/support/cases/#/case/${number}`
}

/** The words of Solr. */
function renderSearch({ offset, match = {}, includeClosed }: Listing) {
  const { groupNumber, accountNumber } = match
  const expression = new URLSearchParams({ sort: 'case_lastModifiedDate desc' })
  if (groupNumber) expression.append('fq', `case_groupNumber:"${groupNumber}"`)
  if (accountNumber) expression.append('fq', `case_accountNumber:"${accountNumber}"`)
  if (!includeClosed) expression.append('fq', '-case_status:"Closed"')
  const page = { start: offset, rows: PAGE, partnerSearch: false }
  return { q: '*:*', ...page, expression: String(expression) }
}
