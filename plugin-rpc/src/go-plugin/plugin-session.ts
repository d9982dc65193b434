import type { ByteStream } from '../bytes/byte-stream'
import type { Timers } from '../bytes/timers'
import { createRpcServer } from '../net-rpc'
import { createSession, type Session } from '../yamux/session'
import { type BrokerCore, createBroker } from './broker'
import { createControlMethods, type Dispensers } from './control'

export interface PluginSessionOptions {
  readonly dispense: Dispensers
  readonly timers: Timers
  /** The host asked the process to end; the reply is on its way. */
  onQuit(): void
  /** The connection is over, cleanly or not. */
  onEnd(error?: Error): void
  onProblem(error: Error): void
}

/** A stream we keep open only because the host opened it: what comes is dropped, its end is answered. */
function drain(stream: ByteStream): void {
  stream.start(
    () => {},
    () => stream.end(),
  )
}

/**
 * The plugin's side of a fresh connection. Nothing names the first three streams, their order does:
 * control, stdout, stderr. All later ones are for the broker.
 */
export function createPluginSession(
  transport: ByteStream,
  options: PluginSessionOptions,
): { session: Session; broker: BrokerCore } {
  const { dispense, timers, onQuit, onEnd, onProblem } = options
  const broker = createBroker({ open: () => session.open(), timers })
  const serveControl = (stream: ByteStream) => {
    const methods = createControlMethods({ broker, dispense, onQuit, onProblem })
    createRpcServer(stream, methods, {
      // Without a sound control stream the host can neither ping nor stop us.
      onEnd: (error) => error && session.close(error),
    })
  }
  let opened = 0
  const session: Session = createSession(transport, {
    role: 'server',
    timers,
    onStream(stream) {
      opened++
      if (opened === 1) serveControl(stream)
      else if (opened <= 3) drain(stream)
      else broker.handleIncoming(stream)
    },
    onEnd(error) {
      broker.close()
      onEnd(error)
    },
  })
  return { session, broker }
}
