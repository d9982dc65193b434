/** Any vendor with an API in JSON: where things are stands in the configuration. */
import type { GenericVendor } from '../../domain/case/account'
import { fits } from '../../domain/case/follow'
import { type VendorClient, type VendorLogin, VendorTrouble } from '../../ports/vendor'
import type { HttpClient, UpstreamAnswer } from '../http-client'
import {
  basicHeader,
  listTroubleOf,
  saidAtOf,
  sendTo,
  sortJsonAnswer,
  type VendorCall,
} from '../vendor-answer'
import { readAttachments, readCase, readCases, readComment, readComments, valueAt } from './read'

/** Pages looked through in a search. */
const MOST_PAGES = 10

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory; its functions share what it was given
export function createGenericCase({ http }: { http: HttpClient }): VendorClient {
  async function call(
    login: VendorLogin,
    template: string,
    { data = {}, ...more }: { data?: Record<string, string>; body?: unknown } = {},
  ): Promise<UpstreamAnswer> {
    const { vendor } = login
    const request: VendorCall = {
      method: more.body === undefined ? 'GET' : 'POST',
      path: fillIn(template, data),
      headers: headersOf(login),
      ...more,
    }
    return sortJsonAnswer(await sendTo(http, { vendor, baseUrl: vendor.apiUrl }, request))
  }

  async function page(login: VendorLogin, number: number, since = 0) {
    const generic = genericOf(login)
    const { changes } = generic.paths
    const data = { page: String(number + 1), since: new Date(since).toISOString() }
    const { json } = await call(login, changes, { data }).catch((error: unknown) => {
      throw listTroubleOf(error)
    })
    const cases = readCases(json, generic)
    if (!cases) throw new VendorTrouble('unexpected_answer', true)
    // Without a page in it, the address has told everything.
    return { cases, more: changes.includes('{page}') && cases.length > 0 }
  }

  return {
    readNumber(text) {
      return /^\s*#?([A-Za-z0-9][\w.-]{0,63})\s*$/.exec(text)?.[1]
    },
    async changes(login, { page: number, since }) {
      return page(login, number, since)
    },
    async find(login, number) {
      const generic = genericOf(login)
      const { paths, lists } = generic
      const data = { number }
      const answer = await call(login, paths.case, { data })
      const state = readCase(valueAt(answer.json, lists.case), generic)
      if (!state) throw new VendorTrouble('unexpected_answer', true)
      const listed = async (template: string | undefined) =>
        template === undefined ? answer.json : (await call(login, template, { data })).json
      const comments = readComments(await listed(paths.comments), generic)
      const attachments = readAttachments(await listed(paths.attachments), generic)
      const saidAt = saidAtOf(answer)
      return {
        state,
        ...(comments && { comments }),
        ...(attachments && { attachments }),
        ...(saidAt !== undefined && { saidAt }),
      }
    },
    async search(login, match) {
      const found = []
      for (let number = 0; number < MOST_PAGES; number += 1) {
        const { cases, more } = await page(login, number)
        found.push(...cases.filter((one) => fits({ match }, one)))
        if (!more) break
      }
      return found
    },
    async groups(login) {
      const { cases } = await page(login, 0)
      const groups = cases.flatMap(({ groupNumber: number, groupName: name = '' }) =>
        number ? [[number, { number, name: name || number }] as const] : [],
      )
      return [...new Map(groups).values()]
    },
    async check(login) {
      await page(login, 0)
    },
    async reply(login, number, text) {
      const generic = genericOf(login)
      if (!generic.paths.reply) throw new VendorTrouble('not_supported', false)
      const body = { [generic.replyField]: text }
      const { json } = await call(login, generic.paths.reply, { data: { number }, body })
      const comment = readComment(json, generic)
      if (!comment) throw new VendorTrouble('unexpected_answer', false)
      return comment
    },
    forget() {},
  }
}

function genericOf({ vendor }: VendorLogin): GenericVendor {
  if (!vendor.generic) throw new VendorTrouble('not_supported', false)
  return vendor.generic
}

function fillIn(template: string, data: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(data[name] ?? ''))
}

function headersOf(login: VendorLogin): Record<string, string> {
  if (login.account.way === 'basic') return basicHeader(login)
  const { header, prefix } = genericOf(login).auth
  return { [header]: `${prefix}${login.secret}` }
}
