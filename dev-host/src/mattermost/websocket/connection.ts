/**
 * One client's stream of events, which outlives its socket for a while. By Mattermost's rules for
 * reliable WebSockets (its `web_conn.go`): events are numbered; the newest that were sent are kept,
 * what happens while the socket is gone waits, and a client that comes back with the connection's id
 * and the number it expects next goes on from there.
 */
import type { WorldEvent } from '../events'
import { newId } from '../ids'

const KEPT = 128
const WAITING = 256

interface Sent {
  seq: number
  text: string
}

export interface Connection {
  readonly id: string
  readonly userId: string
  isOpen(): boolean
  /** Sends the event now, or once the client is back. False: too much waits, give it up. */
  tell(event: WorldEvent): boolean
  /** Counts the next events without sending them, as a bad network would. */
  lose(count: number): void
  /** A socket, for the first time or again; `expected` is the number the client wants next. */
  attach(write: (text: string) => void, expected: number): void
  detach(): void
}

export function createConnection(userId: string): Connection {
  return new Stream(userId)
}

class Stream implements Connection {
  id = newId()
  private seq = 0
  private sent: Sent[] = []
  private waiting: WorldEvent[] = []
  private toLose = 0
  private write: ((text: string) => void) | undefined
  private met = false

  constructor(readonly userId: string) {}

  isOpen(): boolean {
    return this.write !== undefined
  }

  lose(count: number): void {
    this.toLose += count
  }

  tell(event: WorldEvent): boolean {
    if (this.write) this.send(event)
    else this.waiting.push(event)
    return this.waiting.length <= WAITING
  }

  attach(write: (text: string) => void, expected: number): void {
    this.write = write
    if (!this.met) this.greet()
    else this.goOn(expected)
    this.met = true
    for (const event of this.waiting.splice(0)) this.send(event)
  }

  detach(): void {
    this.write = undefined
  }

  private goOn(expected: number): void {
    const from = this.sent.findIndex(({ seq }) => seq === expected)
    if (from >= 0) {
      for (const { text } of this.sent.slice(from)) this.write?.(text)
    } else if (this.seq !== expected) {
      this.id = newId()
      this.greet()
    }
  }

  private greet(): void {
    this.seq = 0
    this.sent = []
    const data = { server_version: '11.6.0', connection_id: this.id, server_hostname: 'stand-in' }
    this.send({ event: 'hello', data, broadcast: { user_id: this.userId } })
  }

  private send({ event, data, broadcast, mentions }: Outgoing): void {
    const { seq } = this
    const meant = mentions?.includes(this.userId)
    const told = meant ? { ...data, mentions: JSON.stringify([this.userId]) } : data
    const text = JSON.stringify({ event, data: told, broadcast: complete(broadcast), seq })
    this.sent.push({ seq, text })
    if (this.sent.length > KEPT) this.sent.shift()
    this.seq += 1
    if (this.toLose > 0) this.toLose -= 1
    else this.write?.(text)
  }
}

type Outgoing = Omit<WorldEvent, 'event'> & { event: string }

function complete({ user_id, channel_id, team_id, omit_users }: WorldEvent['broadcast']) {
  return {
    omit_users: omit_users ?? null,
    user_id: user_id ?? '',
    channel_id: channel_id ?? '',
    team_id: team_id ?? '',
    connection_id: '',
    omit_connection_id: '',
  }
}
