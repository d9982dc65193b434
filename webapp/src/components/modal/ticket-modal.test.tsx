import { act, screen, waitFor, within } from '@testing-library/react'
import {
  aForm,
  anError,
  anId,
  aServer,
  aTicket,
  channelId,
  type Reply,
  type Sent,
  teamId,
} from '../../../test/host-fake'
import { closePages, openPage, type Page } from '../../../test/page'

afterEach(closePages)

const dialog = () => screen.getByRole('dialog', { name: 'New ticket' })
const field = (name: string) => within(dialog()).getByLabelText(name)
const submitButton = () => screen.getByRole('button', { name: 'Open ticket' })
const isClosed = () => waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())

async function fillIn(page: Page, problem = 'The disk is full') {
  await page.user.selectOptions(field('Cluster'), 'prod-cluster')
  await page.user.type(field('VM or resource'), 'vm-1')
  await page.user.type(field('Problem'), problem)
}

/** A server whose ticket answers are given one after the other. */
function answering(...replies: (Reply | Error | Promise<Reply>)[]) {
  return aServer({
    tickets: () => {
      const reply = replies.shift() ?? { status: 201, json: { ticket: aTicket() } }
      if (reply instanceof Error) throw reply
      return reply
    },
  })
}

function held() {
  let release: (reply: Reply) => void = () => {}
  const reply = new Promise<Reply>((resolve) => {
    release = resolve
  })
  return { reply, release }
}

describe('opening', () => {
  test('/ticket shows the form at once, the focus in its first field', async () => {
    const page = await openPage()
    expect(await page.command('/ticket ')).toEqual({})
    expect(dialog()).toHaveAttribute('aria-modal', 'true')
    expect(dialog()).toHaveAccessibleDescription(/^Will be posted in Town Square/)
    expect(field('Cluster')).toHaveFocus()
  })

  test('a title goes into the prefill field, the focus to the first empty one', async () => {
    const page = await openPage()
    await page.command('/ticket new disk full')
    expect(field('Problem')).toHaveValue('disk full')
    expect(field('Cluster')).toHaveFocus()
  })

  test('the fields say what they are: required or not, their help, their options', async () => {
    const fields = [
      ...aForm().fields,
      {
        name: 'urgency',
        type: 'radio' as const,
        label: 'Urgency',
        required: true,
        options: [{ value: 'low', label: 'Tomorrow' }],
      },
      { name: 'due', type: 'date' as const, label: 'Needed by', help: 'A guess', required: false },
      { name: 'ok', type: 'bool' as const, label: 'Checked', required: false, default: true },
    ]
    const form = () => ({ json: { form: aForm({ title: 'Report', fields }), revision: '1' } })
    const page = await openPage({ server: aServer({ form }) })
    await page.command('/ticket')
    const shown = within(screen.getByRole('dialog', { name: 'Report' }))
    expect(shown.getByRole('textbox', { name: 'Problem' })).toBeRequired()
    expect(shown.getByRole('textbox', { name: 'Network' })).not.toBeRequired()
    expect(shown.getByRole('radiogroup', { name: 'Urgency' })).toBeRequired()
    expect(shown.getByRole('radio', { name: 'Tomorrow' })).not.toBeChecked()
    expect(shown.getByLabelText('Needed by')).toHaveAccessibleDescription('A guess')
    expect(shown.getByRole('checkbox', { name: 'Checked' })).toBeChecked()
  })

  test('in a thread it says so and the ticket goes there', async () => {
    const page = await openPage()
    await page.command('/ticket', anId('r'))
    expect(dialog()).toHaveAccessibleDescription('Will be posted as a reply in this thread.')
    await fillIn(page)
    await page.user.click(submitButton())
    await isClosed()
    expect(page.browser.sentTo('/tickets')[0]?.body).toMatchObject({ rootId: anId('r') })
    expect(screen.getByLabelText('Reply')).toHaveFocus()
  })

  test('from a message: its text and its id, and nothing is asked on closing', async () => {
    const post = { id: anId('m'), channel_id: channelId, root_id: '', message: 'it is down' }
    const page = await openPage({ entities: { posts: { posts: { [post.id]: post } } } })
    const [, open] = page.registry.calls.registerPostDropdownMenuAction[0] ?? []
    await act(async () => {
      open?.(post.id)
      page.browser.drawFrame()
    })
    expect(field('Problem')).toHaveValue('it is down')
    await page.user.keyboard('{Escape}')
    await isClosed()
  })

  test('without a form it opens all the same, and the form arrives in it', async () => {
    const { reply, release } = held()
    const page = await openPage({ server: aServer({ form: () => reply }) })
    await page.command('/ticket')
    expect(within(dialog()).getByRole('status')).toHaveTextContent('Loading the form…')
    await act(async () => release({ json: { form: aForm(), revision: '1' } }))
    await waitFor(() => expect(field('Cluster')).toHaveFocus())
  })

  test('a form that does not come can be asked for again', async () => {
    const page = await openPage({ server: aServer({ form: () => ({ status: 503, text: '' }) }) })
    await page.command('/ticket')
    expect(screen.getByRole('alert')).toHaveTextContent('The form could not be loaded.')
    const { reply, release } = held()
    page.browser.server = aServer({ form: () => reply })
    await page.user.click(screen.getByRole('button', { name: 'Try again' }))
    await waitFor(() => expect(dialog()).toHaveFocus())
    await act(async () => release({ json: { form: aForm(), revision: '1' } }))
    await waitFor(() => expect(field('Cluster')).toHaveFocus())
  })

  test('speaks the language of the user', async () => {
    const page = await openPage({ locale: 'de' })
    await page.command('/ticket')
    expect(screen.getByRole('dialog', { name: 'Neues Ticket' })).toBeVisible()
    await page.user.click(screen.getByRole('button', { name: 'Ticket eröffnen' }))
    expect(field2('Cluster')).toHaveAccessibleDescription('Bitte wählen Sie eine Option.')
  })
})

const field2 = (name: string) => within(screen.getByRole('dialog')).getByLabelText(name)

describe('submitting', () => {
  test('sends the values once, closes, gives the focus back and tells listeners', async () => {
    const page = await openPage()
    await page.command('/ticket')
    await fillIn(page)
    await page.user.click(submitButton())
    await isClosed()
    expect(page.browser.sentTo('/tickets').map(({ body }) => body)).toEqual([
      {
        requestId: 'request-1',
        channelId,
        values: { cluster: 'prod-cluster', resource: 'vm-1', problem: 'The disk is full' },
      },
    ])
    expect(screen.getByLabelText('Write to Town Square')).toHaveFocus()
    expect(screen.getByRole('status')).toHaveTextContent('Ticket-20260501-0001 is open.')
  })

  test('a ticket that is kept but not yet posted is announced as such', async () => {
    const { postId: _, ...ticket } = aTicket()
    const page = await openPage({ server: answering({ status: 201, json: { ticket } }) })
    await page.command('/ticket')
    await fillIn(page)
    await page.user.click(submitButton())
    await isClosed()
    expect(screen.getByRole('status')).toHaveTextContent('will be posted as soon as possible')
  })

  test('what is missing is said at the field, and the first one gets the focus', async () => {
    const page = await openPage()
    await page.command('/ticket')
    await page.user.selectOptions(field('Cluster'), 'dev-cluster')
    await page.user.click(submitButton())
    expect(field('VM or resource')).toHaveFocus()
    expect(field('VM or resource')).toBeInvalid()
    expect(field('VM or resource')).toHaveAccessibleDescription('Please fill in this field.')
    expect(field('Problem')).toBeInvalid()
    expect(field('Network')).toBeValid()
    expect(page.browser.sentTo('/tickets')).toEqual([])

    await page.user.type(field('VM or resource'), 'v')
    expect(field('VM or resource')).toBeValid()
  })

  test('counts when the room gets tight, and refuses what is too long without cutting it', async () => {
    const page = await openPage()
    await page.command('/ticket')
    await page.user.type(field('VM or resource'), '123456789012345678')
    expect(field('VM or resource')).toHaveAccessibleDescription('2 characters left')
    await page.user.type(field('VM or resource'), '9012')
    expect(field('VM or resource')).toHaveAccessibleDescription('2 characters too many')
    await page.user.click(submitButton())
    expect(field('VM or resource')).toHaveValue('1234567890123456789012')
    expect(field('VM or resource')).toHaveAccessibleDescription(/at most/)
  })

  test('a second click while the first is under way sends nothing', async () => {
    const { reply, release } = held()
    const page = await openPage({ server: answering(reply) })
    await page.command('/ticket')
    await fillIn(page)
    await page.user.dblClick(submitButton())
    const busy = screen.getByRole('button', { name: 'Opening ticket…' })
    expect(busy).toHaveAttribute('aria-disabled', 'true')
    await page.user.click(busy)
    await page.user.type(field('Problem'), ' and more')
    expect(field('Problem')).toHaveValue('The disk is full')
    await act(async () => release({ status: 201, json: { ticket: aTicket() } }))
    await isClosed()
    expect(page.browser.sentTo('/tickets')).toHaveLength(1)
  })

  test('Ctrl+Enter submits out of a textarea', async () => {
    const page = await openPage()
    await page.command('/ticket')
    await fillIn(page)
    await page.user.keyboard('{Control>}{Enter}{/Control}')
    await isClosed()
    expect(page.browser.sentTo('/tickets')).toHaveLength(1)
  })
})

describe('a failed submit', () => {
  test.each<[string, Reply | Error, string]>([
    ['no network', new Error('offline'), 'The server cannot be reached.'],
    ['a stopped plugin', { status: 503, text: '<html>' }, 'not available at the moment'],
    ['a plugin that is gone', { status: 404, json: { id: 'x' } }, 'not available at the moment'],
    ['an ended session', { status: 401, json: {} }, 'You are no longer signed in.'],
    ['too much text', { status: 413, text: '' }, 'more text than the server accepts'],
    ['an answer that makes no sense', { status: 201, json: {} }, 'not available at the moment'],
    [
      "the server's own words",
      { status: 403, json: anError('not_allowed_in_channel', 'You may not post here.') },
      'You may not post here.',
    ],
  ])(
    'after %s keeps every character, says why, and can be repeated with the same key',
    async (_, reply, words) => {
      const page = await openPage({ server: answering(reply) })
      await page.command('/ticket')
      await fillIn(page)
      await page.user.click(submitButton())
      expect(await screen.findByRole('alert')).toHaveTextContent(words)
      expect(field('Cluster')).toHaveValue('prod-cluster')
      expect(field('VM or resource')).toHaveValue('vm-1')
      expect(field('Problem')).toHaveValue('The disk is full')

      await page.user.click(screen.getByRole('button', { name: 'Try again' }))
      await isClosed()
      const [first, second] = page.browser.sentTo('/tickets').map(({ body }) => body)
      expect(second).toEqual(first)
    },
  )

  test('being repeated, the focus stays on the button that submits', async () => {
    const { reply, release } = held()
    const page = await openPage({ server: answering(new Error('offline'), reply) })
    await page.command('/ticket')
    await fillIn(page)
    await page.user.click(submitButton())
    await page.user.click(await screen.findByRole('button', { name: 'Try again' }))
    expect(screen.getByRole('button', { name: 'Opening ticket…' })).toHaveFocus()
    await act(async () => release({ status: 201, json: { ticket: aTicket() } }))
    await isClosed()
  })

  test('problems the server finds are shown at their fields in its words', async () => {
    const fields = { resource: { code: 'too_long', message: 'No such machine.' } }
    const json = anError('invalid_form', 'Please check the form.', { fields })
    const page = await openPage({ server: answering({ status: 422, json }) })
    await page.command('/ticket')
    await fillIn(page)
    await page.user.click(submitButton())
    await waitFor(() => expect(field('VM or resource')).toHaveFocus())
    expect(field('VM or resource')).toHaveAccessibleDescription('No such machine.')
    expect(screen.queryByRole('alert')).toBeNull()
  })

  test('a problem of a field that is not shown is said as a whole', async () => {
    const fields = { gone: { code: 'required', message: '' } }
    const json = anError('invalid_form', 'The form has changed.', { fields })
    const page = await openPage({ server: answering({ status: 422, json }) })
    await page.command('/ticket')
    await fillIn(page)
    await page.user.click(submitButton())
    expect(await screen.findByRole('alert')).toHaveTextContent('The form has changed.')
    expect(page.browser.sentTo('/form')).toHaveLength(2)
  })

  test('when the first attempt had got through, later changes are not lost silently', async () => {
    const page = await openPage({
      server: answering(new Error('offline'), { status: 200, json: { ticket: aTicket() } }),
    })
    await page.command('/ticket')
    await fillIn(page)
    await page.user.click(submitButton())
    await screen.findByRole('alert')
    await page.user.type(field('Problem'), ' again')
    await page.user.click(submitButton())
    await waitFor(() =>
      expect(screen.getByRole('alert')).toHaveTextContent(
        /^Ticket-20260501-0001 was already opened/,
      ),
    )
    expect(field('Problem')).toHaveValue('The disk is full again')
    await page.user.click(submitButton())
    await isClosed()
    const keys = page.browser.sentTo('/tickets').map(({ body }) => body?.['requestId'])
    expect(keys[1]).toBe(keys[0])
    expect(keys[2]).not.toBe(keys[0])
  })

  test('a key somebody else used is replaced', async () => {
    const taken = { status: 409, json: anError('request_id_taken', 'Please try again.') }
    const page = await openPage({ server: answering(taken) })
    await page.command('/ticket')
    await fillIn(page)
    await page.user.click(submitButton())
    await page.user.click(await screen.findByRole('button', { name: 'Try again' }))
    await isClosed()
    const keys = page.browser.sentTo('/tickets').map(({ body }) => body?.['requestId'])
    expect(new Set(keys).size).toBe(2)
  })
})

describe('closing', () => {
  const question = () => screen.getByRole('alertdialog', { name: 'Discard this ticket?' })

  test.each([
    ['Esc', (page: Page) => page.user.keyboard('{Escape}')],
    ['Close', (page: Page) => page.user.click(screen.getByRole('button', { name: 'Close' }))],
    ['Cancel', (page: Page) => page.user.click(screen.getByRole('button', { name: 'Cancel' }))],
    ['a click beside', (page: Page) => page.user.click(dialog().parentElement as Element)],
  ])('by %s is immediate while nothing was written', async (_, close) => {
    const page = await openPage()
    await page.command('/ticket')
    await close(page)
    await isClosed()
    expect(screen.getByLabelText('Write to Town Square')).toHaveFocus()
  })

  test('asks when something was written; Esc goes back to where one was', async () => {
    const page = await openPage()
    await page.command('/ticket')
    await page.user.type(field('Problem'), 'x')
    await page.user.keyboard('{Escape}')
    expect(question()).toHaveAccessibleDescription('What you have written will be deleted.')
    expect(screen.getByRole('button', { name: 'Keep editing' })).toHaveFocus()
    await page.user.keyboard('{Escape}')
    expect(screen.queryByRole('alertdialog')).toBeNull()
    expect(field('Problem')).toHaveFocus()
    expect(field('Problem')).toHaveValue('x')
  })

  test('a typed title counts as written', async () => {
    const page = await openPage()
    await page.command('/ticket new disk full')
    await page.user.keyboard('{Escape}')
    expect(question()).toBeVisible()
  })

  test('Discard closes and forgets', async () => {
    const page = await openPage()
    await page.command('/ticket')
    await page.user.type(field('Problem'), 'x')
    await page.user.keyboard('{Escape}')
    await page.user.click(screen.getByRole('button', { name: 'Discard' }))
    await isClosed()
    await page.command('/ticket')
    expect(field('Problem')).toHaveValue('')
  })

  test('Tab goes round inside, and in the question only', async () => {
    const page = await openPage()
    await page.command('/ticket')
    await page.user.tab({ shift: true })
    expect(screen.getByRole('button', { name: 'Close' })).toHaveFocus()
    await page.user.tab({ shift: true })
    expect(submitButton()).toHaveFocus()
    await page.user.tab()
    expect(screen.getByRole('button', { name: 'Close' })).toHaveFocus()
    await page.user.type(field('Problem'), 'x')
    await page.user.keyboard('{Escape}')
    await page.user.tab()
    expect(screen.getByRole('button', { name: 'Discard' })).toHaveFocus()
    await page.user.tab()
    expect(screen.getByRole('button', { name: 'Keep editing' })).toHaveFocus()
  })

  test('a focus that something outside takes comes back', async () => {
    const page = await openPage()
    await page.command('/ticket')
    act(() => screen.getByLabelText('Write to Town Square').focus())
    expect(field('Cluster')).toHaveFocus()
  })

  test('keys do not reach the shortcuts of the page, except F6', async () => {
    const page = await openPage()
    const keys: string[] = []
    const listen = (event: KeyboardEvent) => keys.push(event.key)
    document.addEventListener('keydown', listen)
    await page.command('/ticket')
    await page.user.keyboard('p{F6}{Escape}')
    document.removeEventListener('keydown', listen)
    expect(keys).toEqual(['F6'])
  })
})

describe('the draft', () => {
  test('survives a reload with its key, and is gone after success', async () => {
    const page = await openPage({ server: answering(new Error('offline')) })
    await page.command('/ticket')
    await fillIn(page)
    await page.user.click(submitButton())
    await screen.findByRole('alert')
    await page.reload()
    await page.command('/ticket')
    expect(field('Problem')).toHaveValue('The disk is full')
    expect(within(dialog()).getByRole('status')).toHaveTextContent('Your draft is back.')
    await page.user.click(submitButton())
    await isClosed()
    const [before, after]: (Sent | undefined)[] = page.browser.sentTo('/tickets')
    expect(after?.body).toEqual(before?.body)
    await page.command('/ticket')
    expect(field('Problem')).toHaveValue('')
  })

  test('is per place: a thread does not see the one of the channel', async () => {
    const page = await openPage()
    await page.command('/ticket')
    await page.user.type(field('Problem'), 'x')
    await page.reload()
    await page.command('/ticket', anId('r'))
    expect(field('Problem')).toHaveValue('')
  })

  test('and a new title are both kept', async () => {
    const page = await openPage()
    await page.command('/ticket')
    await page.user.type(field('Problem'), 'old')
    await page.reload()
    await page.command('/ticket new fresh')
    expect(field('Problem')).toHaveValue('old\nfresh')
  })

  test('can be thrown away to start over', async () => {
    const page = await openPage()
    await page.command('/ticket')
    await page.user.type(field('Problem'), 'x')
    await page.reload()
    await page.command('/ticket')
    await page.user.click(screen.getByRole('button', { name: 'Start over' }))
    expect(field('Problem')).toHaveValue('')
    expect(field('Cluster')).toHaveFocus()
    await page.reload()
    await page.command('/ticket')
    expect(field('Problem')).toHaveValue('')
  })

  test('that cannot be kept breaks nothing', async () => {
    const page = await openPage()
    const quota = jest.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    await page.command('/ticket')
    await fillIn(page)
    await page.user.click(submitButton())
    await isClosed()
    quota.mockRestore()
  })
})

test('a form that changes meanwhile keeps what was written', async () => {
  const page = await openPage()
  await page.command('/ticket')
  await fillIn(page)
  const fields = [
    ...aForm().fields.filter(({ name }) => name !== 'resource'),
    { name: 'host', type: 'text' as const, label: 'Host', required: true },
  ]
  page.browser.server = aServer({
    form: () => ({ json: { form: aForm({ fields }), revision: '2' } }),
  })
  const [event, handler] = page.registry.calls.registerWebSocketEventHandler[0] ?? []
  expect(event).toBe('custom_ticketdesk_form_changed')
  await act(async () => handler?.())
  await waitFor(() => expect(field('Host')).toBeVisible())
  expect(field('Problem')).toHaveValue('The disk is full')
  await page.user.type(field('Host'), 'h')
  await page.user.click(submitButton())
  await isClosed()
  expect(page.browser.sentTo('/tickets')[0]?.body?.['values']).toEqual({
    cluster: 'prod-cluster',
    problem: 'The disk is full',
    host: 'h',
  })
})

describe('a field for a person', () => {
  const fields = [
    { name: 'who', type: 'user' as const, label: 'Contact', required: false },
    { name: 'problem', type: 'text' as const, label: 'Problem', required: false },
  ]
  const alice = { id: anId('a'), username: 'alice', first_name: 'Alice', last_name: 'Liddell' }
  const alan = { id: anId('b'), username: 'alan', first_name: '', last_name: '', nickname: 'Al' }
  const people = aServer({
    form: () => ({ json: { form: aForm({ fields }), revision: '1' } }),
    other: ({ url }) => {
      if (url.includes('/users/autocomplete')) return { json: { users: [alice, alan] } }
      return url.endsWith(alan.id) ? { json: alan } : { status: 404, json: {} }
    },
  })
  const combobox = () => screen.getByRole('combobox', { name: 'Contact' })

  test('offers people as one types and takes one by the keys', async () => {
    const page = await openPage({ server: people })
    await page.command('/ticket')
    await page.user.type(combobox(), '@al')
    const options = await screen.findAllByRole('option')
    expect(options.map(({ textContent }) => textContent)).toEqual([
      '@alice Alice Liddell',
      '@alan Al',
    ])
    expect(page.browser.sentTo('/autocomplete').map(({ url }) => url)).toEqual([
      `/api/v4/users/autocomplete?name=al&team_id=${teamId}&channel_id=${channelId}&limit=20`,
    ])
    await page.user.keyboard('{ArrowDown}')
    expect(combobox()).toHaveAttribute('aria-activedescendant', options[1]?.id)
    await page.user.keyboard('{Enter}')
    expect(combobox()).toHaveValue('@alan')
    expect(combobox()).toHaveAttribute('aria-expanded', 'false')
    await page.user.click(submitButton())
    await isClosed()
    expect(page.browser.sentTo('/tickets')[0]?.body?.['values']).toEqual({ who: alan.id })
  })

  test('takes one by the mouse', async () => {
    const page = await openPage({ server: people })
    await page.command('/ticket')
    await page.user.type(combobox(), 'al')
    await page.user.click(await screen.findByRole('option', { name: /alice/ }))
    expect(combobox()).toHaveValue('@alice')
    expect(combobox()).toHaveFocus()
  })

  test('Esc closes the list and not the dialog', async () => {
    const page = await openPage({ server: people })
    await page.command('/ticket')
    await page.user.type(combobox(), 'al')
    await screen.findAllByRole('option')
    await page.user.keyboard('{Escape}')
    expect(screen.queryByRole('option')).toBeNull()
    expect(screen.queryByRole('alertdialog')).toBeNull()
    expect(combobox()).toHaveValue('al')
  })

  test('refuses a name nobody was chosen for', async () => {
    const page = await openPage({ server: people })
    await page.command('/ticket')
    await page.user.type(combobox(), 'nobody')
    await page.user.click(submitButton())
    expect(combobox()).toHaveAccessibleDescription('Please choose a person from the list.')
    expect(page.browser.sentTo('/tickets')).toEqual([])
  })

  test('shows the name again after a reload', async () => {
    const page = await openPage({ server: people })
    await page.command('/ticket')
    await page.user.type(combobox(), 'al')
    await page.user.click(await screen.findByRole('option', { name: /alan/ }))
    await page.reload()
    await page.command('/ticket')
    await waitFor(() => expect(combobox()).toHaveValue('@alan'))
  })
})
