/**
 * Our styles on the page. As text and not through a style loader, which would touch the document
 * while the bundle is evaluated and leave its element behind when the plugin is switched off.
 */

import fields from './components/modal/fields/fields.css'
import modal from './components/modal/modal.css'
import alert from './components/post/alert/alert.css'
import card from './components/post/card.css'

/** Adds the style element; the returned function removes it. */
export function openStyles(): () => void {
  const style = document.createElement('style')
  style.dataset['plugin'] = 'ticketdesk'
  style.textContent = [modal, fields, card, alert].join('\n')
  document.head.append(style)
  return () => style.remove()
}
