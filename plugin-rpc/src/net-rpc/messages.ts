import { type GobSchema, string, struct, uint } from '../gob'

/** Header of a call. `Seq` starts at 0 and is therefore absent in a Go caller's first request. */
export interface RequestHeader {
  ServiceMethod: string
  Seq: number
}

/** Header of a reply. A non-empty `Error` means that an empty struct follows as body. */
export interface ResponseHeader {
  ServiceMethod: string
  Seq: number
  Error: string
}

export const requestHeader: GobSchema<RequestHeader> = struct<RequestHeader>('Request', {
  ServiceMethod: string,
  Seq: uint,
})

export const responseHeader: GobSchema<ResponseHeader> = struct<ResponseHeader>('Response', {
  ServiceMethod: string,
  Seq: uint,
  Error: string,
})

/** What Go's net/rpc answers when it cannot route a call. */
export function renderUnknownMethod(serviceMethod: string, services: ReadonlySet<string>): string {
  const dot = serviceMethod.lastIndexOf('.')
  if (dot < 0) return `rpc: service/method request ill-formed: ${serviceMethod}`
  const known = services.has(serviceMethod.slice(0, dot))
  return `rpc: can't find ${known ? 'method' : 'service'} ${serviceMethod}`
}
