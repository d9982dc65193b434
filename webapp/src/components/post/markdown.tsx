/** A text as Mattermost formats the text of a post: Markdown, mentions, emoji, safe links. */
import React from 'react'
import { hostGlobals } from '../../host/browser'

interface Props {
  text: string
  /** The post it stands in; some of the host's parts ask for it. */
  postId?: string | undefined
  /** Without paragraphs, for a line of words. */
  singleline?: boolean
}

/** Plain text where the host does not lend its formatting. */
export function Markdown({ text, postId, singleline = false }: Props) {
  const { PostUtils } = hostGlobals()
  if (!PostUtils?.formatText || !PostUtils.messageHtmlToComponent) {
    return <span className="ticketdesk-plain">{text}</span>
  }
  const html = PostUtils.formatText(text, { atMentions: true, mentionHighlight: false, singleline })
  return <>{PostUtils.messageHtmlToComponent(html, { postId, mentionHighlight: false })}</>
}
