/**
 * The old portal of Red Hat: XML (`http://www.redhat.com/gss/strata`), Basic authentication, a case at
 * a time. Parts of it answer 410 already; for those who have nothing else.
 */
import { DOMParser, type Element } from '@xmldom/xmldom'
import type { CaseComment, CaseSaid } from '../../domain/case/support-case'
import { type VendorLogin, VendorTrouble } from '../../ports/vendor'
import type { HttpClient } from '../http-client'
import type { Loose } from '../loose-json'
import { basicHeader, saidAtOf, sendTo, sortVendorAnswer } from '../vendor-answer'
import { type LinkOf, parseCase, parseComments } from './schema'

/** A case with its comments. */
export async function findInOldPortal(
  http: HttpClient,
  login: VendorLogin,
  { number, linkOf }: { number: string; linkOf: LinkOf },
): Promise<CaseSaid> {
  const { vendor } = login
  if (!vendor.oldPortalUrl) throw new VendorTrouble('not_supported', false)
  const answer = sortVendorAnswer(
    await sendTo(
      http,
      { vendor, baseUrl: vendor.oldPortalUrl },
      {
        method: 'GET',
        path: `/cases/${number}`,
        // It asks for credentials only when none are sent: they go along at once.
        headers: { ...basicHeader(login), Accept: 'application/xml' },
      },
    ),
  )
  const saidAt = saidAtOf(answer)
  return { ...parseOldCase(answer.text, linkOf), ...(saidAt !== undefined && { saidAt }) }
}

/** Throws VendorTrouble when it is no such XML. */
export function parseOldCase(xml: string, linkOf: LinkOf): CaseSaid {
  const root = parseXml(xml, 'case')
  const state = parseCase(readElement(root), linkOf)
  const list = childOf(root, 'comments')
  return { state, comments: list ? commentsOf(list) : [] }
}

export function parseOldComments(xml: string): CaseComment[] {
  return commentsOf(parseXml(xml, 'comments'))
}

function commentsOf(list: Element): CaseComment[] {
  const elements = childrenOf(list).filter(({ localName }) => localName === 'comment')
  return parseComments(elements.map(readElement)) ?? []
}

function parseXml(xml: string, wanted: string): Element {
  // What declares its own entities can grow without end; the portal never did.
  if (/<!DOCTYPE/i.test(xml)) throw new VendorTrouble('unexpected_answer', true)
  try {
    const strict = (_level: string, message: string) => {
      throw new Error(message)
    }
    const root = new DOMParser({ onError: strict }).parseFromString(
      xml,
      'application/xml',
    ).documentElement
    if (root?.localName === wanted) return root
  } catch {
    // Falls through: its words are nobody's business.
  }
  throw new VendorTrouble('unexpected_answer', true)
}

/** Attributes and simple children by name, as the schema of the present API reads them. */
function readElement(element: Element): Loose {
  const attributes = Array.from(element.attributes).map(({ name, value }) => [name, value])
  const texts = childrenOf(element)
    .filter((child) => childrenOf(child).length === 0)
    .map((child) => [child.localName, child.textContent ?? ''])
  return Object.fromEntries([...texts, ...attributes])
}

function childOf(element: Element, name: string): Element | undefined {
  return childrenOf(element).find(({ localName }) => localName === name)
}

function childrenOf(element: Element): Element[] {
  return Array.from(element.childNodes).filter((node): node is Element => node.nodeType === 1)
}
