import { cleanup } from '@testing-library/react'
import { aBrowser, aRegistry, aServer, aStore } from '../test/host-fake'
import { complaints } from '../test/setup'
import { createPlugin } from './index'

const styles = () => document.querySelectorAll('style[data-plugin="ticketdesk"]').length
const quietly = () => complaints.mockImplementation(() => {})

afterEach(() => {
  cleanup()
  jest.useRealTimers()
  window.localStorage.clear()
})

function aPlugin(server = aServer()) {
  const browser = aBrowser(server)
  return { browser, plugin: createPlugin(() => browser) }
}

describe('initialize', () => {
  test('puts each thing in its place, and complains about nothing', () => {
    const { plugin } = aPlugin()
    const { lent, calls } = aRegistry()
    plugin.initialize(lent, aStore())
    const { registerPostTypeComponent, ...others } = calls
    for (const [method, made] of Object.entries(others))
      expect([method, made.length]).toEqual([method, 1])
    expect(registerPostTypeComponent.map(([type]) => type)).toEqual([
      'custom_ticketdesk_ticket',
      'custom_ticketdesk_alert',
      'custom_ticketdesk_case',
    ])
    expect(calls.registerWebSocketEventHandler[0]?.[0]).toBe('custom_ticketdesk_form_changed')
    expect(complaints).not.toHaveBeenCalled()
    plugin.uninitialize()
  })

  test('does without any method this Mattermost does not have', () => {
    for (const method of Object.keys(aRegistry().lent)) {
      const { plugin } = aPlugin()
      const { lent, calls } = aRegistry()
      plugin.initialize({ ...lent, [method]: undefined }, aStore())
      const used = Object.entries(calls).filter(([, made]) => made.length > 0)
      expect([method, used.length]).toEqual([method, 7])
      plugin.uninitialize()
    }
    expect(complaints).not.toHaveBeenCalled()
  })

  test('a method that throws costs only its own feature', () => {
    const { plugin } = aPlugin()
    const { lent, calls } = aRegistry()
    const registerReducer = () => {
      throw new Error('no')
    }
    quietly()
    plugin.initialize({ ...lent, registerReducer }, aStore())
    expect(calls.registerSlashCommandWillBePostedHook).toHaveLength(1)
    expect(complaints).toHaveBeenCalledTimes(1)
    plugin.uninitialize()
  })

  test.each([
    ['no store', [{}, undefined]],
    ['no registry', [undefined, aStore()]],
    ['nothing at all', []],
    ['nonsense', [7, 'x']],
  ])('does not throw when handed %s', (_, [registry, store]) => {
    quietly()
    const { plugin } = aPlugin()
    expect(() => plugin.initialize(registry, store)).not.toThrow()
    expect(() => plugin.uninitialize()).not.toThrow()
    expect(styles()).toBe(0)
  })

  test('does not throw when the browser lends nothing', () => {
    quietly()
    const plugin = createPlugin(() => {
      throw new Error('no browser')
    })
    expect(() => plugin.initialize(aRegistry().lent, aStore())).not.toThrow()
    expect(complaints).toHaveBeenCalledTimes(1)
  })
})

describe('uninitialize', () => {
  test('leaves no styles, listeners, timers or requests behind', async () => {
    jest.useFakeTimers()
    const { plugin, browser } = aPlugin(() => new Promise(() => {}))
    const store = aStore()
    plugin.initialize(aRegistry(store.addReducer).lent, store)
    await jest.advanceTimersByTimeAsync(0)
    expect([styles(), store.listeners(), jest.getTimerCount()]).toEqual([1, 1, 1])
    plugin.uninitialize()
    await jest.advanceTimersByTimeAsync(0)
    expect([styles(), store.listeners(), jest.getTimerCount()]).toEqual([0, 0, 0])
    expect(browser.sent[0]?.signal?.aborted).toBe(true)
  })

  test('happens by itself when the plugin is initialised twice', () => {
    const { plugin } = aPlugin()
    const store = aStore()
    plugin.initialize(aRegistry(store.addReducer).lent, store)
    plugin.initialize(aRegistry(store.addReducer).lent, store)
    expect([styles(), store.listeners()]).toEqual([1, 1])
    plugin.uninitialize()
    plugin.uninitialize()
    expect([styles(), store.listeners()]).toEqual([0, 0])
  })
})
