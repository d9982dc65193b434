/** Our own HTTP port, and how it is closed without breaking off what has begun. */
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface HttpServer {
  port: number
  /** Takes nothing new, and waits for what has begun; cuts it off after so many milliseconds. */
  close(limitMs: number): Promise<void>
}

/** Longer than Mattermost keeps a connection it does not use: it must not write into a closed one. */
const KEEP_ALIVE_MS = 95_000
/** A body of two megabytes on a bad line. */
const REQUEST_MS = 60_000

/** Rejects when the port is taken or forbidden. */
export async function openHttpServer(
  app: RequestListener,
  { port, host }: { port: number; host: string | undefined },
): Promise<HttpServer> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: REQUEST_MS }, app)
  server.listen(port, host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async close(limitMs) {
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      // Node keeps a connection for the next request after one that was under way.
      const sweep = setInterval(() => server.closeIdleConnections(), 100)
      const cut = setTimeout(() => server.closeAllConnections(), limitMs)
      await closed
      clearInterval(sweep)
      clearTimeout(cut)
    },
  }
}
