import { LOCALES, type Locale } from '@ticketdesk/contract'
import type { CaseContext } from '../../../src/delivery/case-words'
import type { VendorAccount } from '../../../src/domain/case/account'
import type { CaseFollow } from '../../../src/domain/case/follow'
import type { CaseNews } from '../../../src/domain/case/news'
import type { AccountId, CaseId, SupportCase } from '../../../src/domain/case/support-case'
import { createCaseRenderer } from '../../../src/mattermost/render/case-card'
import { renderWholeComment } from '../../../src/mattermost/render/case-text'
import { aComment, aFilter, aFollow, aState, at } from '../../builders/a-case'
import { sentence } from '../../sentences'

const rendererIn = (language: Locale = 'en') =>
  createCaseRenderer({
    sentence,
    settings: () => ({ language, timeZone: 'UTC' }),
    actionUrl: '/mattermost/actions/case',
  })
const renderer = rendererIn()

const account: VendorAccount = {
  ...{ id: 'account' as AccountId, vendor: 'Red Hat', name: 'Jane’s', declared: false },
  ...{ way: 'offline_token' as const, createdAt: 0 },
}

interface Given {
  state?: Parameters<typeof aState>[0]
  follow?: Partial<CaseFollow>
  lost?: SupportCase['lost']
  vendor?: Partial<CaseContext['vendor']>
}

function context({ state, follow, lost, vendor }: Given = {}): CaseContext {
  const full = { product: 'OpenShift', version: '4.18', groupName: 'Platform', contact: 'Jane Doe' }
  const link = 'https://access.redhat.com/support/cases/#/case/04000001'
  return {
    follow: aFollow(follow),
    supportCase: {
      ...{ id: 'case' as CaseId, accountId: account.id, vendor: 'Red Hat', revision: 3 },
      ...{ state: aState({ ...full, link, ...state }), lookedAt: 0 },
      ...{ unsettled: false, dropped: false, ...(lost && { lost }) },
    },
    vendor: { name: 'Red Hat', commentLength: 1000, replies: false, ...vendor },
  }
}

interface Attachment {
  actions: { id: string; name: string; integration: { url: string; context: object } }[]
}
const buttonsOf = (attachments: object[]) =>
  attachments.flatMap((one) => (one as Attachment).actions.map(({ id }) => id))
const news = (line: CaseNews, given: Given = {}, edited = false) =>
  renderer.news(context(given), line, { edited })
const commented = (body: string, given: Given = {}) =>
  news({ kind: 'comment', comment: aComment({ body }) }, given)

describe('the card of a case', () => {
  test('says where things are without our web app', () => {
    expect(renderer.card(context()).message.split('\n')).toEqual([
      '#### :large_orange_circle: Red Hat case 04000001: etcd slow fsync on control plane',
      '',
      '**Status:** Waiting on Red Hat · **Severity:** 2 (High) · **Owner:** Max Redhatter',
      '**Product:** OpenShift 4.18 · **Case group:** Platform · **Contact:** Jane Doe',
      '[Open in the portal](https://access.redhat.com/support/cases/#/case/04000001)',
      '',
      '*Comments of Red Hat are told in the thread.*',
    ])
  })

  test('leaves out what the vendor leaves out', () => {
    const state = { number: '1', summary: 'x', status: 'New', isClosed: false }
    const bare = { ...context(), supportCase: { ...context().supportCase, state } }
    expect(renderer.card(bare).message).toBe(
      '#### :large_blue_circle: Red Hat case 1: x\n\n**Status:** New\n\n*Comments of Red Hat are told in the thread.*',
    )
    expect(renderer.card(bare).card).not.toHaveProperty('owner')
  })

  test('has the buttons that make sense, each naming the follow and the way back', () => {
    const { attachments } = renderer.card(context({ follow: { id: 'f-1' as CaseFollow['id'] } }))
    expect(buttonsOf(attachments)).toEqual(['latestComment', 'createTicket', 'stopFollowing'])
    expect((attachments[0] as Attachment).actions[0]?.integration).toEqual({
      url: '/mattermost/actions/case',
      context: { action: 'latestComment', follow: 'f-1' },
    })
    const replying = renderer.card(context({ vendor: { replies: true } }))
    expect(buttonsOf(replying.attachments)).toContain('reply')
    const stopped = renderer.card(context({ follow: { stoppedAt: 1 } }))
    expect(buttonsOf(stopped.attachments)).toEqual(['createTicket'])
    expect(stopped.message).toContain('No longer followed here.')
    const lost = renderer.card(context({ lost: { reason: 'forbidden', since: 1 } }))
    expect(buttonsOf(lost.attachments)).toEqual(['stopFollowing', 'createTicket'])
    expect(lost.message).toContain('may not see this case any more')
  })

  test('in props has the plain words, and no link that is not one', () => {
    const state = { summary: 'a  *b*\n@all \u202e', link: 'javascript:alert(1)' }
    const { card, message } = renderer.card(context({ state }))
    expect(card).toMatchObject({ summary: 'a *b* @all', revision: 3, rank: 2, stopped: false })
    expect(card.link).toBeUndefined()
    expect(message).not.toContain('javascript')
    expect(message).not.toContain('@all')
  })

  test.each(LOCALES)('is said in %s without a gap', (locale) => {
    for (const side of ['associate', 'customer', 'both'] as const) {
      const { message } = rendererIn(locale).card(context({ follow: { side } }))
      expect(message).not.toMatch(/[{}]|undefined/)
    }
  })
})

describe('a comment in the thread', () => {
  test('says who, of which side and when, and quotes every line', () => {
    const comment = aComment({ body: 'first\n\nsecond', publishedAt: at('10:41:00') })
    expect(news({ kind: 'comment', comment }).message.split('\n')).toEqual([
      '**Max Redhatter** · Red Hat · 17 Jun 2026, 10:41',
      '> first',
      '> ',
      '> second',
    ])
  })

  test('is marked when it was edited, and when it is private', () => {
    const comment = aComment({ isPublic: false, side: 'customer' })
    const [head] = news({ kind: 'comment_edited', comment }, {}, true).message.split('\n')
    expect(head).toMatch(/ · customer · .* · private · \*edited\*$/)
  })

  test('keeps code as it is, and closes what was left open', () => {
    const body = 'run:\n```bash\nls   *.conf @here\n  two  blanks\n```\nand\n~~~\nopen @all'
    expect(commented(body).message.split('\n').slice(1)).toEqual([
      ...['> run:', '> ```', '> ls   *.conf @here', '> two  blanks'.replace('two', '  two')],
      ...['> ```', '> and', '> ```', '> open @all', '> ```'],
    ])
  })

  test.each([
    ['a call to everybody', '@all @channel @here @jane', /@(?:all|channel|here|jane)/],
    ['a heading', '# shout', /^> #/m],
    ['a heading from below', 'shout\n=====', /^> =/m],
    ['a rule or a heading from below', 'shout\n-----', /^> -/m],
    ['a list', '1. one', /^> 1\./m],
    ['a table', 'a|b\n:-|-:', /[^\\]\|/],
    ['an end of the quote', '\n\nyou are fired', /^[^>*]/m],
    ['a link with other words', '[portal](https://evil.example)', /[^\\]\[portal\]\(/],
    ['a picture', '![x](http://10.0.0.1/x.png)', /!\[x\]\(/],
    ['bold and code', '**a** `b` _c_', /(?<!\\)[*`_]/],
    ['an end of our code', '```\na\n````\n@all\n```', /^> @all$/m],
    ['turned text', 'abc\u202edcba', /\u202e/],
    ['a second line of ours', 'x\r**Max** · Red Hat', /^[^>*]/m],
  ])('does not become %s', (_, body, acts) => {
    const [head, ...rest] = commented(body).message.split('\n')
    expect(head).toContain('Max Redhatter')
    expect(rest.join('\n')).not.toMatch(acts)
  })

  test('shows HTML as it was typed', () => {
    expect(commented('see <attachment> & <b>x</b>').message).toContain(
      '> see <attachment> & <b>x</b>',
    )
  })

  test('too long is cut at a word, with the way to the rest', () => {
    const body = `${'word '.repeat(400)}end`
    const { message, attachments } = commented(body, { vendor: { commentLength: 200 } })
    const quoted = message.split('\n').filter((line) => line.startsWith('> '))
    expect(quoted).toHaveLength(1)
    expect(quoted[0]).toMatch(/^> (?:word ){30,40}word…$/)
    expect(message).toContain('[Open in the portal](')
    const [button] = (attachments[0] as Attachment).actions
    expect(button?.integration.context).toMatchObject({
      action: 'showAll',
      comment: expect.any(String),
    })
    expect(commented('short').attachments).toEqual([])
  })

  test('fits a post, whatever it is made of, and whole into several', () => {
    for (const body of [
      '*'.repeat(30_000),
      '@a '.repeat(10_000),
      'a\n'.repeat(15_000),
      '`'.repeat(9999),
    ]) {
      const { message } = commented(body, { vendor: { commentLength: 10_000 } })
      expect([...message].length).toBeLessThan(16_383)
      const { texts, isCut } = renderWholeComment(body)
      expect(isCut).toBe(false)
      for (const part of texts) expect([...part].length).toBeLessThan(16_383)
    }
  })

  test('ends after as many messages as one may get at once', () => {
    const { texts, isCut } = renderWholeComment('a'.repeat(900_000))
    expect([texts.length, isCut]).toEqual([10, true])
  })
})

test.each<[CaseNews, string]>([
  [{ kind: 'status', from: 'A', to: 'B' }, 'Status: A → B'],
  [{ kind: 'owner', to: 'Priya' }, 'Owner: none → Priya'],
  [{ kind: 'severity', from: '2 (High)', to: '*1*' }, 'Severity: 2 (High) → \\*1\\*'],
  [{ kind: 'closed', status: 'Closed' }, 'The case was closed.'],
  [{ kind: 'reopened', status: 'Open' }, 'The case was reopened: Open'],
  [
    { kind: 'attachment', attachment: { id: '1', name: 'a_b.tgz', author: '@all' } },
    'New attachment by @\u200ball: a_b.tgz',
  ],
])('says %j in a line', (line, said) => {
  expect(news(line)).toEqual({ message: said, attachments: [] })
})

test('too many cases are named, with what to do', () => {
  const { link } = context().supportCase.state
  const one = {
    number: '04000001',
    summary: '@all [x](y)',
    severity: '2 (High)',
    ...(link && { link }),
  }
  const filter = aFilter({ match: { groupNumber: '76703', atLeast: 2 }, label: 'Platform' })
  const fact = { kind: 'cases_summed' as const, filterId: filter.id, cases: [one], total: 12 }
  const { message } = renderer.summary(filter, fact)
  expect(message).toContain('12 new cases fit the filter “group Platform, severity 2 or worse”')
  expect(message).toContain('- [04000001](https://access.redhat.com/')
  expect(message).toContain('- and 11 more')
  expect(message).toContain('/case track')
  expect(message).not.toContain('@all')
})

describe.each(LOCALES)('trouble in %s', (locale) => {
  test.each([
    'token_dead',
    'login_refused',
    'forbidden',
    'secret_unreadable',
    'no_vendor',
  ] as const)('with a login (%s) says what, why and what to do', (reason) => {
    const fact = { kind: 'account_broken' as const, accountId: account.id, reason }
    for (const [whose, declared] of [
      ['own', false],
      ['team', false],
      ['team', true],
    ] as const) {
      const said = renderer.broken(fact, { account: { ...account, declared }, whose }, locale)
      expect(said.split('\n\n')).toHaveLength(3)
      expect(said).toContain('Jane’s')
      expect(said).toContain(declared ? '`Vendors`' : '/case account add')
      expect(said).not.toMatch(/[{}]/)
    }
  })

  test('with the list of a vendor says that cases go on, and what to mend', () => {
    const fact = {
      kind: 'account_broken' as const,
      accountId: account.id,
      reason: 'list_gone' as const,
    }
    const said = renderer.broken(fact, { account, whose: 'own' }, locale)
    expect(said.split('\n\n')).toHaveLength(3)
    for (const word of ['Jane’s', '`api_url`', '`paths.changes`', '/case account check']) {
      expect(said).toContain(word)
    }
    expect(said).not.toMatch(/[{}]/)
  })

  test.each(['forbidden', 'not_found'] as const)('with a case (%s) names it', (reason) => {
    const { supportCase } = context()
    const fact = { kind: 'case_lost' as const, caseId: supportCase.id, reason }
    const said = renderer.broken(fact, { account, supportCase, whose: 'own' }, locale)
    expect(said).toContain('04000001')
    expect(said).toContain('/case untrack 04000001')
    expect(said).not.toMatch(/[{}]/)
  })
})
