import type { Sendable } from '../../gob'
import { type RpcClient, type RpcMethod, rpcMethod } from '../../net-rpc'
import { parseFailure, renderFailure } from './failures'
import { type CallShape, type Letters, letterOf } from './shape'

/** A table row whatever its parameters are. */
export type AnyShape = CallShape<never, unknown>

/** Calls a method of a table at the other side; a failure in the result rejects. */
export async function callShape(
  client: RpcClient,
  method: { name: string; shape: AnyShape; timeoutMs?: number },
  args: readonly unknown[],
): Promise<unknown> {
  const { name, shape, timeoutMs } = method
  const fields: Letters = {}
  for (let i = 0; i < shape.arity; i++) fields[letterOf(i)] = args[i]
  const call = { name: `Plugin.${name}`, args: shape.args, result: shape.result }
  const options = timeoutMs === undefined ? {} : { timeoutMs }
  const result = await client.call(call, fields as Sendable<Letters>, options)
  const failure = parseFailure(shape, result)
  if (failure) throw failure
  return shape.unwrap(result)
}

export interface ServeShapeOptions {
  /** What happens to an exception where the method has no result that could carry it. */
  onUndeclared: (error: unknown) => Letters
  /** Every exception, for the log. */
  onError?: (error: unknown) => void
}

/** Serves a method of a table by a function that takes its parameters one by one. */
// biome-ignore lint/complexity/useMaxParams: name, shape, handler, as a table is read
export function serveShape(
  name: string,
  shape: AnyShape,
  handle: (...args: unknown[]) => unknown,
  options: ServeShapeOptions,
): RpcMethod {
  const indexes = Array.from({ length: shape.arity }, (_, index) => letterOf(index))
  return rpcMethod(shape.args, shape.result, async (args) => {
    try {
      return shape.wrap(await handle(...indexes.map((letter) => args[letter]))) as Sendable<Letters>
    } catch (error) {
      options.onError?.(error)
      const failure = renderFailure(shape, error, name) ?? options.onUndeclared(error)
      return failure as Sendable<Letters>
    }
  })
}
