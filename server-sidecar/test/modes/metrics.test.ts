import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchPlugin } from '@ticketdesk/plugin-rpc'
import { buildSidecar } from '../built-sidecar'
import { readExposition } from '../exposition'
import { createFakeMattermost } from '../fakes/fake-mattermost'
import { asHost } from '../fakes/mattermost-host'
import { openRestMattermost } from '../fakes/rest-mattermost'
import { until } from '../until'
import { startSidecar } from './a-process'

jest.setTimeout(60_000)

let sidecar: Awaited<ReturnType<typeof buildSidecar>>
let folder: string
beforeAll(async () => {
  sidecar = await buildSidecar()
  folder = await mkdtemp(join(tmpdir(), 'ticketdesk-metrics-'))
})
afterAll(async () => {
  await sidecar.remove()
  await rm(folder, { recursive: true })
})

/** What is to be ended, whatever became of the test; the last first. */
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const KEY = 'a-long-random-text-of-a-source'
const alarm = {
  ...{ version: '4', status: 'firing', groupKey: '{}', receiver: 'x' },
  alerts: [
    {
      ...{ status: 'firing', labels: { alertname: 'disk full' }, annotations: {} },
      ...{ startsAt: '2025-03-09T12:00:00Z', endsAt: '0001-01-01T00:00:00Z', fingerprint: 'one' },
    },
  ],
}
async function sendTwice(url: string): Promise<void> {
  for (let n = 0; n < 2; n += 1) {
    const body = JSON.stringify(alarm)
    const headers = { 'Content-Type': 'application/json' }
    const answer = await fetch(`${url}/hooks/${KEY}`, { method: 'POST', headers, body })
    expect(await answer.text()).toBe('ok')
  }
}
/** Once the post is told of; until then it may be on its way. */
async function expectTwo(scrape: () => Promise<string>, secrets: string[]): Promise<void> {
  const posted = { topic: 'alert', outcome: 'posted' }
  let text = ''
  await until('the post is counted', async () => {
    text = await scrape()
    return readExposition(text).sum('ticketdesk_posts_total', posted) === 1
  })
  const { sum } = readExposition(text)
  expect(sum('ticketdesk_alerts_received_total', { kind: 'alertmanager' })).toBe(2)
  expect(sum('ticketdesk_alerts_deduplicated_total')).toBe(1)
  for (const secret of ['disk full', KEY, ...secrets]) expect(text).not.toContain(secret)
}
const source = (channel: string) =>
  JSON.stringify([{ name: 'watch', kind: 'alertmanager', key: KEY, channel }])

describe('beside a Mattermost', () => {
  async function start(env: Record<string, string>) {
    const mattermost = await openRestMattermost()
    ends.push(() => mattermost.close())
    const channel = mattermost.addChannel('O', { [mattermost.bot.id]: 'channel_user' })
    const started = await startSidecar(sidecar.file, {
      ...{
        MATTERMOST_URL: mattermost.url,
        BOT_TOKEN: mattermost.token,
        SLASH_TOKEN: 'slash-token',
      },
      ...{ CALLBACK_URL: 'http://tickets.internal:8080', PORT: '0', HOST: '127.0.0.1' },
      ...{ DATA_DIR: await mkdtemp(join(folder, 'data-')) },
      ...{ TICKETDESK_SOURCES: source(channel.id), ...env },
    })
    ends.push(async () => {
      started.child.kill('SIGKILL')
      await started.ended
    })
    return { started, mattermost }
  }

  it('tells its numbers at a port of their own, and there only, until it stops', async () => {
    const { started, mattermost } = await start({ METRICS_PORT: '0' })
    const url = `http://127.0.0.1:${started.said('serving')?.['metricsPort']}`
    await until('the source is there', async () => {
      const answer = await fetch(`${started.url}/hooks/${KEY}`, { method: 'POST', body: '{' })
      return answer.status === 400 && (await answer.text()).includes('decode')
    })
    await sendTwice(started.url)
    const scrape = async () => {
      const answer = await fetch(`${url}/metrics`)
      expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
      return answer.text()
    }
    await expectTwo(scrape, [mattermost.token, 'slash-token'])
    await until('the WebSocket is told of', async () => {
      return readExposition(await scrape()).sum('ticketdesk_websocket_connected') !== undefined
    })
    for (const path of ['/', '/health', `/hooks/${KEY}`, '/api/v1/form']) {
      expect([path, (await fetch(url + path)).status]).toEqual([path, 404])
    }
    expect((await fetch(`${started.url}/metrics`)).status).toBe(404)
    started.child.kill('SIGTERM')
    expect(await started.ended).toBe(0)
    await expect(fetch(`${url}/metrics`)).rejects.toThrow()
  })

  it('has no such port unless it is asked for', async () => {
    const { started } = await start({})
    expect(started.said('serving')).not.toHaveProperty('metricsPort')
  })

  it('does not start when the port is somebody else’s', async () => {
    const other = http.createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    ends.push(() => other.close())
    const { port } = other.address() as { port: number }
    const { started } = await start({ METRICS_PORT: String(port) })
    expect(await started.ended).toBe(1)
    expect(started.said('the port cannot be opened')).toMatchObject({ port, reason: 'EADDRINUSE' })
  })
})

describe('inside Mattermost', () => {
  it('tells its numbers to the hook, and to nobody who comes with a request', async () => {
    const mattermost = createFakeMattermost()
    const channel = mattermost.addChannel({}, [])
    mattermost.configuration = { database: 'embedded', sources: source(channel.id) }
    const bundlePath = join(folder, 'plugins', 'ticketdesk')
    await mkdir(bundlePath, { recursive: true })
    const plugin = await launchPlugin({
      executable: process.execPath,
      args: [sidecar.file],
      api: asHost(mattermost, { bundlePath }),
      onLog: () => {},
    })
    ends.push(() => plugin.kill())
    await plugin.activate()
    expect(plugin.implemented).toContain('ServeMetrics')
    const server = http.createServer((request, response) => {
      const isScrape = request.headers.host === 'metrics.internal'
      // Mattermost takes away all of the path that it knows: nothing is left.
      const options = isScrape ? ({ hook: 'ServeMetrics', url: '' } as const) : {}
      void plugin.serveHttp(request, response, options)
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    ends.push(() => void server.close().closeAllConnections())
    const { port } = server.address() as { port: number }
    const url = `http://127.0.0.1:${port}`
    const scrape = async () => {
      const asked = http.get({ port, host: '127.0.0.1', headers: { Host: 'metrics.internal' } })
      const [response] = (await once(asked, 'response')) as [http.IncomingMessage]
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk as Buffer)
      expect(response.statusCode).toBe(200)
      return Buffer.concat(chunks).toString()
    }
    await until('the source is there', async () => {
      const answer = await fetch(`${url}/hooks/${KEY}`, { method: 'POST', body: '{' })
      return answer.status === 400 && (await answer.text()).includes('decode')
    })
    await sendTwice(url)
    await expectTwo(scrape, [channel.id])
    expect((await fetch(`${url}/metrics`)).status).toBe(404)
    await plugin.deactivate()
  })
})
