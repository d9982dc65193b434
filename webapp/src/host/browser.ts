/** What we take from the browser and from the globals of Mattermost's page, behind one interface. */
import type { ReactNode } from 'react'

/** `localStorage` that never throws: full, forbidden and absent all look like empty. */
export interface SafeStorage {
  get(key: string): string | null
  set(key: string, value: string): void
  remove(key: string): void
  keys(): string[]
}

export interface Browser {
  fetch(url: string, init: RequestInit): Promise<Response>
  storage: SafeStorage
  /** The path Mattermost is served below, '' at the root of its host. */
  basename(): string
  cookies(): string
  /** Milliseconds since 1970. */
  now(): number
  /** 32 random hexadecimal digits. */
  randomId(): string
  /** Calls back before the next frame; the returned function cancels. */
  nextFrame(callback: () => void): () => void
}

export function theBrowser(): Browser {
  return {
    fetch: (url, init) => window.fetch(url, init),
    storage: openStorage(() => window.localStorage),
    basename: () => hostGlobals().basename ?? '',
    cookies: () => document.cookie,
    now: () => Date.now(),
    randomId,
    nextFrame: (callback) => {
      const frame = window.requestAnimationFrame(callback)
      return () => window.cancelAnimationFrame(frame)
    },
  }
}

/** `open` may throw: reading `localStorage` does so when the user forbids site data. */
export function openStorage(open: () => Storage): SafeStorage {
  const attempt = <T>(use: (storage: Storage) => T, otherwise: T): T => {
    try {
      return use(open())
    } catch {
      return otherwise
    }
  }
  return {
    get: (key) => attempt((storage) => storage.getItem(key), null),
    set: (key, value) => attempt((storage) => storage.setItem(key, value), undefined),
    remove: (key) => attempt((storage) => storage.removeItem(key), undefined),
    keys: () => attempt((storage) => Object.keys(storage), []),
  }
}

/** Not `crypto.randomUUID`: browsers only offer it over https, and Mattermost also runs without. */
function randomId(): string {
  const bytes = window.crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Functions Mattermost puts on `window`; any of them may be missing in some version. */
export interface HostGlobals {
  basename?: string
  PostUtils?: {
    formatText?(text: string, options: Record<string, unknown>): string
    messageHtmlToComponent?(html: string, options: Record<string, unknown>): ReactNode
  }
  WebappUtils?: { browserHistory?: { push?(path: string): void } }
  registerPlugin?(id: string, plugin: unknown): void
}

export function hostGlobals(): HostGlobals {
  return window as unknown as HostGlobals
}
