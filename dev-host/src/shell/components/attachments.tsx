import React from 'react'
import type { PostAction } from '../../mattermost/attachment-actions'
import { AttachmentActions } from './attachment-actions'
import { Markdown } from './markdown'

interface Attachment {
  color?: string
  pretext?: string
  author_name?: string
  title?: string
  title_link?: string
  text?: string
  footer?: string
  actions?: PostAction[] | null
  fields?: { title?: string; value?: unknown; short?: boolean }[] | null
}

/** `props.attachments`, as phones and plain posts show them. */
export function Attachments({ list, postId }: { list: unknown; postId: string }) {
  if (!Array.isArray(list)) return null
  return (
    <>
      {list.map((attachment: Attachment, index) => (
        <One key={index} attachment={attachment} postId={postId} />
      ))}
    </>
  )
}

function One({ attachment, postId }: { attachment: Attachment; postId: string }) {
  const { pretext, color, title, title_link, text, fields, footer, author_name, actions } =
    attachment
  return (
    <div className="attachment">
      {pretext && <Markdown text={pretext} />}
      <div className="attachment__content" style={color ? { borderLeftColor: color } : {}}>
        {author_name && <div className="attachment__author">{author_name}</div>}
        {title && (
          <div className="attachment__title">
            {title_link ? <a href={title_link}>{title}</a> : <Markdown text={title} />}
          </div>
        )}
        {text && <Markdown text={text} />}
        <div className="attachment__fields">
          {fields?.map((field) => (
            <div key={field.title} className={field.short ? 'short' : ''}>
              <strong>{field.title}</strong>
              <Markdown text={String(field.value ?? '')} />
            </div>
          ))}
        </div>
        {actions && actions.length > 0 && <AttachmentActions postId={postId} actions={actions} />}
        {footer && <div className="attachment__footer">{footer}</div>}
      </div>
    </div>
  )
}
