import {
  bytes,
  emptyStruct,
  type GobSchema,
  int,
  map,
  opaque,
  slice,
  string,
  struct,
  uint,
} from '../../gob'
import type { HttpHeader, HttpRequest } from '../http-interface'
import { type Context, contextSchema } from '../model'

/** The part of Go's http.Request that travels. `URL` marshals itself; its bytes are the text. */
export type RequestSubset = Omit<HttpRequest, 'body'>

/** Argument of ServeHTTP and ServeMetrics: the ids are accepted by the host. 0 means no body. */
export interface ServeHttpArgs {
  ResponseWriterStream: number
  Request: RequestSubset
  Context: Context
  RequestBodyStream: number
}

export const headerSchema: GobSchema<HttpHeader> = map(slice(string, '[]string'), 'Header')

const urlText = opaque<string>('binary', 'URL', {
  encode: (text) => Buffer.from(text),
  decode: (data) => data.toString('utf8'),
  zero: '',
})

const requestSubset: GobSchema<RequestSubset> = struct<RequestSubset>('HTTPRequestSubset', {
  Method: string,
  URL: urlText,
  Proto: string,
  ProtoMajor: int,
  ProtoMinor: int,
  Header: headerSchema,
  Host: string,
  RemoteAddr: string,
  RequestURI: string,
})

export const serveHttpArgs: GobSchema<ServeHttpArgs> = struct<ServeHttpArgs>('Z_ServeHTTPArgs', {
  ResponseWriterStream: uint,
  Request: requestSubset,
  Context: contextSchema,
  RequestBodyStream: uint,
})

const responseCall = <A, R>(name: string, args: GobSchema<A>, result: GobSchema<R>) => ({
  name: `Plugin.${name}`,
  args,
  result,
})

/** What the plugin calls on the stream of a response. */
export const responseCalls = {
  /** Headers set so far by the server. */
  header: responseCall('Header', emptyStruct, headerSchema),
  /** Replaces all headers: those not named are deleted. */
  syncHeader: responseCall('SyncHeader', headerSchema, emptyStruct),
  writeHeader: responseCall('WriteHeader', int, emptyStruct),
  write: responseCall('Write', bytes, emptyStruct),
  flush: responseCall('Flush', emptyStruct, emptyStruct),
}

/** Results of the plain calls around activation. */
export interface OnActivateArgs {
  APIMuxId: number
  DriverMuxId: number
}

export const onActivateArgs: GobSchema<OnActivateArgs> = struct<OnActivateArgs>(
  'Z_OnActivateArgs',
  {
    APIMuxId: uint,
    DriverMuxId: uint,
  },
)

export const hookNames: GobSchema<string[]> = slice(string, '[]string')
