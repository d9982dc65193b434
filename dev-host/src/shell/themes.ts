/** Two themes under the names plugins know: an object with camel-case keys, and CSS variables. */

export type ThemeName = 'light' | 'dark'

const shared = {
  onlineIndicator: '#3db887',
  awayIndicator: '#f5ab00',
  dndIndicator: '#d24b4e',
  mentionBg: '#ffffff',
  mentionColor: '#1f335f',
}

export const themes = {
  light: {
    ...shared,
    type: 'Light',
    sidebarBg: '#20335d',
    sidebarText: '#ffffff',
    sidebarUnreadText: '#ffffff',
    sidebarTextHoverBg: '#2a4070',
    sidebarTextActiveBorder: '#5d89ea',
    sidebarTextActiveColor: '#ffffff',
    sidebarHeaderBg: '#192a4d',
    sidebarHeaderTextColor: '#ffffff',
    sidebarTeamBarBg: '#14213e',
    centerChannelBg: '#ffffff',
    centerChannelColor: '#3f4350',
    newMessageSeparator: '#cc8f00',
    linkColor: '#2f66d8',
    buttonBg: '#1c58d9',
    buttonColor: '#ffffff',
    errorTextColor: '#c93538',
    mentionHighlightBg: '#ffd470',
    mentionHighlightLink: '#1b4fbf',
    codeTheme: 'github',
  },
  dark: {
    ...shared,
    type: 'Dark',
    sidebarBg: '#202229',
    sidebarText: '#ffffff',
    sidebarUnreadText: '#ffffff',
    sidebarTextHoverBg: '#2b2e36',
    sidebarTextActiveBorder: '#4f82ec',
    sidebarTextActiveColor: '#ffffff',
    sidebarHeaderBg: '#17181d',
    sidebarHeaderTextColor: '#ffffff',
    sidebarTeamBarBg: '#111216',
    centerChannelBg: '#191b20',
    centerChannelColor: '#e2e4ea',
    newMessageSeparator: '#1adbdb',
    linkColor: '#6b96f0',
    buttonBg: '#3468d8',
    buttonColor: '#ffffff',
    errorTextColor: '#e2666a',
    mentionHighlightBg: '#0d6e6e',
    mentionHighlightLink: '#a4f4f4',
    codeTheme: 'monokai',
  },
} as const

/** Sets Mattermost's variables, each colour also as an `r, g, b` triple. */
export function applyTheme(name: ThemeName): void {
  const root = document.documentElement
  root.dataset['theme'] = name
  // Lists and scrollbars that the browser draws.
  root.style.colorScheme = name
  for (const [key, value] of Object.entries(themes[name])) {
    if (!value.startsWith('#')) continue
    root.style.setProperty(variableName(key), value)
    root.style.setProperty(`${variableName(key)}-rgb`, triple(value))
  }
}

function variableName(key: string): string {
  const dashed = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  return `--${dashed.replace(/^error-text-color$/, 'error-text')}`
}

function triple(hex: string): string {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(', ')
}
