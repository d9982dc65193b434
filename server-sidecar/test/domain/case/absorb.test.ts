import { absorbCase, beginCase, digestOf } from '../../../src/domain/case/absorb'
import { type CaseNews, isTold } from '../../../src/domain/case/news'
import type {
  AccountId,
  CaseComment,
  CaseId,
  CaseSaid,
  SeenComment,
  SupportCase,
} from '../../../src/domain/case/support-case'
import { aComment, aState, at } from '../../builders/a-case'

const NOW = at('12:00:00')
const first = aComment({ body: 'first', createdAt: at('07:00:00') })

/** A case that is followed, and looked at again and again. */
function aFollowedCase(said: Partial<CaseSaid> = {}) {
  const of = { id: 'c' as CaseId, accountId: 'a' as AccountId, vendor: 'Red Hat', now: NOW }
  const begun = beginCase({ state: aState(), comments: [first], ...said }, of)
  let supportCase: SupportCase = begun.next
  const seen = new Map<string, SeenComment>(begun.seen.map((one) => [one.id, one]))
  return {
    begun,
    look(again: Partial<CaseSaid>, now = NOW) {
      const whole = { state: supportCase.state, ...again }
      const { next, news, seen: more } = absorbCase({ supportCase, seen }, whole, now)
      for (const one of more) seen.set(one.id, one)
      supportCase = next
      return { next, news }
    },
  }
}
const textsOf = (news: CaseNews[]) =>
  news.map((one) => ('comment' in one ? `${one.kind}: ${one.comment.body}` : one.kind))

describe('a case that is followed from now on', () => {
  it('has no news: what it holds was there before', () => {
    const { begun } = aFollowedCase({ attachments: [{ id: 'u', name: 'must-gather' }] })
    expect(begun.news).toEqual([])
    expect(begun.next).toMatchObject({ revision: 1, attachments: ['u'], dropped: false })
  })

  it('is as it was when it is said again', () => {
    const followed = aFollowedCase()
    const { next, news } = followed.look({ comments: [first] })
    expect([news, next.revision]).toEqual([[], 1])
  })
})

describe('comments', () => {
  it('are news once', () => {
    const followed = aFollowedCase()
    const comments = [first, aComment({ body: 'second' })]
    expect(textsOf(followed.look({ comments }).news)).toEqual(['comment: second'])
    expect(followed.look({ comments }).news).toEqual([])
  })

  it('of one second all are news, in the order the vendor has them', () => {
    const followed = aFollowedCase()
    const comments = ['a', 'b', 'c'].map((body) => aComment({ body, createdAt: at('09:00:00') }))
    expect(textsOf(followed.look({ comments: [first, ...comments] }).news)).toEqual([
      'comment: a',
      'comment: b',
      'comment: c',
    ])
  })

  it('that come in another order are told in the order they were published', () => {
    const followed = aFollowedCase()
    const late = aComment({ body: 'late', publishedAt: at('09:30:00') })
    const early = aComment({ body: 'early', publishedAt: at('09:00:00') })
    expect(textsOf(followed.look({ comments: [late, first, early] }).news)).toEqual([
      'comment: early',
      'comment: late',
    ])
  })

  it('that were written before others and published after them are not missed', () => {
    const followed = aFollowedCase()
    followed.look({ comments: [first, aComment({ createdAt: at('10:00:00') })] })
    const late = aComment({ body: 'late', createdAt: at('09:00:00'), publishedAt: at('11:00:00') })
    expect(textsOf(followed.look({ comments: [first, late] }).news)).toEqual(['comment: late'])
  })

  it('are no news while they are drafts', () => {
    const followed = aFollowedCase()
    const draft = aComment({ body: 'soon', isDraft: true })
    expect(followed.look({ comments: [first, draft] }).news).toEqual([])
    const published = { ...draft, isDraft: false }
    expect(textsOf(followed.look({ comments: [first, published] }).news)).toEqual(['comment: soon'])
  })

  it('that become public are news where private ones are not told', () => {
    const followed = aFollowedCase()
    const note = aComment({ body: 'note', isPublic: false })
    const [before] = followed.look({ comments: [first, note] }).news
    const [after] = followed.look({ comments: [first, { ...note, isPublic: true }] }).news
    const hears = (hearsPrivate: boolean) =>
      [before, after].map((news) => news && isTold(news, { side: 'both', hearsPrivate }))
    expect(hears(false)).toEqual([false, true])
    expect(hears(true)).toEqual([true, false])
  })

  it('that were edited are news once for each edit', () => {
    const followed = aFollowedCase()
    const edited = { ...first, body: 'first, and more', modifiedAt: at('09:00:00') }
    expect(textsOf(followed.look({ comments: [edited] }).news)).toEqual([
      'comment_edited: first, and more',
    ])
    expect(followed.look({ comments: [edited] }).news).toEqual([])
  })

  it('are not edited by other line ends, nor by an older answer', () => {
    const followed = aFollowedCase({ comments: [{ ...first, body: 'a\nb' }] })
    expect(followed.look({ comments: [{ ...first, body: 'a\r\nb\n' }] }).news).toEqual([])
    const older = { ...first, body: 'before', modifiedAt: at('06:00:00') }
    expect(followed.look({ comments: [older] }).news).toEqual([])
  })

  it('that are missing from an answer are not gone', () => {
    const followed = aFollowedCase()
    followed.look({ comments: [] })
    expect(followed.look({ comments: [first] }).news).toEqual([])
  })

  it('named twice in an answer are one', () => {
    const followed = aFollowedCase()
    const second = aComment({ body: 'second' })
    expect(followed.look({ comments: [second, second] }).news).toHaveLength(1)
  })
})

describe('the state', () => {
  const later = { modifiedAt: at('10:00:00') }

  it('tells severity, owner and status, each with what it was', () => {
    const state = aState({
      ...later,
      severity: '1 (Urgent)',
      owner: 'Ann Other',
      status: 'Waiting on Customer',
    })
    const { news, next } = aFollowedCase().look({ state })
    expect(news).toEqual([
      { kind: 'severity', from: '2 (High)', to: '1 (Urgent)' },
      { kind: 'owner', from: 'Max Redhatter', to: 'Ann Other' },
      { kind: 'status', from: 'Waiting on Red Hat', to: 'Waiting on Customer' },
    ])
    expect(next.revision).toBe(2)
  })

  it('tells an owner that is new or gone', () => {
    const { owner: _, ...nobodys } = aState(later)
    const followed = aFollowedCase()
    expect(followed.look({ state: nobodys }).news).toEqual([
      { kind: 'owner', from: 'Max Redhatter' },
    ])
  })

  it('comes after the comments that came with it', () => {
    const state = aState({ ...later, status: 'Waiting on Customer' })
    const { news } = aFollowedCase().look({ state, comments: [first, aComment({ body: 'ask' })] })
    expect(textsOf(news)).toEqual(['comment: ask', 'status'])
  })

  it('is closed, and open again, said once and without the status beside it', () => {
    const followed = aFollowedCase()
    const closed = aState({ ...later, status: 'Closed', isClosed: true })
    const one = followed.look({ state: closed })
    expect(one.news).toEqual([{ kind: 'closed', status: 'Closed' }])
    expect(one.next.closedAt).toBe(NOW)
    const open = aState({ modifiedAt: at('11:00:00') })
    const other = followed.look({ state: open, comments: [first, aComment({ body: 'again' })] })
    expect(textsOf(other.news)).toEqual(['reopened', 'comment: again'])
    expect(other.next).not.toHaveProperty('closedAt')
  })

  it('is not what an older answer says; its comments count all the same', () => {
    const state = aState({ modifiedAt: at('07:00:00'), status: 'Waiting on Owner' })
    const { news, next } = aFollowedCase().look({
      state,
      comments: [first, aComment({ body: 'new' })],
    })
    expect(textsOf(news)).toEqual(['comment: new'])
    expect(next.state.status).toBe('Waiting on Red Hat')
  })
})

describe('attachments', () => {
  it('are news by their names, once, among the comments by time', () => {
    const followed = aFollowedCase({ attachments: [] })
    const attachments = [{ id: 'u', name: 'sosreport.tar', at: at('09:30:00') }]
    const comments = [
      first,
      aComment({ body: 'before', publishedAt: at('09:00:00') }),
      aComment({ body: 'after', publishedAt: at('10:00:00') }),
    ]
    const { news } = followed.look({ attachments, comments })
    expect(textsOf(news)).toEqual(['comment: before', 'attachment', 'comment: after'])
    expect(followed.look({ attachments }).news).toEqual([])
  })

  it('are no news when the vendor tells of them for the first time', () => {
    const followed = aFollowedCase()
    const attachments = [{ id: 'u', name: 'sosreport.tar' }]
    expect(followed.look({ attachments }).news).toEqual([])
    expect(followed.look({}).next.attachments).toEqual(['u'])
  })
})

describe('a case that moved a moment ago', () => {
  it('is looked at again until its second is over', () => {
    const followed = aFollowedCase()
    const state = aState({ modifiedAt: at('10:00:00') })
    expect(followed.look({ state, saidAt: at('10:00:00') }).next.unsettled).toBe(true)
    expect(followed.look({ state, saidAt: at('10:00:00') }).next.unsettled).toBe(true)
    expect(followed.look({ state, saidAt: at('10:00:11') }).next.unsettled).toBe(false)
  })

  it('is not, when the vendor’s clock says that it is long ago', () => {
    const state = aState({ modifiedAt: at('10:00:00') })
    expect(aFollowedCase().look({ state, saidAt: at('10:05:00') }).next.unsettled).toBe(false)
  })

  it('is, once, when the vendor does not say what time it is', () => {
    const followed = aFollowedCase()
    const state = aState({ modifiedAt: at('10:00:00') })
    expect(followed.look({ state }).next.unsettled).toBe(true)
    expect(followed.look({ state }).next.unsettled).toBe(false)
  })
})

it('finds a lost case again', () => {
  const followed = aFollowedCase()
  const lost = { reason: 'forbidden' as const, since: NOW }
  const supportCase = { ...followed.begun.next, lost }
  const { next } = absorbCase({ supportCase, seen: new Map() }, { state: aState() }, NOW)
  expect(next).not.toHaveProperty('lost')
  expect(next.revision).toBe(2)
})

it.each([
  ['associate', ['associate', 'unknown']],
  ['customer', ['customer', 'unknown']],
  ['both', ['associate', 'customer', 'system', 'unknown']],
] as const)('tells %s of the comments of %s', (side, heard) => {
  const sides = ['associate', 'customer', 'system', 'unknown'] as const
  const told = sides.filter((author) => {
    const comment: CaseComment = aComment({ side: author })
    return isTold({ kind: 'comment', comment }, { side, hearsPrivate: false })
  })
  expect(told).toEqual(heard)
})

it('tells texts apart', () => {
  const texts = ['', 'a', 'b', 'ab', 'ba', 'a'.repeat(5000), `${'a'.repeat(4999)}b`]
  expect(new Set(texts.map(digestOf)).size).toBe(texts.length)
})
