/** A real Mattermost, asked over REST v4 as its administrator and as people of our own making. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { eventually } from '../support/eventually'
import { type Person, personAt } from '../support/person'

export const PLUGIN = 'ticketdesk'

export interface Server {
  url: string
  admin: Person
  upload(tarball: string): Promise<void>
  /** Enables and waits: `enable` answers 200 even when the plugin then fails to start. */
  enable(): Promise<void>
  disable(): Promise<void>
  remove(): Promise<void>
  /** Which Ticket Desk it has: with a server part or the web app only; undefined: none. */
  installed(): Promise<'plugin' | 'standalone' | undefined>
}

export async function connect(url: string, token: string): Promise<Server> {
  const me = await fetch(`${url}/api/v4/users/me`, {
    headers: { Authorization: `Bearer ${token}` },
  })
  if (!me.ok) throw new Error(`${url} does not accept MM_ADMIN_TOKEN: ${me.status}`)
  const { id: userId } = (await me.json()) as { id: string }
  const admin = personAt(url, { token, userId, csrf: '' })
  const act = async (method: string, path: string) => void (await admin.json(path, { method }))
  const installed = async () => {
    type Manifest = { id: string; server?: object }
    const { active, inactive } = await admin.json<Record<string, Manifest[]>>('/api/v4/plugins')
    const found = [...(active ?? []), ...(inactive ?? [])].find(({ id }) => id === PLUGIN)
    return found && (found.server ? 'plugin' : 'standalone')
  }
  return {
    url,
    admin,
    installed,
    upload: (tarball) => upload(url, token, tarball),
    async enable() {
      await act('POST', `/api/v4/plugins/${PLUGIN}/enable`)
      await eventually('the plugin runs', () => isRunning(admin))
    },
    async disable() {
      await act('POST', `/api/v4/plugins/${PLUGIN}/disable`)
      await eventually('the plugin has stopped', async () => !(await isRunning(admin)))
    },
    remove: () => act('DELETE', `/api/v4/plugins/${PLUGIN}`),
  }
}

async function upload(url: string, token: string, tarball: string): Promise<void> {
  const form = new FormData()
  form.append('plugin', new Blob([readFileSync(tarball)]), basename(tarball))
  form.append('force', 'true')
  const answer = await fetch(`${url}/api/v4/plugins`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
    body: form,
  })
  if (!answer.ok) throw new Error(`upload: ${answer.status} ${await answer.text()}`)
}

const RUNNING = 2
const FAILED = [3, 4]

async function isRunning(admin: Person): Promise<boolean> {
  const statuses = await admin.json<{ plugin_id: string; state: number; error?: string }[]>(
    '/api/v4/plugins/statuses',
  )
  const ours = statuses.find(({ plugin_id }) => plugin_id === PLUGIN)
  if (ours && FAILED.includes(ours.state)) {
    throw new Error(`The plugin does not start: ${ours.error || 'see the server log'}`)
  }
  return ours?.state === RUNNING
}

export interface Member extends Person {
  username: string
  password: string
}
/** People and places made for one run, and archived after it. */
export interface Stage {
  team: { id: string; name: string }
  open: string
  hidden: string
  anna: Member
  ben: Member
  clear(): Promise<void>
}

/** A team with two people, a channel for both, and a private one without ben. */
export async function setStage({ url, admin }: Server): Promise<Stage> {
  const mark = randomBytes(4).toString('hex')
  const team = await admin.json<{ id: string; name: string }>('/api/v4/teams', {
    body: { name: `acceptance-${mark}`, display_name: `Acceptance ${mark}`, type: 'O' },
  })
  const anna = await addMember({ url, admin, team: team.id, username: `anna-${mark}` })
  const ben = await addMember({ url, admin, team: team.id, username: `ben-${mark}` })
  const addChannel = async (name: string, type: string, members: Member[]) => {
    const body = { team_id: team.id, name, display_name: name, type }
    const { id } = await admin.json<{ id: string }>('/api/v4/channels', { body })
    for (const { userId } of members) {
      await admin.json(`/api/v4/channels/${id}/members`, { body: { user_id: userId } })
    }
    return id
  }
  return {
    team,
    anna,
    ben,
    open: await addChannel('tickets', 'O', [anna, ben]),
    hidden: await addChannel('hidden', 'P', [anna]),
    async clear() {
      await admin.json(`/api/v4/teams/${team.id}`, { method: 'DELETE' })
      for (const { userId } of [anna, ben]) {
        await admin.json(`/api/v4/users/${userId}`, { method: 'DELETE' })
      }
    },
  }
}

interface NewMember {
  url: string
  admin: Person
  team: string
  username: string
}

async function addMember({ url, admin, team, username }: NewMember): Promise<Member> {
  const password = `Aa1-${randomBytes(12).toString('hex')}`
  const email = `${username}@example.com`
  const { id } = await admin.json<{ id: string }>('/api/v4/users', {
    body: { username, password, email, locale: 'en' },
  })
  await admin.json(`/api/v4/teams/${team}/members`, { body: { team_id: team, user_id: id } })
  const login = await fetch(`${url}/api/v4/users/login`, {
    method: 'POST',
    body: JSON.stringify({ login_id: username, password }),
  })
  const token = login.headers.get('token') ?? ''
  const person = personAt(url, { token, userId: id, csrf: '' })
  await skipTours(person)
  return { ...person, username, password }
}

/** Tours and hints of the web app would lie over what the browser wants to click. */
async function skipTours({ userId, json }: Person): Promise<void> {
  const preferences = [
    ['tutorial_step', userId, '999'],
    ['onboarding_task_list', 'onboarding_task_list_show', 'false'],
    ['onboarding_task_list', 'onboarding_task_list_open', 'false'],
    ['crt_thread_pane_step', userId, '999'],
    ['crt_tutorial_triggered', userId, 'true'],
    ['drafts', 'drafts_tour_tip_showed', '{"drafts_tour_tip_showed":true}'],
  ].map(([category, name, value]) => ({ user_id: userId, category, name, value }))
  await json(`/api/v4/users/${userId}/preferences`, { method: 'PUT', body: preferences })
}
