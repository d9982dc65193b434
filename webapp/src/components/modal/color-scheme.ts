/** Light or dark controls: lists, calendars and scroll bars are drawn by the browser, not by CSS. */
import type { Theme } from '../../host/registry'

export function colorScheme(theme: Theme | undefined): 'light' | 'dark' {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(theme?.centerChannelBg ?? '')
  if (!match) return 'light'
  const [red = 0, green = 0, blue = 0] = match.slice(1).map((hex) => Number.parseInt(hex, 16))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 128 ? 'dark' : 'light'
}
