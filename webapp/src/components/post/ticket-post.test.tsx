import { cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { TicketCard, TicketCardLife } from '@ticketdesk/contract/post-props'
import fc from 'fast-check'
import React from 'react'
import { IntlProvider } from 'react-intl'
import { Provider } from 'react-redux'
import { createStore } from 'redux'
import { aBrowser, anId, aServer, aStore, type Server } from '../../../test/host-fake'
import { complaints } from '../../../test/setup'
import { createDesk } from '../../desk'
import { hostGlobals } from '../../host/browser'
import { sentencesOf } from '../../i18n'
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

function show(post: unknown, server = aServer()) {
  const browser = aBrowser(server)
  const desk = createDesk(aStore(), browser)
  const page = (shown: unknown) => (
    <Provider store={store}>
      <IntlProvider locale="en" messages={sentencesOf('en')}>
        <TicketPost desk={desk} post={shown} />
      </IntlProvider>
    </Provider>
  )
  const { rerender } = render(page(post))
  return {
    user: userEvent.setup(),
    /** The post is edited. */
    edit: (edited: unknown) => rerender(page(edited)),
    asked: () => browser.sentTo('/api/v1/tickets/actions').map(({ body }) => body),
  }
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

describe('the life of a ticket', () => {
  const open: TicketCardLife = { state: 'open', revision: 0, actions: ['take', 'resolve'] }
  const taken: TicketCardLife = {
    ...{ state: 'in_progress', revision: 1, actions: ['resolve', 'release'] },
    ...{ assigneeId: anId('b'), assigneeName: 'ben' },
  }
  const withLife = (life: unknown) => aPost({ ...aCard(), life })
  const said = (json: object, status = 200): Server => aServer({ other: () => ({ status, json }) })
  const button = (name: string) => screen.getByRole('button', { name })
  const status = () => screen.getByRole('status')

  test('is on the card in words: where it stands, who has it, what can be done', () => {
    lendFormatting()
    show(withLife(taken))
    expect(screen.getByRole('article')).toHaveTextContent('In progress')
    expect(status()).toHaveTextContent('Assigned to line:@ben')
    expect(screen.getAllByRole('button').map(({ textContent }) => textContent)).toEqual([
      'Resolve',
      'Give back',
    ])
  })

  test('is asked for once, and shows so until the post knows', async () => {
    const { user, edit, asked } = show(withLife(open), said({ done: true, revision: 1 }))
    await user.dblClick(button('Take'))
    expect(status()).toHaveTextContent('One moment…')
    expect(button('Resolve')).toHaveAttribute('aria-disabled', 'true')
    expect(asked()).toEqual([{ ticketId: id, postId: anId('p'), action: 'take' }])
    edit(withLife(taken))
    expect(status()).toHaveTextContent('Assigned to @ben')
    expect(screen.getByRole('article')).toHaveFocus()
  })

  test('tells who was first, and only the one who asked', async () => {
    const message = '@ben has it already.'
    const { user } = show(withLife(open), said({ done: false, message }))
    await user.click(button('Take'))
    expect(await screen.findByRole('alert')).toHaveTextContent(`${message} Only visible to you`)
    expect(button('Take')).toHaveAttribute('aria-disabled', 'false')
  })

  test('says why nothing happened, and can be asked for again', async () => {
    const { user, asked } = show(withLife(open), said({}, 503))
    await user.click(button('Resolve'))
    expect(await screen.findByText(/not available right now/)).toBeInTheDocument()
    await user.click(button('Resolve'))
    expect(asked()).toHaveLength(2)
  })

  test.each<[string, unknown]>([
    ['none, from before', undefined],
    ['an unknown state', { ...open, state: 'frozen' }],
    ['a revision that is none', { ...open, revision: 'x' }],
    ['a name that is none', { ...taken, assigneeName: {} }],
  ])('that is %s leaves the card as it always was', (_, life) => {
    show(withLife(life))
    expect(screen.getByRole('article')).toBeInTheDocument()
    expect(screen.queryByRole('button')).toBeNull()
  })

  test('with actions this page does not know offers the others', () => {
    show(withLife({ ...open, actions: ['explode', 'take', null] }))
    expect(screen.getAllByRole('button').map(({ textContent }) => textContent)).toEqual(['Take'])
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
            life: fc.anything(),
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
