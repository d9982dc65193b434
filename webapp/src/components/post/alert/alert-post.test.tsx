import { act, cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { AlertCard } from '@ticketdesk/contract/post-props'
import fc from 'fast-check'
import React from 'react'
import { createIntl, IntlProvider } from 'react-intl'
import { anAlert } from '../../../../test/builders'
import { aBrowser, anError, aServer, aStore, type Server } from '../../../../test/host-fake'
import '../../../../test/setup'
import { createDesk } from '../../../desk'
import { hostGlobals } from '../../../host/browser'
import { sentencesOf } from '../../../i18n'
import { AlertPost } from './alert-post'
import { durationText } from './moment'
import { beginning } from './output'
import { parseAlert } from './parse-alert'

afterEach(() => {
  cleanup()
  delete hostGlobals().PostUtils
})

const path = '/api/v1/alerts/actions'
const POST_ID = 'pbcdefghijklmnopqrstuvwxyz'
const said = (json: object, status = 200): Server => aServer({ other: () => ({ status, json }) })

function aPost(alert: unknown) {
  return { id: POST_ID, message: 'the whole **message**', props: { ticketdesk: { alert } } }
}

interface Shown {
  server?: Server
  locale?: string
}

function show(alert: unknown, { server = said({ done: true }), locale = 'en' }: Shown = {}) {
  const browser = aBrowser(server)
  const desk = createDesk(aStore(), browser)
  const createTicket = jest.fn()
  const page = (card: unknown) => (
    <IntlProvider locale={locale} messages={sentencesOf(locale)}>
      <AlertPost desk={desk} createTicket={createTicket} post={aPost(card)} />
    </IntlProvider>
  )
  const { rerender } = render(page(alert))
  return {
    browser,
    createTicket,
    user: userEvent.setup(),
    /** The post is edited. */
    edit: (card: AlertCard) => rerender(page(card)),
    asked: () => browser.sentTo(path).map(({ body }) => body),
  }
}

const card = () => screen.getByRole('article')
const button = (name: string) => screen.getByRole('button', { name })
const status = () => within(card()).getByRole('status')

describe('an alert post', () => {
  test('says in words how bad it is, what, where to look, and what the check said', () => {
    show(anAlert({ stateWord: 'Kritisch' }))
    expect(card()).toHaveAccessibleName('ping on web-07')
    expect(card()).toHaveTextContent('Critical (Kritisch)')
    expect(screen.getByRole('link', { name: 'ping on web-07' })).toHaveAttribute(
      'href',
      'https://monitoring.example/a/services/browser/1',
    )
    expect(card()).toHaveTextContent('PING CRITICAL - Packet loss = 100%')
    expect(card()).not.toHaveTextContent('seen')
  })

  test('asks the server nothing to be drawn', () => {
    expect(show(anAlert()).browser.sent).toEqual([])
  })

  test('counts repeats, and marks downtime and flapping', () => {
    show(anAlert({ count: 12, inDowntime: true, flapping: true }))
    expect(card()).toHaveTextContent(/seen 12 times, last at .*\d/)
    expect(card()).toHaveTextContent('In downtime')
    expect(card()).toHaveTextContent('Flapping')
  })

  test('resolved says how long it lasted, and is green', () => {
    const resolvedAt = 1_700_000_000_000 + 72 * 60_000
    show(anAlert({ state: 'resolved', resolvedAt, actions: [] }))
    expect(card()).toHaveTextContent('Resolved')
    expect(card()).toHaveTextContent('lasted 1 hr 12 min')
    expect(card()).toHaveClass('ticketdesk-tone-ok')
    expect(screen.queryByRole('button')).toBeNull()
  })

  test('shows details, further links and its ticket', () => {
    show(
      anAlert({
        details: [{ name: 'Level', value: 'HIGH' }],
        links: [
          { label: 'ping', url: 'https://m.example/1' },
          { label: 'web-07', url: 'https://m.example/2' },
        ],
        ticket: { id: 'Ticket-20260501-0001', link: '/ops/pl/abc', state: 'resolved' },
      }),
    )
    expect(screen.getByRole('term')).toHaveTextContent('Level')
    expect(screen.getByRole('definition')).toHaveTextContent('HIGH')
    expect(screen.getByRole('link', { name: 'web-07' })).toBeInTheDocument()
    expect(screen.getByRole('link', { name: 'Ticket-20260501-0001' })).toBeInTheDocument()
    expect(card()).toHaveTextContent('Ticket-20260501-0001 (Resolved)')
  })

  test.each(['javascript:alert(1)', 'data:text/html,x'])('has no link to %s', (url) => {
    show(anAlert({ links: [{ label: 'x', url }] }))
    expect(screen.queryByRole('link')).toBeNull()
    expect(card()).toHaveTextContent('ping on web-07')
  })

  test('folds a long output and shows all of it when asked', async () => {
    const output = Array.from({ length: 30 }, (_, line) => `line ${line}`).join('\n')
    const { user } = show(anAlert({ output }))
    expect(card()).not.toHaveTextContent('line 29')
    await user.click(button('Show all'))
    expect(card()).toHaveTextContent('line 29')
    expect(button('Show less')).toHaveAttribute('aria-expanded', 'true')
  })

  test('formats no text of an upstream', () => {
    hostGlobals().PostUtils = {
      formatText: (text) => `formatted:${text}`,
      messageHtmlToComponent: (html) => html,
    }
    show(
      anAlert({
        title: '@all **x**',
        output: '@channel',
        ack: { kind: 'confirmed', by: 'Eve @all', comment: '@here' },
      }),
    )
    expect(card()).not.toHaveTextContent('formatted:')
  })

  test.each<[string, AlertCard['ack'], RegExp]>([
    ['nobody', { kind: 'none' }, /^$/],
    ['pending', { kind: 'pending', by: '@anna' }, /^Acknowledging for @anna…$/],
    [
      'confirmed',
      { kind: 'confirmed', by: '@anna', at: 1_700_000_000_000, comment: 'on it' },
      /^Acknowledged by @anna at .*on it$/,
    ],
    ['by nobody known', { kind: 'confirmed' }, /^Acknowledged$/],
    [
      'until a time',
      { kind: 'confirmed', by: '@anna', expiresAt: 1_700_000_000_000 },
      /by @anna, until .+/,
    ],
    ['here', { kind: 'here', by: '@anna' }, /Acknowledged by @anna.*Here only/],
    ['failed', { kind: 'failed', reason: 'The server is down.' }, /^Not acknowledged: The server/],
    ['removing', { kind: 'removing', by: '@anna' }, /^Taking the acknowledgement back…$/],
  ])('says where the acknowledgement stands: %s', (_, ack, expected) => {
    show(anAlert({ ack }))
    expect(status().textContent).toMatch(expected)
  })

  test.each<[string, unknown]>([
    ['no card', null],
    ['another version', { ...anAlert(), version: 2 }],
    ['no title', anAlert({ title: ' ' })],
    ['a time that is none', anAlert({ openedAt: 1e300 })],
    ['details that are none', { ...anAlert(), details: [{ name: 'x' }] }],
    ['an acknowledgement of no kind', { ...anAlert(), ack: { kind: 'maybe' } }],
  ])('with %s shows its message instead', (_, alert) => {
    show(alert)
    expect(screen.queryByRole('article')).toBeNull()
    expect(screen.getByText('the whole **message**')).toBeInTheDocument()
  })
})

describe('Acknowledge', () => {
  test('is asked once, with the session’s token, and shows so at once', async () => {
    let answer = (_: object) => {}
    const server = aServer({
      other: () => new Promise((resolve) => (answer = (json) => resolve({ json }))),
    })
    const { user, browser, asked } = show(anAlert(), { server })
    await user.dblClick(button('Acknowledge'))
    expect(status()).toHaveTextContent('Acknowledging…')
    expect(button('Acknowledge')).toHaveAttribute('aria-disabled', 'true')
    expect(asked()).toEqual([{ alertId: 'alert-1', postId: POST_ID, action: 'acknowledge' }])
    expect(browser.sentTo(path)[0]?.headers).toMatchObject({ 'X-CSRF-Token': 'token-1' })
    await act(async () => answer({ done: true, revision: 6 }))
    expect(status()).toHaveTextContent('Acknowledging…')
  })

  test('stays under way until the post shows the revision that knows of it', async () => {
    const server = said({ done: true, revision: 6 })
    const { user, edit } = show(anAlert(), { server })
    await user.click(button('Acknowledge'))
    edit(anAlert({ revision: 5, count: 2 }))
    expect(status()).toHaveTextContent('Acknowledging…')
    edit(anAlert({ revision: 6, ack: { kind: 'confirmed', by: '@anna' }, actions: [] }))
    expect(status()).toHaveTextContent('Acknowledged by @anna')
    expect(card()).toHaveFocus()
  })

  test('tells the second person who was first, and only them', async () => {
    const message = '@ben has acknowledged this already.'
    const { user } = show(anAlert(), { server: said({ done: false, message }) })
    await user.click(button('Acknowledge'))
    expect(await screen.findByRole('alert')).toHaveTextContent(`${message} Only visible to you`)
    expect(button('Acknowledge')).toHaveAttribute('aria-disabled', 'false')
    expect(status()).toHaveTextContent('')
  })

  test.each<[string, Server, string]>([
    ['refused', said(anError('not_allowed', 'Members only.'), 403), 'Members only.'],
    ['unavailable', said({}, 503), 'not available right now'],
    [
      'offline',
      aServer({
        other: () => {
          throw new Error('no network')
        },
      }),
      'cannot be reached',
    ],
  ])('%s says why and can be asked again', async (_, server, words) => {
    const { user, asked } = show(anAlert(), { server })
    await user.click(button('Acknowledge'))
    expect(await screen.findByText(new RegExp(words))).toBeInTheDocument()
    await user.click(button('Acknowledge'))
    expect(asked()).toHaveLength(2)
  })

  test('takes a comment and an end, with the keyboard alone', async () => {
    const { user, asked } = show(anAlert())
    button('Acknowledge with comment…').focus()
    await user.keyboard('{Enter}')
    expect(screen.getByLabelText('Comment (optional)')).toHaveFocus()
    await user.keyboard(' on it ')
    await user.selectOptions(screen.getByLabelText('Take it back after'), '4 hours')
    screen.getByLabelText('Comment (optional)').focus()
    await user.keyboard('{Enter}')
    expect(asked()).toEqual([
      {
        alertId: 'alert-1',
        postId: POST_ID,
        action: 'acknowledge',
        comment: 'on it',
        expiresIn: 14_400_000,
      },
    ])
    expect(screen.queryByLabelText('Comment (optional)')).toBeNull()
  })

  test('with comment is left with Escape, and the focus goes back', async () => {
    const { user, asked } = show(anAlert())
    await user.click(button('Acknowledge with comment…'))
    await user.keyboard('half{Escape}')
    expect(screen.queryByLabelText('Comment (optional)')).toBeNull()
    expect(button('Acknowledge with comment…')).toHaveFocus()
    expect(asked()).toEqual([])
  })

  test('keeps typed letters from the host, which would move them into its composer', async () => {
    const heard = jest.fn()
    const { user } = show(anAlert())
    await user.click(button('Acknowledge with comment…'))
    document.addEventListener('keydown', heard)
    await user.keyboard('abc')
    document.removeEventListener('keydown', heard)
    expect(heard).not.toHaveBeenCalled()
  })

  test.each([
    ['Un-acknowledge', 'unacknowledge', 'Taking the acknowledgement back…'],
    ['Retry', 'retry', 'Acknowledging…'],
  ] as const)('%s is asked the same way', async (name, action, words) => {
    const { user, asked } = show(anAlert({ actions: [action] }))
    await user.click(button(name))
    expect(asked()).toEqual([{ alertId: 'alert-1', postId: POST_ID, action }])
    expect(status()).toHaveTextContent(words)
  })
})

test('Create ticket is made from the post', async () => {
  const { user, createTicket } = show(anAlert())
  await user.click(button('Create ticket'))
  expect(createTicket).toHaveBeenCalledWith(POST_ID)
})

test('actions this page does not know are left out', () => {
  show({ ...anAlert(), actions: ['acknowledge', 'explode', 7, 'acknowledge'] })
  expect(screen.getAllByRole('button').map(({ textContent }) => textContent)).toEqual([
    'Acknowledge',
  ])
})

test('lists that are empty arrive as null, and are drawn as empty', () => {
  show({ ...anAlert({ state: 'resolved' }), details: null, links: null, actions: null })
  expect(card()).toBeInTheDocument()
  expect(screen.queryAllByRole('button')).toEqual([])
})

test('no post whatever makes the guard throw, and what passes can be drawn', () => {
  const nearly = fc.record(
    Object.fromEntries(
      Object.entries(anAlert()).map(([key, value]) => [
        key,
        fc.oneof({ weight: 12, arbitrary: fc.constant(value) }, fc.anything()),
      ]),
    ),
  )
  fc.assert(
    fc.property(fc.oneof(fc.anything(), nearly.map(aPost)), (post) => {
      if (!parseAlert(post)) return
      render(
        <IntlProvider locale="en">
          <AlertPost desk={createDesk(aStore(), aBrowser())} createTicket={() => {}} post={post} />
        </IntlProvider>,
      )
      expect(card()).toBeInTheDocument()
      cleanup()
    }),
  )
})

test('the beginning of an output is a beginning of it, and short', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 2000, unit: 'grapheme' }), (text) => {
      const short = beginning(text)
      expect(text.startsWith(short)).toBe(true)
      expect([...short].length).toBeLessThanOrEqual(360)
    }),
  )
})

test.each([
  [0, '0 sec'],
  [59_999, '59 sec'],
  [3_600_000, '1 hr'],
  [4_320_000, '1 hr 12 min'],
  [90_061_000, '1 day 1 hr'],
])('%d ms is said as %s', (milliseconds, words) => {
  expect(durationText(createIntl({ locale: 'en' }), milliseconds)).toBe(words)
})

test.each(['de', 'fr', 'ru'])('speaks %s', (locale) => {
  show(anAlert({ ack: { kind: 'here', by: '@anna', at: 1_700_000_000_000 } }), { locale })
  const words = sentencesOf(locale)
  expect(card()).toHaveTextContent(words['ticketdesk.alert.severity.critical'] ?? '?')
  expect(button(words['ticketdesk.alert.act.acknowledge'] ?? '?')).toBeInTheDocument()
})
