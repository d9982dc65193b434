/**
 * The table of contents: what Ticket Desk puts where in Mattermost's page.
 *
 * The host waits for every plugin and shows nobody anything when one fails to register, so nothing
 * here or in what is imported may throw: nothing of the host is touched while the bundle is
 * evaluated, and `initialize` keeps what goes wrong to itself.
 */
import { events } from '@ticketdesk/contract/events'
import { manifest } from '@ticketdesk/contract/manifest'
import { TICKET_POST_TYPE } from '@ticketdesk/contract/post-props'
import React from 'react'
import { Text } from './components/parts/text'
import { TicketPost } from './components/post/ticket-post'
import { Root } from './components/root'
import { createDesk } from './desk'
import { type Browser, hostGlobals, theBrowser } from './host/browser'
import { borrowRegistry, type Registry } from './host/registry'
import { report } from './host/report'
import { borrowStore, type HostStore } from './host/store'
import { sentencesOf } from './i18n'
import { makeMessageAction } from './openers/message-action'
import { makeSlashCommandHook } from './openers/slash-command'
import { reduce } from './state'
import { modalClosed } from './state/ui'
import { openStyles } from './styles'

/** Registers everything; the returned functions undo what the host does not undo for us. */
export function start(registry: Registry, store: HostStore, browser: Browser): (() => void)[] {
  const desk = createDesk(store, browser)
  const fromMessage = makeMessageAction({ store, browser })
  const refreshForm = () => desk.formKeeper.refresh()

  registry.registerReducer(reduce)
  registry.registerTranslations(sentencesOf)
  registry.registerRootComponent(({ theme }) => <Root desk={desk} theme={theme} />)
  registry.registerPostTypeComponent(TICKET_POST_TYPE, TicketPost)
  registry.registerSlashCommandWillBePostedHook(makeSlashCommandHook(store))
  registry.registerPostDropdownMenuAction(
    <Text id="menu.create_ticket" />,
    fromMessage.open,
    fromMessage.isOffered,
  )
  registry.registerWebSocketEventHandler(`custom_${manifest.id}_${events.formChanged}`, refreshForm)
  registry.registerReconnectHandler(refreshForm)
  const closing = [fromMessage.cancel, () => store.dispatch(modalClosed()), desk.open()]
  return [openStyles(), ...closing]
}

export function createPlugin(browser: () => Browser = theBrowser) {
  let undo: (() => void)[] = []
  const attempt = (where: string, what: () => void) => {
    try {
      what()
    } catch (error) {
      report(where, error)
    }
  }
  function uninitialize() {
    for (const step of undo) attempt('uninitialize', step)
    undo = []
  }
  function initialize(registry: unknown, store: unknown) {
    uninitialize()
    attempt('initialize', () => {
      undo = start(borrowRegistry(registry), borrowStore(store), browser())
    })
  }
  return { initialize, uninitialize }
}

hostGlobals().registerPlugin?.(manifest.id, createPlugin())
