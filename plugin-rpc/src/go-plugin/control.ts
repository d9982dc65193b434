import type { ByteStream } from '../bytes/byte-stream'
import { bool, emptyStruct, string, uint } from '../gob'
import { type RpcCall, type RpcMethods, rpcMethod } from '../net-rpc'
import type { Broker } from './broker'

/** The calls a host makes on the first stream of the session. */
export const dispenseCall: RpcCall<string, number> = {
  name: 'Dispenser.Dispense',
  args: string,
  result: uint,
}
export const pingCall: RpcCall<boolean, object> = {
  name: 'Control.Ping',
  args: bool,
  result: emptyStruct,
}
export const quitCall: RpcCall<boolean, object> = {
  name: 'Control.Quit',
  args: bool,
  result: emptyStruct,
}

/** What a plugin offers: for each name, what to do with the stream on which the host will use it. */
export type Dispensers = Readonly<Record<string, (broker: Broker) => (stream: ByteStream) => void>>

export interface ControlOptions {
  readonly broker: Broker
  readonly dispense: Dispensers
  /** The host asked the process to end. The reply is written in the same tick, after this returns. */
  onQuit(): void
  /** The host asked for something and then did not come for it. */
  onProblem(error: Error): void
}

/** The plugin's side of those calls. */
export function createControlMethods(options: ControlOptions): RpcMethods {
  const { broker, dispense, onQuit, onProblem } = options
  return {
    [pingCall.name]: rpcMethod(bool, emptyStruct, () => ({})),
    [quitCall.name]: rpcMethod(bool, emptyStruct, () => {
      onQuit()
      return {}
    }),
    [dispenseCall.name]: rpcMethod(string, uint, (name) => {
      const create = Object.hasOwn(dispense, name) ? dispense[name] : undefined
      if (!create) throw new Error(`unknown plugin type: ${name}`)
      const serve = create(broker)
      const id = broker.nextId()
      broker.accept(id).then(serve, onProblem)
      return id
    }),
  }
}
