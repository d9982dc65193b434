/** One address in front of several: each new connection goes to the next one that takes it. */

import type { AddressInfo } from 'node:net'
import { createServer, connect as dial, type Socket } from 'node:net'

export interface Balancer {
  url: string
  close(): Promise<void>
}

/** @param addresses `http://host:port`; whether somebody is there may change at any time */
export async function openBalancer(addresses: readonly string[]): Promise<Balancer> {
  const open = new Set<Socket>()
  let turn = 0

  /** Before anything of the client was read: whom it reaches makes no difference to it. */
  function connect(near: Socket, left: number): void {
    const { hostname, port } = new URL(addresses[turn++ % addresses.length] ?? '')
    const far = keep(dial({ host: hostname, port: Number(port) }))
    far.once('connect', () => {
      near.pipe(far)
      far.pipe(near)
      far.on('close', () => near.destroy())
      near.on('close', () => far.destroy())
    })
    far.once('error', () => {
      if (far.remotePort !== undefined || left === 0) near.destroy()
      else connect(near, left - 1)
    })
  }
  function keep(socket: Socket): Socket {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    return socket.on('error', () => {})
  }

  const server = createServer((near) => connect(keep(near), addresses.length - 1))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
