/** The stand-ins of upstreams, held against what was recorded of the real ones. */
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { renderAlert } from '../src/upstreams/cyphon'
import { type OpenItCockpit, startOpenItCockpit } from '../src/upstreams/openitcockpit'
import type { Monitored } from '../src/upstreams/openitcockpit/monitoring'
import {
  type NotificationType,
  renderNotification,
} from '../src/upstreams/openitcockpit/notification'

const wire = join(__dirname, '..', '..', 'server-sidecar', 'test', 'fixtures', 'wire')
const recorded = (name: string) => readFileSync(join(wire, `${name}.json`), 'utf8').trim()

const place = { baseUrl: 'https://oitc.example.org', apiKey: 'e1a4c0ffee'.repeat(16) }
const host = { name: 'srv-db-01', uuid: '5f8a1c62-3f0e-4b53-9a60-1d2c7b9e4a01' }
const service = { name: 'Disk usage /var', uuid: 'a2d94f0b-6c1e-4f7a-8b35-90cf3e7d1b02' }
const calm = { output: 'OK', inDowntime: false, flapping: false }

describe('openITCOCKPIT', () => {
  const down = { state: 1, output: 'CRITICAL - 10.20.0.11: rta nan, lost 100%' }
  const up = { state: 0, output: 'OK - 10.20.0.11: rta 0.411ms, lost 0%' }
  it.each<[string, NotificationType, Partial<Monitored>]>([
    ['host-01-problem-down', 'PROBLEM', down],
    ['host-03-acknowledgement', 'ACKNOWLEDGEMENT', down],
    ['host-04-recovery', 'RECOVERY', up],
    ['host-06-flappingstart', 'FLAPPINGSTART', {}],
    ['host-07-flappingstop', 'FLAPPINGSTOP', {}],
    ['host-08-flappingdisabled', 'FLAPPINGDISABLED', {}],
    ['host-09-downtimestart', 'DOWNTIMESTART', {}],
    ['host-10-downtimeend', 'DOWNTIMEEND', {}],
    ['host-11-downtimecancelled', 'DOWNTIMECANCELLED', {}],
    [
      'svc-01-problem-warning',
      'PROBLEM',
      { service, state: 1, output: 'DISK WARNING - free space: /var 1843 MB (9%)' },
    ],
    [
      'svc-03-problem-critical-reminder',
      'PROBLEM',
      { service, state: 2, output: 'DISK CRITICAL - free space: /var 398 MB (2%)' },
    ],
    ['svc-04-acknowledgement', 'ACKNOWLEDGEMENT', { service, state: 2 }],
    [
      'svc-05-recovery',
      'RECOVERY',
      { service, state: 0, output: 'DISK OK - free space: /var 9120 MB (45%)' },
    ],
    ['svc-06-flappingstart', 'FLAPPINGSTART', { service }],
    ['svc-09-downtimestart', 'DOWNTIMESTART', { service }],
    ['svc-10-downtimeend', 'DOWNTIMEEND', { service }],
    ['svc-11-downtimecancelled', 'DOWNTIMECANCELLED', { service }],
  ])('sends what was recorded: %s', (name, type, object) => {
    const body = renderNotification(type, { host, state: 1, ...calm, ...object }, place)
    expect(body).toBe(recorded(`openitcockpit/${name}`))
  })

  describe('running', () => {
    let oitc: OpenItCockpit
    let door: Server
    let heard: string[] = []
    beforeAll(async () => {
      door = createServer(async (request, response) => {
        let body = ''
        for await (const chunk of request) body += chunk
        heard.push(JSON.parse(body).attachments[0].text)
        response.end('ok')
      }).listen(0, '127.0.0.1')
      await new Promise((resolve) => door.once('listening', resolve))
      oitc = await startOpenItCockpit()
      oitc.setWebhook(`http://127.0.0.1:${(door.address() as AddressInfo).port}/hooks/key`)
    })
    afterEach(() => oitc.setMode('ok'))
    afterAll(async () => {
      await oitc.close()
      door.close()
    })

    const ask = (path: string, body?: object, key = oitc.apiKey) =>
      fetch(oitc.url + path, {
        method: body ? 'POST' : 'GET',
        headers: { Authorization: `X-OITC-API ${key}`, Accept: 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      })
    const state = async ({ service, host }: Monitored) => {
      const page = service ? `services/browser/${service.uuid}` : `hosts/browser/${host.uuid}`
      const { hoststatus, servicestatus, acknowledgement } = await (
        await ask(`/${page}.json`)
      ).json()
      return { ...(service ? servicestatus : hoststatus), acknowledgement }
    }
    const acknowledge = (
      { host, service }: Monitored,
      body: object = { user_name: 'anna', post_id: 'p' },
    ) =>
      ask(
        service
          ? `/mattermost_module/acknowledge/service.json?hostuuid=${host.uuid}&serviceuuid=${service.uuid}`
          : `/mattermost_module/acknowledge/host.json?uuid=${host.uuid}`,
        body,
      )
    const until = async (what: () => Promise<boolean> | boolean) => {
      while (!(await what())) await new Promise((resolve) => setTimeout(resolve, 20))
    }

    it('acknowledges a moment after it said yes, and tells nobody', async () => {
      const disk = oitc.monitoring.object('db', 'disk')
      oitc.monitoring.report(disk, 2, 'full')
      const answer = await acknowledge(disk)
      expect([answer.status, await answer.json()]).toMatchObject([200, { update: {} }])
      expect(await state(disk)).toMatchObject({ problemHasBeenAcknowledged: false })
      await until(async () => (await state(disk)).problemHasBeenAcknowledged)
      expect(await state(disk)).toMatchObject({
        currentState: 2,
        acknowledgement: { author_name: 'anna' },
      })
      oitc.monitoring.report(disk, 0, 'fine')
      await until(() => heard.length === 2)
      expect(heard[0]).toMatch(/PROBLEM: .*is Critical!\nfull$/)
      expect(heard[1]).toMatch(/RECOVERY: .*is Ok!\nfine$/)
      expect(await state(disk)).toMatchObject({ acknowledgement: [] })
    })

    it('takes commands, and tells of an acknowledgement when asked to', async () => {
      heard = []
      const web = oitc.monitoring.object('web')
      oitc.monitoring.report(web, 1, 'gone')
      const how = { hostUuid: web.host.uuid, sticky: 2, notify: 1, persistent: 1 }
      const words = { author: 'ben', comment: 'on it' }
      const command = 'ACKNOWLEDGE_HOST_PROBLEM'
      await ask('/nagios_module/cmd/submit.json', { command, ...how, ...words })
      await until(() => heard.length === 2)
      expect(heard[1]).toContain('Acknowledgement for [web]')
      const removal = { command: 'REMOVE_HOST_ACKNOWLEDGEMENT', hostUuid: web.host.uuid }
      await ask('/nagios_module/cmd/submit.json', removal)
      await until(async () => !(await state(web)).problemHasBeenAcknowledged)
    })

    it.each([
      ['without data', { user_name: 'anna' }, 400],
      ['with all', { user_name: 'anna', post_id: 'p' }, 200],
    ])('answers %s', async (_, body, status) => {
      expect((await acknowledge(oitc.monitoring.object('web'), body)).status).toBe(status)
    })

    it('refuses a wrong key with an empty page, and an unknown object', async () => {
      const wrong = await ask('/hosts/index.json', undefined, 'wrong')
      expect([wrong.status, await wrong.text()]).toEqual([401, ''])
      expect((await ask('/hosts/browser/none.json')).status).toBe(404)
    })

    it('can be down, wrong, refusing, or say yes and do nothing', async () => {
      oitc.setMode('down')
      await expect(ask('/hosts/index.json')).rejects.toThrow()
      oitc.setMode('wrong')
      expect(await (await ask('/hosts/index.json')).text()).toContain('<form>')
      oitc.setMode('refuses')
      expect((await ask('/hosts/index.json')).status).toBe(401)
    })
  })
})

describe('Cyphon', () => {
  const settings = {
    server: 'https://mm.example.org/plugins/x',
    generatedKey: 'k',
    displayedUsername: 'Cyphon Alert',
    baseUrl: 'https://cyphon.example.org',
  }
  it('sends what was recorded', () => {
    const alert = {
      id: 4711,
      title: 'Possible C2 beacon from 10.20.30.40',
      level: 'CRITICAL',
      source: 'elasticsearch.cyphon.snort',
    } as const
    expect(renderAlert(settings, alert)).toBe(recorded('cyphon/alert-01-critical'))
  })

  it('writes every other letter as ASCII', () => {
    const { attachments } = JSON.parse(recorded('cyphon/alert-08-unicode-title'))
    const [{ title, title_link, fields }] = attachments
    const id = Number(title_link.split('/').at(-1))
    const [source, level] = fields.map(({ value }: { value: string }) => value)
    expect(renderAlert(settings, { id, title, level, source })).toBe(
      recorded('cyphon/alert-08-unicode-title'),
    )
  })
})
