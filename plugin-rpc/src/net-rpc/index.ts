/** Go's net/rpc with its gob codec, both ends, on one ByteStream each. */
export { createRpcClient, type RpcCall, type RpcClient, type RpcClientOptions } from './client'
export {
  RpcClosedError,
  RpcError,
  RpcProtocolError,
  RpcServerError,
  RpcTimeoutError,
  UnknownMethodError,
} from './errors'
export {
  type RpcMethod,
  type RpcMethods,
  type RpcProblem,
  type RpcServerOptions,
  rpcMethod,
} from './method'
export { createRpcServer, type RpcServer } from './server'
