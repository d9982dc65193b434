/** The Mattermost of a process that may be killed is its parent's, over HTTP. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { type MattermostApi, MattermostError } from '../../src/mattermost/api'
import type { FakeMattermost } from '../fakes/fake-mattermost'

/** The child's end. */
export function mattermostOfParent(port: string): MattermostApi {
  async function call(method: string, args: unknown[]): Promise<unknown> {
    const answer = await fetch(`http://127.0.0.1:${port}/${method}`, {
      method: 'POST',
      body: JSON.stringify(args),
    })
    const { result, error } = (await answer.json()) as {
      result?: unknown
      error?: { id: string; status: number }
    }
    if (error) throw new MattermostError(error.id, error.status, error.id)
    return result
  }
  return new Proxy({} as MattermostApi, {
    get:
      (_, method) =>
      (...args: unknown[]) =>
        call(String(method), args),
  })
}

/**
 * The parent's end.
 *
 * @param strikes told of each call before it happens and after; true when the child was killed by it
 */
export async function serveMattermost(
  mattermost: FakeMattermost,
  strikes: (method: 'createPost', when: 'before' | 'after') => boolean,
) {
  const server = createServer(async (request, response) => {
    const method = (request.url ?? '/').slice(1) as 'createPost'
    const args = (await json(request)) as Parameters<FakeMattermost['createPost']>
    if (strikes(method, 'before')) return void request.socket.destroy()
    const answer = await mattermost[method](...args).then(
      (result) => ({ result }),
      (error) => ({ error: error instanceof MattermostError ? error : { id: 'x', status: 500 } }),
    )
    if (strikes(method, 'after')) return void request.socket.destroy()
    response.end(JSON.stringify(answer))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  return { server, port }
}
