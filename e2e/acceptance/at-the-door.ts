/** Alerts as a monitoring system sends them, to an address that an administrator has made. */
import { eventually } from '../support/eventually'
import { alertsIn } from '../support/person'
import { askForDialog, hearPrivately, submitDialog } from './phone'
import { must, type Scene, type Step } from './scene'

export const atTheDoor: Step[] = [
  ['a source of alerts gets an address of its own', addSource],
  ['one problem is one post, from the first to the last word about it', oneProblem],
  ['a wrong key is refused as Mattermost refuses it', wrongKey],
  ['the door beside Mattermost’s own /hooks/', besideMattermost],
  ['the source is removed', removeSource],
]

const nameOf = ({ stage }: Scene) => stage.team.name

function asAdmin({ server, stage }: Scene) {
  return {
    member: server.admin,
    place: { channel_id: stage.open, team_id: stage.team.id },
  }
}

async function addSource(scene: Scene) {
  const admin = asAdmin(scene)
  const opened = await askForDialog(scene.server.url, { ...admin, command: '/alerts source add' })
  const submission = {
    ...{ name: nameOf(scene), kind: 'alertmanager', channel: scene.stage.open },
    ...{ replies: 'changes', problems: '0', seconds: '60' },
  }
  const told = await hearPrivately(scene.server.url, {
    member: admin.member,
    async act() {
      const answer = await submitDialog(opened, { ...admin, submission })
      must(!answer.error && !answer.errors, JSON.stringify(answer))
    },
  })
  const key = /\/hooks\/([a-z0-9]+)/.exec(told)?.[1]
  must(key, `the answer has no address: ${told}`)
  scene.hook = `${scene.desk.url}/hooks/${key}`
}

function hookOf({ hook }: Scene): string {
  must(hook, 'there is no source')
  return hook
}

const alertFrom = (status: 'firing' | 'resolved', summary: string) => ({
  ...{ version: '4', status, groupKey: '{}', receiver: 'acceptance' },
  alerts: [
    {
      ...{ status, fingerprint: 'acceptance-1', startsAt: '2026-01-01T00:00:00Z' },
      endsAt: status === 'firing' ? '0001-01-01T00:00:00Z' : '2026-01-01T01:00:00Z',
      labels: { alertname: 'Acceptance', severity: 'critical' },
      annotations: { summary },
    },
  ],
})

function send(url: string, body: object): Promise<Response> {
  const headers = { 'Content-Type': 'application/json' }
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
}

async function oneProblem(scene: Scene) {
  const { anna, open } = scene.stage
  const cards = async () => alertsIn(await anna.posts(open))
  const tell = async (status: 'firing' | 'resolved', summary: string) => {
    const answer = await send(hookOf(scene), alertFrom(status, summary))
    must(answer.status === 200, `answered ${answer.status} ${await answer.text()}`)
  }
  await tell('firing', 'The disk is nearly full')
  await eventually('the alert is posted', async () => (await cards()).length === 1)
  await tell('firing', 'The disk is full')
  await tell('resolved', 'The disk has room')
  const last = await eventually('the post says resolved', async () =>
    (await cards()).find(({ props }) => props.ticketdesk?.alert?.state === 'resolved'),
  )
  must((await cards()).length === 1, 'there is more than one post')
  must(
    last.props.ticketdesk?.alert?.count === 2,
    `it counts ${last.props.ticketdesk?.alert?.count}`,
  )
  must(last.props['from_bot'] === 'true', 'the post has lost the mark of a bot')
}

async function wrongKey(scene: Scene) {
  const { status } = await send(`${hookOf(scene)}x`, alertFrom('firing', 'Nobody'))
  must(status === 400, `answered ${status}`)
}

const REQUESTS = 300
const AT_ONCE = 8

/** Both keep what they are sent before they answer; Mattermost posts it, too. */
async function besideMattermost(scene: Scene) {
  const { server, stage } = scene
  const { id } = await server.admin.json<{ id: string }>('/api/v4/hooks/incoming', {
    body: { channel_id: stage.hidden, display_name: 'acceptance' },
  })
  const theirs = await rate(`${server.url}/hooks/${id}`)
  const ours = await rate(hookOf(scene))
  await server.admin.json(`/api/v4/hooks/incoming/${id}`, { method: 'DELETE' })
  const figures = `${ours.toFixed(0)}/s beside ${theirs.toFixed(0)}/s`
  return `${(ours / theirs).toFixed(2)} times its rate (${figures}, ${AT_ONCE} at once)`
}

/** Messages a second; every one is taken. */
async function rate(url: string): Promise<number> {
  let left = REQUESTS
  const sender = async () => {
    while (left > 0) {
      left -= 1
      const { status } = await send(url, { text: `message ${left}` })
      must(status === 200, `answered ${status}`)
    }
  }
  const start = performance.now()
  await Promise.all(Array.from({ length: AT_ONCE }, sender))
  return (REQUESTS * 1000) / (performance.now() - start)
}

async function removeSource(scene: Scene) {
  const admin = asAdmin(scene)
  const command = `/alerts source remove ${nameOf(scene)}`
  const opened = await askForDialog(scene.server.url, { ...admin, command })
  const answer = await submitDialog(opened, { ...admin, submission: {} })
  must(!answer.error && !answer.errors, JSON.stringify(answer))
  const { status } = await send(hookOf(scene), alertFrom('firing', 'Nobody'))
  must(status === 400, `its address still answers ${status}`)
}
