import type { Readable } from 'node:stream'

/** Header names in canonical spelling (`Content-Type`) → values. */
export type HttpHeader = Record<string, string[]>

/**
 * A request forwarded by the server. Its path has the subpath and `/plugins/<id>` cut off.
 * `Header['Mattermost-User-Id']` is the one mark of an authenticated user.
 */
export interface HttpRequest {
  Method: string
  /** Path and query as text, e.g. `/api/v1/things?page=2`. */
  URL: string
  Proto: string
  ProtoMajor: number
  ProtoMinor: number
  Header: HttpHeader
  Host: string
  RemoteAddr: string
  /** The original target. It may contain an access token: never log it. */
  RequestURI: string
  /**
   * The body, asked for when reading begins and flow-controlled from then on; no size limit is
   * applied by the server. Null when the request has no body stream.
   */
  body: Readable | null
}

/**
 * The response. Every call resolves when the host has done it, so awaiting gives backpressure; calls
 * not awaited are run one after the other in the order they were made. All of them reject with
 * ResponseClosedError once the client has gone or the hook has been answered.
 */
export interface HttpResponse {
  /** Headers the server has already set. */
  header(): Promise<HttpHeader>
  /**
   * Sends status (100–999) and headers; these are merged over the ones already set. A 1xx status
   * other than 101 may be followed by another `writeHead`.
   */
  writeHead(
    status: number,
    headers?: Readonly<Record<string, string | readonly string[]>>,
  ): Promise<void>
  /** Sends body bytes, after a `writeHead(200)` if there was none. The chunk must not change meanwhile. */
  write(chunk: Uint8Array | string): Promise<void>
  /** Asks the server to pass on what it has buffered; does nothing on servers too old for it. */
  flush(): Promise<void>
  /** Whether a final status has been sent or is on its way. */
  readonly headSent: boolean
}
