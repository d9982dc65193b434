/** Go's encoding/gob: schema-driven encoder, descriptor-driven decoder. */
export { createGobDecoder, type Decoded, type GobDecoder } from './decoder'
export { createGobEncoder, type GobEncoder, type Sendable } from './encoder'
export {
  GobEncodeError,
  GobError,
  type GobErrorCode,
  GobFormatError,
  GobLimitError,
  GobMismatchError,
} from './errors'
export {
  InterfaceValue,
  inInterface,
  type RegisteredType,
  type TypeRegistry,
} from './interface-value'
export { DEFAULT_LIMITS, type GobLimits } from './limits'
export { NO_TYPES, project, zeroOf } from './project'
export * from './schema'
