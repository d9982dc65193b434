/** Root of everything a call over net/rpc can fail with; `code` is what callers test. */
export class RpcError extends Error {
  constructor(
    readonly code: 'closed' | 'timeout' | 'server' | 'unknown_method' | 'protocol',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.name = new.target.name
  }
}

/** The stream ended, or was closed by us, before the reply came. */
export class RpcClosedError extends RpcError {
  constructor(cause?: Error) {
    super('closed', 'rpc: connection is shut down', cause ? { cause } : undefined)
  }
}

/** No reply within the time allowed. A reply that comes later is dropped. */
export class RpcTimeoutError extends RpcError {
  constructor(
    readonly method: string,
    readonly timeoutMs: number,
  ) {
    super('timeout', `rpc: no reply from ${method} within ${timeoutMs} ms`)
  }
}

/** The other side answered with an error text, which is the message. */
export class RpcServerError extends RpcError {
  constructor(
    readonly method: string,
    text: string,
  ) {
    super('server', text)
  }
}

/** The other side does not know the method, e.g. because it is older than the method. */
export class UnknownMethodError extends RpcError {
  constructor(readonly method: string) {
    super('unknown_method', `rpc: can't find method ${method}`)
  }
}

/** The stream carries no net/rpc (any more). It has been destroyed. */
export class RpcProtocolError extends RpcError {
  constructor(detail: string, cause?: Error) {
    super('protocol', `rpc: ${detail}`, cause ? { cause } : undefined)
  }
}
