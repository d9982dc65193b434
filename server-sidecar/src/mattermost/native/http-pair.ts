/** The wire inside the process: an HTTP agent at one end of a duplex pair, a server at the other. */
import http from 'node:http'
import { type Duplex, duplexPair } from 'node:stream'

/** Idle pairs kept for the next request. */
const IDLE_PAIRS = 32

const vouchedSockets = new WeakSet<object>()

/** True for a request that came through the RPC: its `Mattermost-User-Id` is Mattermost's word. */
export function isFromMattermost(request: http.IncomingMessage): boolean {
  return vouchedSockets.has(request.socket)
}

/** An agent whose connections are fresh duplex pairs, the other end given to the server. */
export function createPairAgent(server: http.Server): http.Agent {
  const agent = new http.Agent({
    keepAlive: true,
    maxSockets: Number.POSITIVE_INFINITY,
    maxFreeSockets: IDLE_PAIRS,
  })
  agent.createConnection = () => {
    const [near, far] = duplexPair().map(likeSocket) as [Duplex, Duplex]
    // A pair is one wire: when one end is cut, the other hears of it.
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
    vouchedSockets.add(far)
    server.emit('connection', far)
    return near
  }
  return agent
}

/** What http asks of a socket beyond being a stream. */
function likeSocket(stream: Duplex): Duplex {
  const same = () => stream
  return Object.assign(stream, {
    setTimeout: same,
    setNoDelay: same,
    setKeepAlive: same,
    ref: same,
    unref: same,
  })
}
