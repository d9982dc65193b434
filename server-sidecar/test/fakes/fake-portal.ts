/**
 * A Red Hat portal on this machine, as far as following cases goes: tokens, the filter, cases and
 * their comments, in the shapes that were recorded. It has a clock of its own and counts requests.
 */
import { recordedBody } from '../redhat-wire'
import {
  anAnswer,
  type LoopbackServer,
  openLoopbackServer,
  type Reply,
  type SeenRequest,
} from './loopback-server'

export interface PortalComment {
  id: string
  commentBody: string
  createdBy: string
  createdByType?: string
  createdDate: string
  publishedDate: string
  lastModifiedDate: string
  isPublic: boolean
  isDraft: boolean
}
export interface PortalCase {
  caseNumber: string
  summary: string
  status: string
  severity: string
  isClosed: boolean
  ownerId: string
  groupNumber: string
  groupName: string
  accountNumberRef: string
  lastModifiedDate: string
  comments: PortalComment[]
  attachments: { uuid: string; fileName: string; createdDate: string }[]
}

export interface FakePortal {
  url: string
  seen: SeenRequest[]
  /** By number. */
  cases: Map<string, PortalCase>
  /** Offline tokens that are good, and the account number whose cases each sees. */
  logins: Map<string, string>
  /** Gives another offline token with each access token; the one before stays good. */
  rotates: boolean
  /** The portal's clock. */
  now: () => number
  /** Decides before anything else, when it has something to say. */
  trouble: (request: SeenRequest) => Reply | undefined
  addCase(given?: Partial<PortalCase>): PortalCase
  /** The case moves: its date of modification is now. */
  change(number: string, change: Partial<PortalCase>): void
  comment(number: string, given?: Partial<PortalComment>): PortalComment
  /** How many requests there were for paths that fit. */
  count(fitting?: RegExp): number
  close(): Promise<void>
}

/** As the portal writes moments: to the second. */
export function momentOf(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z')
}

const {
  caseNumber: _,
  comments: __,
  ...TEMPLATE
} = JSON.parse(recordedBody('case-200-open.response.http'))

export async function openFakePortal(now: () => number = Date.now): Promise<FakePortal> {
  const tokens = new Map<string, string>()
  let made = 0
  const server: LoopbackServer = await openLoopbackServer((request) => {
    const trouble = portal.trouble(request)
    if (trouble !== undefined) return trouble
    const path = request.target.split('?')[0] ?? ''
    return path.endsWith('/token') ? giveToken(request) : answer(request, path)
  })
  const json = (status: number, body: unknown) =>
    anAnswer(status, body, { Date: new Date(portal.now()).toUTCString() })

  function giveToken({ text }: SeenRequest): Reply {
    const token = new URLSearchParams(text).get('refresh_token') ?? ''
    const account = portal.logins.get(token)
    if (account === undefined) {
      return json(400, JSON.parse(recordedBody('token-400-offline-session-gone.response.http')))
    }
    made += 1
    tokens.set(`access-${made}`, token)
    const refresh_token = portal.rotates ? `${token.replace(/~.*/, '')}~${made}` : token
    portal.logins.set(refresh_token, account)
    return json(200, { access_token: `access-${made}`, expires_in: 900, refresh_token })
  }

  function answer(request: SeenRequest, path: string): Reply {
    const bearer = (request.headers.authorization ?? '').replace(/^Bearer /, '')
    const account = portal.logins.get(tokens.get(bearer) ?? '')
    if (account === undefined) return json(401, { message: 'Unauthorized' })
    if (path.endsWith('/cases/filter')) return list(account, JSON.parse(request.text))
    if (path.endsWith('/casegroups')) {
      return json(200, JSON.parse(recordedBody('casegroups-200.response.http')))
    }
    const [, number = '', part] = /\/cases\/(\d+)(?:\/(\w+))?\/?$/.exec(path) ?? []
    const found = portal.cases.get(number)
    if (!found) return json(404, { message: 'Not found' })
    if (found.accountNumberRef !== account) return json(403, { message: 'Forbidden' })
    if (part === 'attachments') return json(200, found.attachments)
    if (part === 'comments' && request.method === 'POST') {
      const { commentBody } = JSON.parse(request.text)
      return json(201, portal.comment(number, { commentBody, createdByType: 'Customer' }))
    }
    if (part === 'comments') return json(200, [...found.comments].reverse())
    const { attachments: ___, comments: ____, ...detail } = found
    return json(200, { ...TEMPLATE, ...detail })
  }

  function list(account: string, wanted: Record<string, unknown>): Reply {
    const groups = wanted['groupNumbers'] as string[] | undefined
    const offset = Number(wanted['offset'])
    const all = [...portal.cases.values()]
      .filter(({ accountNumberRef }) => accountNumberRef === account)
      .filter(({ isClosed }) => wanted['includeClosed'] || !isClosed)
      .filter(({ groupNumber }) => !groups || groups.includes(groupNumber))
      .sort((one, other) => other.lastModifiedDate.localeCompare(one.lastModifiedDate))
    const page = all.slice(offset, offset + Number(wanted['maxResults']))
    const cases = page.map(({ comments: ___, attachments: ____, isClosed: _____, ...line }) => ({
      ...line,
      owner: line.ownerId,
      accountNumber: line.accountNumberRef,
    }))
    return json(200, { cases, totalCount: all.length, offset, maxResults: wanted['maxResults'] })
  }

  const portal: FakePortal = {
    url: server.url,
    seen: server.seen,
    cases: new Map(),
    logins: new Map(),
    rotates: false,
    now,
    trouble: () => undefined,
    addCase(given = {}) {
      const number = String(4_000_001 + portal.cases.size).padStart(8, '0')
      const added: PortalCase = {
        caseNumber: number,
        summary: `trouble ${number}`,
        status: 'Waiting on Red Hat',
        severity: '3 (Normal)',
        isClosed: false,
        ownerId: 'Max Redhatter',
        groupNumber: '76703',
        groupName: 'Platform',
        accountNumberRef: '1',
        lastModifiedDate: momentOf(portal.now()),
        comments: [],
        attachments: [],
        ...given,
      }
      portal.cases.set(added.caseNumber, added)
      return added
    },
    change(number, change) {
      const found = portal.cases.get(number)
      if (found) Object.assign(found, { lastModifiedDate: momentOf(portal.now()) }, change)
    },
    comment(number, given = {}) {
      const moment = momentOf(portal.now())
      made += 1
      const added: PortalComment = {
        id: `comment-${made}`,
        commentBody: `text ${made}`,
        createdBy: 'Max Redhatter',
        createdByType: 'Associate',
        ...{ createdDate: moment, publishedDate: moment, lastModifiedDate: moment },
        ...{ isPublic: true, isDraft: false },
        ...given,
      }
      const found = portal.cases.get(number)
      portal.change(number, { comments: [...(found?.comments ?? []), added] })
      return added
    },
    count: (fitting = /./) => server.seen.filter(({ target }) => fitting.test(target)).length,
    close: server.close,
  }
  return portal
}
