import type { GobSchema } from './schema'

/**
 * The content of a Go interface together with the name its concrete type is registered under.
 * Sent: `schema` says how. Received: kept where the name matters (errors), unwrapped elsewhere.
 */
export class InterfaceValue<T = unknown> {
  constructor(
    readonly typeName: string,
    readonly value: T,
    readonly schema?: GobSchema<T>,
  ) {}
}

/** A concrete type both sides have registered, so that it may travel inside an interface. */
export interface RegisteredType<T = unknown> {
  typeName: string
  schema: GobSchema<T>
}

/** Registered names → schemas; a received interface value of such a name is projected onto it. */
export type TypeRegistry = ReadonlyMap<string, GobSchema<unknown>>

/** Puts a value into an interface under a registered name. */
export function inInterface<T>(type: RegisteredType<T>, value: T): InterfaceValue<T> {
  return new InterfaceValue(type.typeName, value, type.schema)
}
