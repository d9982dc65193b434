/** The stories of the demo, heard at the door of a Mattermost that only listens. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Demo, openDemo } from '../src/demo'
import type { StoryName } from '../src/scenarios/alert-stories'

let door: Server
let demo: Demo
let heard: { path: string; text: string }[]
let wake = () => {}

beforeEach(async () => {
  heard = []
  door = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const [{ title, text }] = JSON.parse(body).attachments
    heard.push({ path: request.url ?? '', text: title ?? text })
    response.end('ok')
    wake()
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => door.once('listening', resolve))
  demo = await openDemo()
  demo.connect(`http://127.0.0.1:${(door.address() as AddressInfo).port}/plugins/ticketdesk`)
})
afterEach(async () => {
  await demo.close()
  door.close()
})

/** Plays it in a blink; resolves when so many requests have come. */
async function play(story: StoryName, count: number) {
  demo.play(story, 100)
  while (heard.length < count) {
    await new Promise<void>((resolve) => {
      wake = resolve
    })
  }
  return heard.map(({ text }) => text.replace(/\(http[^)]*\)/g, '').split('\n')[0])
}

it('an incident goes from a warning to its end, and the night shift takes it', async () => {
  expect(await play('incident', 6)).toEqual([
    '⚠️ PROBLEM: [HTTP] on [web-07] is Warning!',
    ...Array(3).fill('🚨 PROBLEM: [HTTP] on [web-07] is Critical!'),
    '💬 Acknowledgement for service [web-07]/[HTTP] (Critical)',
    '✅ RECOVERY: [HTTP] on [web-07] is Ok!',
  ])
})

it('a quiet day has a problem that passes, a downtime, and something of Cyphon’s', async () => {
  const said = await play('quiet-day', 4)
  expect(said).toContain('💤 Downtime started for [nfs-prod-02]')
  expect(said).toContain('Log-in from a new country: vera, 203.0.113.80')
  expect(said.at(-1)).toBe('✅ RECOVERY: [Mail queue] on [mail-01] is Ok!')
})

it('a storm is forty machines behind one switch, and all come back', async () => {
  const said = await play('storm', 82)
  expect(said.filter((text) => text?.includes('PROBLEM'))).toHaveLength(41)
  expect(said.filter((text) => text?.includes('RECOVERY'))).toHaveLength(41)
})

it('each sender knocks with the key of its own source', async () => {
  await play('quiet-day', 4)
  const sources: { name: string; key: string; channel: string }[] = JSON.parse(
    String(demo.settings['sources']),
  )
  const paths = new Set(heard.map(({ path }) => path))
  const hooks = sources.slice(0, 2).map(({ key }) => `/plugins/ticketdesk/hooks/${key}`)
  expect([...paths].sort()).toEqual(hooks.sort())
})
