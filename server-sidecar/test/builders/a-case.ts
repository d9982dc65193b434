import type { CaseFilter, CaseFollow } from '../../src/domain/case/follow'
import type {
  AccountId,
  CaseComment,
  CaseId,
  CaseState,
  FilterId,
  FollowId,
} from '../../src/domain/case/support-case'
import type { ChannelRef } from '../../src/domain/refs'
import { anId } from './refs'

export const at = (text: string) => Date.parse(`2026-06-17T${text}Z`)

export function aState(given: Partial<CaseState> = {}): CaseState {
  return {
    number: '04000001',
    summary: 'etcd slow fsync on control plane',
    status: 'Waiting on Red Hat',
    isClosed: false,
    severity: '2 (High)',
    rank: 2,
    owner: 'Max Redhatter',
    modifiedAt: at('08:00:00'),
    ...given,
  }
}

let count = 0
export function aComment(given: Partial<CaseComment> = {}): CaseComment {
  count += 1
  return {
    id: `comment-${count}`,
    body: `text ${count}`,
    author: 'Max Redhatter',
    side: 'associate',
    isPublic: true,
    isDraft: false,
    createdAt: at('08:00:00'),
    publishedAt: at('08:00:00'),
    modifiedAt: at('08:00:00'),
    ...given,
  }
}

export function aFollow(given: Partial<CaseFollow> = {}): CaseFollow {
  return {
    id: anId() as FollowId,
    caseId: anId() as CaseId,
    channelId: anId() as ChannelRef,
    side: 'associate',
    createdAt: 0,
    ...given,
  }
}

export function aFilter(given: Partial<CaseFilter> = {}): CaseFilter {
  return {
    id: anId() as FilterId,
    accountId: anId() as AccountId,
    channelId: anId() as ChannelRef,
    side: 'associate',
    match: {},
    cap: 10,
    createdAt: 0,
    ...given,
  }
}
