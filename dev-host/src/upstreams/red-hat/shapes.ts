/**
 * The JSON of the portal's case API (`v1`), as public clients read it: what is empty is left out, and
 * the listing names some things otherwise than the case itself.
 */
import { CLOSED, type PortalAttachment, type PortalCase, type PortalComment } from './portal'

/** To the second, as there. */
export function momentOf(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z')
}

function common(one: PortalCase): Record<string, unknown> {
  return {
    caseNumber: one.number,
    summary: one.summary,
    status: one.status,
    severity: one.severity,
    product: one.product,
    version: one.version,
    groupNumber: one.group.number,
    groupName: one.group.name,
    contactName: one.contact,
    createdById: one.contact,
    createdDate: momentOf(one.createdAt),
    lastModifiedDate: momentOf(one.modifiedAt),
    lastModifiedById: one.modifiedBy,
    uri: `https://access.redhat.com/hydra/rest/v1/cases/${one.number}`,
  }
}

export function renderCase(one: PortalCase): object {
  return {
    ...common(one),
    accountNumberRef: one.account,
    ownerId: one.owner,
    isClosed: one.status === CLOSED,
    caseType: 'Defect / Bug',
    entitlementSla: 'PREMIUM',
    caseLanguage: 'en',
    ...(one.comments.length > 0 && { comments: renderComments(one) }),
  }
}

/** A line of the listing says nothing of being closed. */
export function renderLine(one: PortalCase): object {
  return { ...common(one), accountNumber: one.account, owner: one.owner }
}

/** Newest first; of one moment, what was written last. */
export function renderComments(one: PortalCase, since = 0): object[] {
  return one.comments
    .filter(({ modifiedAt }) => modifiedAt >= since)
    .reverse()
    .sort((first, second) => second.publishedAt - first.publishedAt)
    .map((comment) => renderComment(one.number, comment))
}

export function renderComment(caseNumber: string, comment: PortalComment): object {
  const { id, author, isPublic, isDraft } = comment
  return {
    ...{ id, caseNumber, isPublic, isDraft },
    commentBody: comment.body,
    createdBy: author,
    createdByType: comment.side,
    createdDate: momentOf(comment.createdAt),
    publishedDate: momentOf(comment.publishedAt),
    lastModifiedDate: momentOf(comment.modifiedAt),
    lastModifiedById: author,
    visibility: isPublic ? 'Customer' : 'Private',
    contentType: 'plaintext',
    doNotChangeStatus: false,
  }
}

export function renderAttachment(caseNumber: string, one: PortalAttachment): object {
  const { id, name, author, at } = one
  return {
    ...{ caseNumber, uuid: id, fileName: name, fileType: 'application/octet-stream' },
    ...{ createdBy: author, createdDate: momentOf(at), lastModifiedDate: momentOf(at) },
  }
}
