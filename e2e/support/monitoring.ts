/** The openITCOCKPIT that stands beside the stand-in Mattermost, as a test drives it. */
import type { StandIn } from './stand-in'

export interface Monitored {
  host: { name: string; uuid: string }
  service?: { name: string; uuid: string }
  state: number
  acknowledgement?: { author: string; comment: string }
}
export type Mode = 'ok' | 'slow' | 'down' | 'wrong' | 'refuses' | 'nothing'

export interface Subject {
  host: string
  service?: string
}

export interface Monitoring {
  /** A check's result, as its notification tells it; 0 is good, 2 a critical service. */
  report(subject: Subject, state: number, output: string): Promise<Monitored>
  /** In openITCOCKPIT's own page. */
  acknowledge(subject: Subject, author: string, comment: string): Promise<Monitored>
  downtime(subject: Subject, begins: boolean): Promise<Monitored>
  flapping(subject: Subject, begins: boolean): Promise<Monitored>
  object(subject: Subject): Promise<Monitored>
  become(mode: Mode): Promise<void>
  /** The address an upstream of this name sends to. */
  hook(name: 'openitcockpit' | 'cyphon' | 'webhook'): Promise<string>
}

export function monitoringBeside(standIn: () => StandIn): Monitoring {
  const ask = <T>(what: string, body: object) =>
    standIn().control<T>(`upstreams/openitcockpit/${what}`, body)
  return {
    report: (subject, state, output) => ask('report', { ...subject, state, output }),
    acknowledge: (subject, author, comment) => ask('acknowledge', { ...subject, author, comment }),
    downtime: (subject, begins) => ask('downtime', { ...subject, begins }),
    flapping: (subject, begins) => ask('flapping', { ...subject, begins }),
    object: (subject) => ask('object', subject),
    become: async (mode) => void (await ask('mode', { mode })),
    async hook(name) {
      const { hooks } = await standIn().control<{ hooks: Record<string, string> }>('upstreams')
      return hooks[name] ?? ''
    },
  }
}
