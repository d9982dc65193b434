import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import React from 'react'
import { IntlProvider } from 'react-intl'
import { aCase } from '../../../../test/builders'
import { aBrowser, anError, aServer, aStore, type Server } from '../../../../test/host-fake'
import '../../../../test/setup'
import { createDesk } from '../../../desk'
import { hostGlobals } from '../../../host/browser'
import { sentencesOf } from '../../../i18n'
import { CasePost } from './case-post'

afterEach(() => {
  cleanup()
  delete hostGlobals().PostUtils
})

const path = '/api/v1/cases/actions'
const POST_ID = 'pbcdefghijklmnopqrstuvwxyz'
const said = (json: object, status = 200): Server => aServer({ other: () => ({ status, json }) })

/** The sidecar's word, and Mattermost's after the button was pressed. */
const repliesTo = (json: object): Server =>
  aServer({
    other: ({ url }) =>
      url.includes('/api/v4/posts/')
        ? { json: { status: 'OK', trigger_id: 'trigger-1' } }
        : { json },
  })

function show(card: unknown, { server = said({ done: true }), locale = 'en' } = {}) {
  const browser = aBrowser(server)
  const store = aStore()
  const dispatched = jest.spyOn(store, 'dispatch')
  const desk = createDesk(store, browser)
  const createTicket = jest.fn()
  const post = { id: POST_ID, message: 'the **message**', props: { ticketdesk: { case: card } } }
  render(
    <IntlProvider locale={locale} messages={sentencesOf(locale)}>
      <CasePost desk={desk} createTicket={createTicket} post={post} />
    </IntlProvider>,
  )
  const asked = () => browser.sentTo(path).map(({ body }) => body)
  const triggerIds = () =>
    dispatched.mock.calls.flatMap(([action]) =>
      action['type'] === 'RECEIVED_DIALOG_TRIGGER_ID' ? [action['data']] : [],
    )
  return { browser, store: { triggerIds }, createTicket, user: userEvent.setup(), asked }
}
const card = () => screen.getByRole('article')
const button = (name: string) => screen.getByRole('button', { name })

describe('a case post', () => {
  test('says where things are, and leads to the portal', () => {
    const { browser } = show(aCase({ product: 'OpenShift', productVersion: '4.18' }))
    expect(card()).toHaveAccessibleName('Red Hat 04000001')
    for (const text of ['etcd is slow', 'Waiting on Red Hat', '2 (High)', 'OpenShift 4.18']) {
      expect(card()).toHaveTextContent(text)
    }
    expect(card()).toHaveTextContent('Comments of Red Hat are told in the thread.')
    expect(screen.getByRole('link', { name: 'Red Hat 04000001' })).toHaveAttribute(
      'href',
      'https://access.redhat.com/support/cases/#/case/04000001',
    )
    expect(browser.sent).toEqual([])
  })

  test('says that it is over, lost or no longer followed', () => {
    show(aCase({ isClosed: true, stopped: true, lost: 'forbidden', actions: ['createTicket'] }))
    expect(card()).toHaveClass('ticketdesk-tone-ok')
    expect(card()).toHaveTextContent('may not see this case any more')
    expect(card()).toHaveTextContent('No longer followed here.')
    expect(screen.getAllByRole('button')).toHaveLength(1)
  })

  test.each(['de', 'fr', 'ru'])('speaks %s', (locale) => {
    show(aCase(), { locale })
    expect(card()).not.toHaveTextContent('Comments of')
  })

  test.each(['javascript:alert(1)', 'data:text/html,x'])('has no link to %s', (link) => {
    show(aCase({ link }))
    expect(screen.queryByRole('link')).toBeNull()
  })

  test('formats no text of the vendor’s', () => {
    hostGlobals().PostUtils = {
      formatText: (text) => `formatted:${text}`,
      messageHtmlToComponent: (html) => html,
    }
    show(aCase({ summary: '@all **x**', owner: '@here' }))
    expect(card()).not.toHaveTextContent('formatted:')
    expect(card()).toHaveTextContent('@all **x**')
  })

  test.each<[string, unknown]>([
    ['no card', null],
    ['another version', { ...aCase(), version: 2 }],
    ['no number', aCase({ number: ' ' })],
    ['a side that is none', { ...aCase(), side: 'nobody' }],
    ['an id that is none', aCase({ id: '../x' })],
  ])('with %s shows its message instead', (_, given) => {
    show(given)
    expect(screen.queryByRole('article')).toBeNull()
    expect(screen.getByText('the **message**')).toBeInTheDocument()
  })
})

describe('its buttons', () => {
  test('show the newest comment to one person, and can be asked again', async () => {
    const server = said({ done: true, message: 'Max: hello' })
    const { user, asked } = show(aCase(), { server })
    await user.click(button('Latest comment'))
    expect(await screen.findByText(/Max: hello/)).toBeInTheDocument()
    expect(asked()).toEqual([{ followId: 'follow-1', postId: POST_ID, action: 'latestComment' }])
    await user.click(button('Latest comment'))
    expect(asked()).toHaveLength(2)
  })

  test('stop following', async () => {
    const { user, asked } = show(aCase(), { server: said({ done: true, message: 'Stopped.' }) })
    await user.click(button('Stop following'))
    expect(await screen.findByText(/Stopped\./)).toBeInTheDocument()
    expect(asked()).toMatchObject([{ action: 'stopFollowing' }])
  })

  test('say why not', async () => {
    const server = said(anError('forbidden', 'Not yours.'), 403)
    const { user } = show(aCase(), { server })
    await user.click(button('Stop following'))
    expect(await screen.findByText(/Not yours\./)).toBeInTheDocument()
  })

  test('open the ticket form', async () => {
    const { user, createTicket, asked } = show(aCase())
    await user.click(button('Create ticket'))
    expect(createTicket).toHaveBeenCalledWith(POST_ID)
    expect(asked()).toEqual([])
  })

  test('open the server’s dialog for a reply, where one may', async () => {
    const { browser, store, user, asked } = show(aCase(), { server: repliesTo({ done: true }) })
    await user.click(button('Reply…'))
    await waitFor(() => expect(store.triggerIds()).toEqual(['trigger-1']))
    expect(asked()).toEqual([{ followId: 'follow-1', postId: POST_ID, action: 'reply' }])
    const [pressed] = browser.sentTo(`/api/v4/posts/${POST_ID}/actions/reply`)
    expect(pressed).toMatchObject({ method: 'POST', headers: { 'X-CSRF-Token': 'token-1' } })
    expect(screen.queryByText(/Only you/)).toBeNull()
    // It can be opened again after it was cancelled.
    await user.click(button('Reply…'))
    await waitFor(() => expect(store.triggerIds()).toHaveLength(2))
  })

  test('say on the card why one may not reply, and open nothing', async () => {
    const server = repliesTo({ done: false, message: 'There is no login to ask with.' })
    const { browser, store, user } = show(aCase(), { server })
    await user.click(button('Reply…'))
    expect(await screen.findByText(/There is no login/)).toBeInTheDocument()
    expect([browser.sentTo('/api/v4/'), store.triggerIds()]).toEqual([[], []])
  })

  test('say that the dialog did not come', async () => {
    const { store, user } = show(aCase(), { server: said({ done: true }) })
    await user.click(button('Reply…'))
    expect(await screen.findByText(/not available/)).toBeInTheDocument()
    expect(store.triggerIds()).toEqual([])
  })

  test('offer no reply where replies are off', () => {
    show(aCase({ actions: ['latestComment', 'createTicket', 'stopFollowing'] }))
    expect(screen.queryByRole('button', { name: /Reply/ })).toBeNull()
  })
})
