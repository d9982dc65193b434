/** What clients need of us: the form as a dialog, buttons that can be pressed, an address, events. */

import { LOCALES } from '@ticketdesk/contract'
import { Refusal } from '../../../domain/errors'
import { localizeForm } from '../../../domain/ticket/form'
import { renderDialog } from '../../../mattermost/render/dialog'
import type { Settings } from '../settings'
import { type Finding, fail, ok, warn } from './finding'

/** A form that does not fit is offered in the web app only. */
export function lookAtDialog({ desk }: Settings): Finding {
  const texts = { title: 'x', submit: 'x', dateHelp: 'x' }
  try {
    for (const locale of LOCALES) {
      renderDialog(localizeForm(desk.form, locale), { state: '', texts })
    }
    return ok('form', 'fits a dialog')
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const remedy =
      'its defaults, lengths or options are more than Mattermost’s dialogs hold (docs/configuration.md)'
    return fail('form', 'does not fit a dialog', remedy)
  }
}

/** A page on https may not ask plain http. */
export function lookAtPublicUrl({ connection }: Settings, siteUrl: string): Finding {
  const { publicUrl } = connection
  const isMixed = siteUrl.startsWith('https:') && publicUrl.startsWith('http:')
  if (!isMixed) return ok('address for browsers', publicUrl)
  const remedy =
    'only the web app part needs it: PUBLIC_URL must be an https address browsers reach us at'
  return warn('address for browsers', `${publicUrl}, and Mattermost is on https`, remedy)
}

const LIMIT_MS = 10_000

/** Connects, says who it is, and waits to be greeted. */
export function tryWebSocket(url: string, token: string): Promise<Finding> {
  const address = `${url.replace(/^http/, 'ws')}/api/v4/websocket`
  return new Promise((resolve) => {
    const socket = new WebSocket(address)
    const end = (finding: Finding) => {
      clearTimeout(timer)
      socket.close()
      resolve(finding)
    }
    const timer = setTimeout(() => end(broken('nobody says hello')), LIMIT_MS)
    socket.onopen = () => {
      const data = { token }
      socket.send(JSON.stringify({ seq: 1, action: 'authentication_challenge', data }))
    }
    socket.onerror = () => end(broken('the connection is refused'))
    socket.onmessage = ({ data }) => {
      const { event } = JSON.parse(String(data)) as { event?: string }
      if (event === 'hello') end(ok('WebSocket', 'Mattermost says hello'))
    }
  })
}

function broken(seen: string): Finding {
  const remedy =
    'the bot hears nothing: a proxy before Mattermost must pass on /api/v4/websocket with Upgrade and Connection'
  return fail('WebSocket', seen, remedy)
}
