import { cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { TicketCard } from '@ticketdesk/contract/post-props'
import fc from 'fast-check'
import React from 'react'
import { IntlProvider } from 'react-intl'
import { Provider } from 'react-redux'
import { createStore } from 'redux'
import { anId } from '../../../test/host-fake'
import { complaints } from '../../../test/setup'
import { hostGlobals } from '../../host/browser'
import { parseCard } from './parse-card'
import { safeLink } from './source-link'
import { TicketPost } from './ticket-post'

afterEach(() => {
  cleanup()
  delete hostGlobals().PostUtils
  delete hostGlobals().WebappUtils
})

const id = 'Ticket-20260501-0001'
const botId = anId('b')
const profiles = { [botId]: { id: botId, is_bot: true }, [anId('a')]: { id: anId('a') } }
const store = createStore(() => ({ entities: { users: { profiles } } }))

function aCard(overrides: Partial<TicketCard> = {}): TicketCard {
  return {
    version: 1,
    id,
    authorId: anId('a'),
    authorName: 'alice',
    createdAt: 1_700_000_000_000,
    fields: [
      { name: 'cluster', type: 'select', label: 'Cluster', text: 'Production', value: 'prod' },
      { name: 'problem', type: 'textarea', label: 'Problem', text: 'It is **down**' },
    ],
    ...overrides,
  }
}

function aPost(card: unknown = aCard(), overrides = {}) {
  const props = { is_ticket: true, ticket_id: id, ticketdesk: { delivery: 'd', ticket: card } }
  return { id: anId('p'), user_id: botId, message: 'the whole **message**', props, ...overrides }
}

function show(post: unknown) {
  render(
    <Provider store={store}>
      <IntlProvider locale="en">
        <TicketPost post={post} />
      </IntlProvider>
    </Provider>,
  )
}

/** The host's formatting, marked so that one sees it was used. */
function lendFormatting() {
  hostGlobals().PostUtils = {
    formatText: (text, { singleline }) => `${singleline ? 'line' : 'text'}:${text}`,
    messageHtmlToComponent: (html) => html,
  }
}

describe('a ticket post', () => {
  test('shows the ticket, its author and every field', () => {
    lendFormatting()
    show(aPost())
    const card = within(screen.getByRole('article', { name: id }))
    expect(card.getByText('opened by line:@alice')).toBeInTheDocument()
    expect(card.getAllByRole('term').map(({ textContent }) => textContent)).toEqual([
      'Cluster',
      'Problem',
    ])
    expect(card.getAllByRole('definition').map(({ textContent }) => textContent)).toEqual([
      'Productionprod',
      'text:It is **down**',
    ])
  })

  test('shows its texts plain when the host lends no formatting', () => {
    show(aPost())
    expect(screen.getByText('It is **down**')).toBeInTheDocument()
  })

  test('without a known author names none', () => {
    show(aPost(aCard({ authorName: '' })))
    expect(screen.getByRole('article')).not.toHaveTextContent('opened by')
  })

  test('says when a text continues in the thread', () => {
    const fields = [
      { name: 'p', type: 'textarea' as const, label: 'P', text: 'long', continued: true },
    ]
    show(aPost(aCard({ fields })))
    expect(screen.getByRole('definition')).toHaveTextContent('Continues in the thread.')
  })

  test('leads back to the message without loading the page anew', async () => {
    const push = jest.fn()
    hostGlobals().WebappUtils = { browserHistory: { push } }
    show(aPost(aCard({ sourceLink: '/team/pl/abc' })))
    await userEvent.click(screen.getByRole('link', { name: 'Original message' }))
    expect(push).toHaveBeenCalledWith('/team/pl/abc')
  })

  test.each(['javascript:alert(1)', 'data:text/html,x', 'http://'])(
    'has no link to %s',
    (sourceLink) => {
      show(aPost(aCard({ sourceLink })))
      expect(screen.getByRole('article')).toBeInTheDocument()
      expect(screen.queryByRole('link')).toBeNull()
    },
  )

  test.each<[string, unknown]>([
    ['no card', undefined],
    ['another version', { ...aCard(), version: 2 }],
    ['an id that is none', aCard({ id: 'Ticket-1' })],
    ['an id of another ticket', aCard({ id: 'Ticket-20260501-0002' })],
    ['fields that are none', { ...aCard(), fields: [{ label: 'x' }] }],
    ['a link that is none', { ...aCard(), sourceLink: {} }],
  ])('with %s shows its message instead', (_, card) => {
    lendFormatting()
    show(aPost(card ?? null))
    expect(screen.queryByRole('article')).toBeNull()
    expect(screen.getByText('text:the whole **message**')).toBeInTheDocument()
  })

  test('of a person, with everything a card has, shows its message instead', () => {
    show(aPost(aCard(), { user_id: anId('a') }))
    expect(screen.queryByRole('article')).toBeNull()
    expect(screen.getByText('the whole **message**')).toBeInTheDocument()
  })

  test('that is long is folded until somebody wants to see it', async () => {
    const height = jest.spyOn(Element.prototype, 'scrollHeight', 'get').mockReturnValue(9000)
    show(aPost())
    const more = screen.getByRole('button', { name: 'Show more' })
    expect(more).toHaveAttribute('aria-expanded', 'false')
    await userEvent.click(more)
    expect(screen.getByRole('button', { name: 'Show less' })).toHaveAttribute(
      'aria-expanded',
      'true',
    )
    height.mockRestore()
  })

  test('that is short has nothing to unfold', () => {
    show(aPost())
    expect(screen.queryByRole('button')).toBeNull()
  })

  test('that the host cannot format shows its message as it is', () => {
    complaints.mockImplementation(() => {})
    hostGlobals().PostUtils = {
      formatText: () => {
        throw new Error('changed')
      },
      messageHtmlToComponent: (html) => html,
    }
    show(aPost())
    expect(screen.getByText('the whole **message**')).toBeInTheDocument()
  })
})

test('no post whatever makes the card throw', () => {
  const nearly = fc.record({
    props: fc.oneof(
      fc.anything(),
      fc.record({ ticket_id: fc.constant(id), ticketdesk: fc.record({ ticket: fc.anything() }) }),
      fc.record({
        ticket_id: fc.constant(id),
        ticketdesk: fc.record({
          ticket: fc.record({
            version: fc.constant(1),
            id: fc.constant(id),
            authorName: fc.oneof(fc.string(), fc.anything()),
            fields: fc.oneof(fc.array(fc.anything()), fc.anything()),
            sourceLink: fc.anything(),
          }),
        }),
      }),
    ),
  })
  fc.assert(fc.property(fc.oneof(fc.anything(), nearly), (post) => void parseCard(post)))
})

test('only addresses a browser may follow are links', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.webUrl()), (link) => {
      const url = safeLink(link)
      expect(['http:', 'https:', undefined]).toContain(url?.protocol)
    }),
  )
})
