import { aBrowser, type Server } from '../../test/host-fake'
import { createClient } from './client'

const anything = (body: unknown) => body ?? undefined
const ask = (server: Server, options = {}) =>
  createClient(aBrowser(server)).request('/x', anything, options)

describe('a request', () => {
  test('reads with the session of the page', async () => {
    const browser = { ...aBrowser(() => ({ json: { a: 1 } })), basename: () => '/chat' }
    const answer = await createClient(browser).request('/x', anything)
    expect(answer).toEqual({ ok: true, status: 200, body: { a: 1 } })
    expect(browser.sent[0]).toMatchObject({
      url: '/chat/x',
      method: 'GET',
      headers: { 'X-Requested-With': 'XMLHttpRequest' },
    })
    expect(browser.sent[0]?.headers).not.toHaveProperty('X-CSRF-Token')
  })

  test('writes with the token against forged requests', async () => {
    const browser = aBrowser(() => ({ json: {} }))
    await createClient(browser).request('/x', anything, { body: { a: 1 } })
    expect(browser.sent[0]).toMatchObject({
      method: 'POST',
      body: { a: 1 },
      headers: { 'X-CSRF-Token': 'token-1', 'Content-Type': 'application/json' },
    })
  })

  test('is given up after half a minute', async () => {
    jest.useFakeTimers()
    const answer = ask(() => new Promise(() => {}))
    await jest.advanceTimersByTimeAsync(29_999)
    expect(jest.getTimerCount()).toBe(1)
    await jest.advanceTimersByTimeAsync(1)
    expect(await answer).toEqual({ ok: false, problem: { kind: 'timeout' } })
    jest.useRealTimers()
  })

  test('can be given up by its owner', async () => {
    const owner = new AbortController()
    const answer = ask(() => new Promise(() => {}), { signal: owner.signal })
    owner.abort()
    expect(await answer).toEqual({ ok: false, problem: { kind: 'aborted' } })
  })
})

describe('an answer', () => {
  const error = { code: 'internal', message: 'Sorry.' }
  test.each<[string, ReturnType<Server>, object]>([
    ['401 without words', { status: 401, json: {} }, { kind: 'signed_out' }],
    ['413 of a proxy', { status: 413, text: '<html>' }, { kind: 'too_large' }],
    ['429', { status: 429, text: '' }, { kind: 'unavailable' }],
    ['500 with our words', { status: 500, json: { error } }, { kind: 'unavailable', error }],
    ['404 of Mattermost', { status: 404, json: { message: 'x' } }, { kind: 'unavailable' }],
    ['404 of ours', { status: 404, json: { error } }, { kind: 'refused', error }],
    ['422 of ours', { status: 422, json: { error } }, { kind: 'refused', error }],
    ['400 with an odd error', { status: 400, json: { error: 'x' } }, { kind: 'refused' }],
    ['200 that is not JSON', { status: 200, text: '<html>' }, { kind: 'unavailable' }],
  ])('%s is told apart', async (_, reply, problem) => {
    expect(await ask(() => reply)).toEqual({ ok: false, problem })
  })

  test('that never comes is a network failure', async () => {
    const answer = await ask(() => {
      throw new TypeError('Failed to fetch')
    })
    expect(answer).toEqual({ ok: false, problem: { kind: 'offline' } })
  })
})
