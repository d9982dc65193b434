/**
 * The table of contents: what Ticket Desk puts where in Mattermost's page.
 *
 * The host waits for every plugin and shows nobody anything when one fails to register, so nothing
 * here or in what is imported may throw: nothing of the host is touched while the bundle is
 * evaluated, and `initialize` keeps what goes wrong to itself.
 */
import { events } from '@ticketdesk/contract/events'
import { manifest } from '@ticketdesk/contract/manifest'
import { ALERT_POST_TYPE, CASE_POST_TYPE, TICKET_POST_TYPE } from '@ticketdesk/contract/post-props'
import React from 'react'
import { Text } from './components/parts/text'
import { AlertPost } from './components/post/alert/alert-post'
import { CasePost } from './components/post/case/case-post'
import { TicketPost } from './components/post/ticket-post'
import { Root } from './components/root'
import { createDesk } from './desk'
import { type Browser, hostGlobals, theBrowser } from './host/browser'
import { borrowRegistry, type Registry } from './host/registry'
import { attempt } from './host/report'
import { borrowStore, type HostStore } from './host/store'
import { sentencesOf } from './i18n'
import { makeMessageAction } from './openers/message-action'
import { makeSlashCommandHook } from './openers/slash-command'
import { reduce } from './state'
import { modalClosed } from './state/ui'
import { openStyles } from './styles'

interface Host {
  registry: Registry
  store: HostStore
  browser: Browser
  /** Remembers what the host does not undo for us when the plugin is switched off. */
  later(undo: () => void): void
}

function start({ registry, store, browser, later }: Host) {
  const desk = createDesk(store, browser)
  const fromMessage = makeMessageAction({ store, browser })

  registry.registerReducer(reduce)
  registry.registerTranslations(sentencesOf)
  registry.registerRootComponent(({ theme }) => <Root desk={desk} theme={theme} />)
  registry.registerPostTypeComponent(TICKET_POST_TYPE, (props) => (
    <TicketPost {...props} desk={desk} />
  ))
  registry.registerPostTypeComponent(ALERT_POST_TYPE, (props) => (
    <AlertPost {...props} desk={desk} createTicket={fromMessage.open} />
  ))
  registry.registerPostTypeComponent(CASE_POST_TYPE, (props) => (
    <CasePost {...props} desk={desk} createTicket={fromMessage.open} />
  ))
  registry.registerSlashCommandWillBePostedHook(makeSlashCommandHook(store))
  registry.registerPostDropdownMenuAction(
    <Text id="menu.create_ticket" />,
    fromMessage.open,
    fromMessage.isOffered,
  )
  const formChanged = `custom_${manifest.id}_${events.formChanged}`
  registry.registerWebSocketEventHandler(formChanged, desk.formKeeper.refresh)
  registry.registerReconnectHandler(desk.formKeeper.mayHaveChanged)

  later(openStyles())
  later(desk.open())
  later(fromMessage.cancel)
  later(() => store.dispatch(modalClosed()))
}

export function createPlugin(browser: () => Browser = theBrowser) {
  const undo: (() => void)[] = []
  function uninitialize() {
    for (const step of undo.splice(0)) attempt('uninitialize', step)
  }
  function initialize(registry: unknown, store: unknown) {
    uninitialize()
    attempt('initialize', () => {
      const later = (step: () => void) => void undo.push(step)
      const lent = { registry: borrowRegistry(registry), store: borrowStore(store) }
      start({ ...lent, browser: browser(), later })
    })
  }
  return { initialize, uninitialize }
}

hostGlobals().registerPlugin?.(manifest.id, createPlugin())
