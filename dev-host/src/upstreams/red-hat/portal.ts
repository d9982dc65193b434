/** Cases with their comments and attachments, and what people and machines do to them. */
import { randomBytes } from 'node:crypto'

export interface PortalComment {
  id: string
  body: string
  author: string
  side: 'Associate' | 'Customer'
  isPublic: boolean
  isDraft: boolean
  /** Milliseconds since 1970, as all times here. */
  createdAt: number
  publishedAt: number
  modifiedAt: number
}

export interface PortalAttachment {
  id: string
  name: string
  author: string
  at: number
}

export interface PortalCase {
  number: string
  summary: string
  status: string
  severity: string
  owner: string
  product: string
  version: string
  account: string
  group: CaseGroup
  contact: string
  createdAt: number
  modifiedAt: number
  modifiedBy: string
  /** In the order they were written. */
  comments: PortalComment[]
  attachments: PortalAttachment[]
}

export interface CaseGroup {
  number: string
  name: string
}

export const PLATFORM: CaseGroup = { number: '76703', name: 'Platform' }
export const STORAGE: CaseGroup = { number: '76704', name: 'Storage' }
export const CLOSED = 'Closed'

export interface NewComment {
  body: string
  author?: string
  side?: PortalComment['side']
  isPublic?: boolean
  isDraft?: boolean
  /** Written so many milliseconds before it is published. */
  heldBackMs?: number
}

export interface Portal {
  cases(): PortalCase[]
  find(number: string): PortalCase | undefined
  groups(): CaseGroup[]
  open(given?: Partial<PortalCase>): PortalCase
  comment(number: string, comment: NewComment): PortalComment | undefined
  /** The newest one unless an id is given. */
  edit(number: string, body: string, id?: string): PortalComment | undefined
  attach(number: string, name: string): void
  change(number: string, what: Partial<Pick<PortalCase, 'status' | 'severity' | 'owner'>>): void
}

const FIRST_NUMBER = 4_000_001
const ASSOCIATE = 'Max Redhatter'
const CUSTOMER = 'Jane Doe'

/** @param now the portal's clock, milliseconds since 1970 */
export function createPortal(now: () => number = Date.now): Portal {
  const cases = new Map<string, PortalCase>()
  const find = (number: string) => cases.get(number)
  const newId = () => randomBytes(9).toString('hex')

  function touch(number: string, by: string): PortalCase | undefined {
    const found = cases.get(number)
    if (found) Object.assign(found, { modifiedAt: now(), modifiedBy: by })
    return found
  }

  return {
    cases: () => [...cases.values()],
    find,
    groups: () => [PLATFORM, STORAGE],
    open(given = {}) {
      const number = String(FIRST_NUMBER + cases.size).padStart(8, '0')
      const opened = newCase(number, now(), given)
      cases.set(opened.number, opened)
      return opened
    },
    comment(number, { body, side = 'Associate', heldBackMs = 0, ...given }) {
      const author = given.author ?? (side === 'Customer' ? CUSTOMER : ASSOCIATE)
      const at = now()
      const made: PortalComment = {
        ...{ id: newId(), body, author, side, isPublic: true, isDraft: false, ...given },
        ...{ createdAt: at - heldBackMs, publishedAt: at, modifiedAt: at },
      }
      const found = touch(number, author)
      found?.comments.push(made)
      return found && made
    },
    edit(number, body, id) {
      const comments = find(number)?.comments ?? []
      const edited = id === undefined ? comments.at(-1) : comments.find((one) => one.id === id)
      if (!edited) return undefined
      touch(number, edited.author)
      return Object.assign(edited, { body, modifiedAt: now() })
    },
    attach(number, name) {
      touch(number, CUSTOMER)?.attachments.push({ id: newId(), name, author: CUSTOMER, at: now() })
    },
    change(number, what) {
      const found = touch(number, ASSOCIATE)
      if (found) Object.assign(found, what)
    },
  }
}

function newCase(number: string, now: number, given: Partial<PortalCase>): PortalCase {
  return {
    ...{ number, summary: `Case ${number}`, status: 'Waiting on Red Hat' },
    ...{ severity: '3 (Normal)', owner: ASSOCIATE, contact: CUSTOMER, account: '5500001' },
    ...{ product: 'OpenShift Container Platform', version: '4.18', group: PLATFORM },
    ...{ createdAt: now, modifiedAt: now, modifiedBy: CUSTOMER },
    ...{ comments: [], attachments: [] },
    ...given,
  }
}
