/** The Red Hat portal that stands beside the stand-in Mattermost, as a test drives it. */
import type { StandIn } from './stand-in'

export interface NewComment {
  body: string
  author?: string
  side?: 'Associate' | 'Customer'
  isPublic?: boolean
}

export interface Portal {
  /** A case nobody follows yet; its number. */
  open(summary: string): Promise<string>
  comment(number: string, comment: NewComment): Promise<void>
  change(
    number: string,
    what: { status?: string; severity?: string; owner?: string },
  ): Promise<void>
  become(mode: string): Promise<void>
}

export function portalBeside(standIn: () => StandIn): Portal {
  const ask = <T>(what: string, body: object) =>
    standIn().control<T>(`upstreams/red-hat/${what}`, body)
  return {
    open: async (summary) => (await ask<{ number: string }>('open', { summary })).number,
    comment: async (number, comment) => void (await ask('comment', { number, ...comment })),
    change: async (number, what) => void (await ask('change', { number, ...what })),
    become: async (mode) => void (await ask('mode', { mode })),
  }
}
