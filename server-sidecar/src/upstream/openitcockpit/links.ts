/** The addresses in a message of openITCOCKPIT: pages of hosts and services, and the button's. */

/** A Markdown link to the page of a host or service, at the end of a text. */
export interface PageLink {
  /** What stands before the closing bracket: ends with the name. */
  before: string
  page: 'hosts' | 'services'
  uuid: string
  url: string
  /** `https://` and the system's address, which may hold a port and a path. */
  base: string
}

/** Whom the button would acknowledge. */
export interface AckTarget {
  hostUuid: string
  serviceUuid?: string
}

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
/** `/a/` since 5.0, `/#!/` in 4.x. */
const PAGE_LINK = new RegExp(
  `\\]\\(((https?://(?:\\[[0-9a-f:.]+\\])?[^\\s()<>[\\]]*)/(?:a|#!)/(hosts|services)/browser/(${UUID}))\\)$`,
  'i',
)
/** An address of 255 characters with its path and uuid fits in. */
const LONGEST = 700
const WHOLE_UUID = new RegExp(`^${UUID}$`, 'i')
const ACK_PATH = /\/mattermost_module\/acknowledge\/(host|service)\.json$/

/** The link that ends this text. */
export function readLinkAtEnd(text: string): PageLink | undefined {
  const tail = text.slice(-LONGEST)
  const match = PAGE_LINK.exec(tail)
  if (!match) return undefined
  const [whole, url = '', base = '', page, uuid = ''] = match
  return {
    before: text.slice(0, text.length - whole.length),
    page: page?.toLowerCase() === 'hosts' ? 'hosts' : 'services',
    uuid: uuid.toLowerCase(),
    url,
    base,
  }
}

/** The uuids in the address of the button *Acknowledge*. */
export function readAckUrl(text: string): AckTarget | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const object = url && ACK_PATH.exec(url.pathname)?.[1]
  if (!url || !object) return undefined
  const uuid = (name: string) => {
    const value = url.searchParams.get(name) ?? ''
    return WHOLE_UUID.test(value) ? value.toLowerCase() : undefined
  }
  if (object === 'host') {
    const hostUuid = uuid('uuid')
    return hostUuid ? { hostUuid } : undefined
  }
  const hostUuid = uuid('hostuuid')
  const serviceUuid = uuid('serviceuuid')
  return hostUuid && serviceUuid ? { hostUuid, serviceUuid } : undefined
}
