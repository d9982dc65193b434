import type { GobLimits, GobSchema, Sendable, TypeRegistry } from '../gob'

/** A served method. Built by `rpcMethod`, which remembers the types for the compiler. */
export interface RpcMethod {
  args: GobSchema<unknown>
  result: GobSchema<unknown>
  handle: (args: unknown) => unknown
}

/** Full names ("Service.Method") → methods. */
export type RpcMethods = Readonly<Record<string, RpcMethod>>

/** A method whose handler may answer at once or by a promise; what it throws becomes the error text. */
export function rpcMethod<A, R>(
  args: GobSchema<A>,
  result: GobSchema<R>,
  handle: (args: A) => Sendable<R> | Promise<Sendable<R>>,
): RpcMethod {
  return { args, result, handle: handle as (args: unknown) => unknown }
}

/** Something the server survived, or that ended the stream. */
export type RpcProblem =
  /** The caller began the next request without finishing the arguments of this one. */
  | { kind: 'arguments_missing'; method: string }
  | { kind: 'arguments_broken'; method: string; error: Error }
  | { kind: 'handler_failed'; method: string; error: unknown }
  | { kind: 'reply_unencodable'; method: string; error: Error }

export interface RpcServerOptions {
  types?: TypeRegistry
  limits?: Partial<GobLimits>
  /**
   * Calls accepted and not yet answered (a reply counts until the stream has taken it). When there
   * are that many, reading stops until one is answered, and flow control holds the caller back.
   */
  maxPending?: number
  onProblem?: (problem: RpcProblem) => void
  /** Called once when the stream has ended; with an error unless the caller ended it cleanly. */
  onEnd?: (error?: Error) => void
}
