import React from 'react'
import { renderMarkdown } from '../markdown'

/** Message text, formatted. */
export function Markdown({ text }: { text: string }) {
  return (
    // Safe: markdown.ts escapes the HTML that people write.
    <div
      className="post-message__text"
      dangerouslySetInnerHTML={{ __html: renderMarkdown(text) }}
    />
  )
}
