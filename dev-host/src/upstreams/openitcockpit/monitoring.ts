/** Hosts and services with their states, and Naemon's commands about them. */
import { randomUUID } from 'node:crypto'
import type { NotificationType } from './notification'

export interface Named {
  name: string
  uuid: string
}
export interface Acknowledgement {
  author: string
  comment: string
}
export interface Monitored {
  host: Named
  service?: Named
  /** 0 is good; hosts: 1 down, 2 unreachable; services: 1 warning, 2 critical, 3 unknown. */
  state: number
  output: string
  acknowledgement?: Acknowledgement
  inDowntime: boolean
  flapping: boolean
}

export type Notify = (type: NotificationType, object: Monitored) => void

export interface Monitoring {
  /** The service of a host, or the host; made on first use. */
  object(host: string, service?: string): Monitored
  find(uuid: string): Monitored | undefined
  hosts(): Monitored[]
  /** A check's result: says PROBLEM, RECOVERY or nothing, as the states want it. */
  report(object: Monitored, state: number, output: string): void
  /** Ends with the problem. Nothing happens when there is none. */
  acknowledge(object: Monitored, ack: Acknowledgement, notify: boolean): void
  removeAcknowledgement(object: Monitored): void
  downtime(object: Monitored, begins: boolean): void
  flap(object: Monitored, begins: boolean): void
}

export function createMonitoring(notify: Notify): Monitoring {
  const objects = new Map<string, Monitored>()
  const hosts = new Map<string, Named>()

  function hostNamed(name: string): Named {
    const host = hosts.get(name) ?? { name, uuid: randomUUID() }
    hosts.set(name, host)
    return host
  }
  function object(hostName: string, serviceName?: string): Monitored {
    const key = JSON.stringify([hostName, serviceName])
    const known = objects.get(key)
    if (known) return known
    const made: Monitored = {
      host: hostNamed(hostName),
      ...(serviceName !== undefined && { service: { name: serviceName, uuid: randomUUID() } }),
      ...{ state: 0, output: 'OK', inDowntime: false, flapping: false },
    }
    objects.set(key, made)
    return made
  }

  return {
    object,
    find: (uuid) => [...objects.values()].find((one) => (one.service ?? one.host).uuid === uuid),
    hosts: () => [...objects.values()].filter(({ service }) => !service),
    report(one, state, output) {
      const before = one.state
      Object.assign(one, { state, output })
      if (state === 0) delete one.acknowledgement
      // Naemon says nothing of what is acknowledged or in downtime.
      if (state !== 0 && (one.acknowledgement || one.inDowntime)) return
      if (state !== 0) notify('PROBLEM', one)
      else if (before !== 0) notify('RECOVERY', one)
    },
    acknowledge(one, ack, tell) {
      if (one.state === 0) return
      one.acknowledgement = ack
      if (tell) notify('ACKNOWLEDGEMENT', one)
    },
    removeAcknowledgement: (one) => void delete one.acknowledgement,
    downtime(one, begins) {
      one.inDowntime = begins
      notify(begins ? 'DOWNTIMESTART' : 'DOWNTIMEEND', one)
    },
    flap(one, begins) {
      one.flapping = begins
      notify(begins ? 'FLAPPINGSTART' : 'FLAPPINGSTOP', one)
    },
  }
}
