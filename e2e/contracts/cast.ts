/** People, a bot and places made for one run, so that it finds nothing of anybody else's. */
import { randomBytes } from 'node:crypto'
import { Client4 } from '@mattermost/client'
import type { Channel } from '@mattermost/types/channels'
import type { Team } from '@mattermost/types/teams'
import type { UserProfile } from '@mattermost/types/users'
import type { ServerUnderTest } from './server'

export interface Actor {
  id: string
  username: string
  token: string
  client: Client4
}

export interface Cast {
  url: string
  /** Different in each run. */
  mark: string
  admin: Actor
  /** In the team, and in both channels. */
  anna: Actor & { password: string }
  /** In the team, and in the open channel only. */
  ben: Actor
  /** In no team. */
  stranger: Actor
  /** In the team, and in the open channel. */
  bot: Actor
  team: { id: string; name: string }
  open: { id: string; name: string }
  hidden: { id: string; name: string }
  clear(): Promise<void>
}

export function clientAt(url: string, token: string): Client4 {
  const client = new Client4()
  client.setUrl(url.replace(/\/+$/, ''))
  client.setToken(token)
  return client
}

export async function gather({ url, adminToken }: ServerUnderTest): Promise<Cast> {
  const mark = randomBytes(4).toString('hex')
  const admin = await actorOf(url, adminToken)
  const team = await admin.client.createTeam({
    ...{ name: `contract-${mark}`, display_name: `Contract ${mark}`, type: 'O' },
  } as Team)
  const newcomer = async (name: string) => {
    const person = await signUp(url, admin, `${name}-${mark}`)
    await admin.client.addToTeam(team.id, person.id)
    return person
  }
  const anna = await newcomer('anna')
  const ben = await newcomer('ben')
  const stranger = await signUp(url, admin, `stranger-${mark}`)
  const bot = await makeBot(url, admin, `desk-${mark}`)
  await admin.client.addToTeam(team.id, bot.id)
  const place = async (name: string, type: Channel['type'], members: Actor[]) => {
    const wanted = { team_id: team.id, name, display_name: `The ${name} one`, type }
    const channel = await admin.client.createChannel(wanted)
    for (const { id } of members) await admin.client.addToChannel(id, channel.id)
    return channel
  }
  const open = await place('open', 'O', [anna, ben, bot])
  const hidden = await place('hidden', 'P', [anna])
  return {
    ...{ url, mark, admin, anna, ben, stranger, bot, team, open, hidden },
    async clear() {
      for (const { id } of [anna, ben, stranger, bot])
        await admin.client.updateUserActive(id, false)
      await admin.client.deleteTeam(team.id)
    },
  }
}

async function actorOf(url: string, token: string): Promise<Actor> {
  const client = clientAt(url, token)
  const { id, username } = await client.getMe()
  return { id, username, token, client }
}

async function signUp(url: string, admin: Actor, username: string) {
  const password = `Aa1-${randomBytes(12).toString('hex')}`
  const wanted = { username, password, email: `${username}@example.com`, locale: 'en' }
  const { id } = await admin.client.createUser(wanted as UserProfile, '', '')
  const client = clientAt(url, '')
  await client.login(username, password)
  return { id, username, password, client, token: client.getToken() }
}

async function makeBot(url: string, admin: Actor, username: string): Promise<Actor> {
  const wanted = { username, display_name: 'The desk', description: 'Of a test' }
  const { user_id: id } = await admin.client.createBot(wanted)
  const { token = '' } = await admin.client.createUserAccessToken(id, 'of a test')
  return { id, username, token, client: clientAt(url, token) }
}
