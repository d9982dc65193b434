/** Ways to other posts: back to the message a ticket was made from, and to an alert's ticket. */
import React from 'react'
import { hostGlobals } from '../../host/browser'
import { Icon } from '../parts/icons'
import { Text } from '../parts/text'

/** The address, or undefined when it is not one to follow (`javascript:` and the like). */
export function safeLink(link: string): URL | undefined {
  try {
    const url = new URL(link, window.location.origin)
    return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined
  } catch {
    return undefined
  }
}

export function SourceLink({ link }: { link: string }) {
  if (!safeLink(link)) return null
  return (
    <PostLink link={link} className="ticketdesk-source">
      <Icon of="link" size={14} />
      <Text id="card.source" />
    </PostLink>
  )
}

interface PostLinkProps {
  link: string | undefined
  className?: string
  children: React.ReactNode
}

/** Plain text where the address is not one to follow. */
export function PostLink({ link, className, children }: PostLinkProps) {
  const url = link === undefined ? undefined : safeLink(link)
  if (!url) return <>{children}</>
  const { href } = url
  function follow(event: React.MouseEvent) {
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey
    const path = pathInApp(url)
    const { browserHistory } = hostGlobals().WebappUtils ?? {}
    if (!plain || path === undefined || !browserHistory?.push) return
    event.preventDefault()
    browserHistory.push(path)
  }
  return (
    <a className={className} href={href} rel="noopener noreferrer" onClick={follow}>
      {children}
    </a>
  )
}

/** Where the link leads inside this Mattermost, so that following it need not load the page anew. */
function pathInApp(url: URL | undefined): string | undefined {
  const base = hostGlobals().basename ?? ''
  if (url?.origin !== window.location.origin || !url.pathname.startsWith(`${base}/`))
    return undefined
  return url.pathname.slice(base.length) + url.search + url.hash
}
