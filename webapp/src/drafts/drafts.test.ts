import { channelId, userId } from '../../test/host-fake'
import { openStorage } from '../host/browser'
import { createDrafts, draftKey } from './drafts'

const DAY = 24 * 60 * 60 * 1000
const opening = { channelId, teamId: '', rootId: '', prefill: '' }
const key = draftKey(userId, opening)
const draft = { requestId: 'request-1', values: { problem: 'x', urgent: true } }

function somewhere(time = { now: 0 }) {
  return {
    time,
    drafts: createDrafts(
      openStorage(() => window.localStorage),
      () => time.now,
    ),
  }
}

beforeEach(() => window.localStorage.clear())

test('comes back as it was kept', () => {
  const { drafts } = somewhere()
  drafts.save(key, draft)
  expect(drafts.load(key)).toMatchObject(draft)
  drafts.remove(key)
  expect(drafts.load(key)).toBeUndefined()
})

test('has one place per user, channel, thread and message', () => {
  const keys = [
    key,
    draftKey('someone', opening),
    draftKey(userId, { ...opening, channelId: 'other' }),
    draftKey(userId, { ...opening, rootId: 'root' }),
    draftKey(userId, { ...opening, sourcePostId: 'root' }),
  ]
  expect(new Set(keys).size).toBe(5)
})

test('is forgotten after two weeks, and purged with everything unreadable, but nothing else is', () => {
  const { drafts, time } = somewhere()
  drafts.save(key, draft)
  window.localStorage.setItem('ticketdesk.draft.broken', '{')
  window.localStorage.setItem('other', 'kept')
  time.now = 14 * DAY
  expect(drafts.load(key)).toBeDefined()
  time.now += 1
  expect(drafts.load(key)).toBeUndefined()
  drafts.purge()
  expect(Object.keys(window.localStorage)).toEqual(['other'])
})

test.each(['', '7', 'null', '{}', '{"requestId":1,"savedAt":0}', '[]'])(
  '%j is no draft',
  (text) => {
    window.localStorage.setItem(key, text)
    expect(somewhere().drafts.load(key)).toBeUndefined()
  },
)

test('only texts and ticks are taken out of a kept draft', () => {
  const values = { a: 'x', b: true, c: 7, d: { e: 1 }, f: null }
  window.localStorage.setItem(key, JSON.stringify({ requestId: 'r', savedAt: 0, values }))
  expect(somewhere().drafts.load(key)?.values).toEqual({ a: 'x', b: true })
})

test('a browser that forbids storage looks like an empty one', () => {
  const forbidden = openStorage(() => {
    throw new DOMException('no', 'SecurityError')
  })
  const drafts = createDrafts(forbidden, () => 0)
  drafts.save(key, draft)
  drafts.purge()
  expect(drafts.load(key)).toBeUndefined()
})
