/** Our calls of Mattermost over REST v4, as the bot whose token we have. */
import type { Clock } from '../../ports/clock'
import type { Log } from '../../ports/log'
import type { ChannelInfo, MattermostApi, NewPost, Post, User } from '../api'
import { MattermostError } from '../api'
import { asId, ask, askFor, asName, type ClientNeeds, RemoteClient } from './client'
import { createEphemeral } from './ephemeral'
import { createGaps, isNoRoute, type Vouched } from './gaps'
import { writeDialog, writePost, writeProps } from './outgoing'
import { createPermissions } from './permissions'
import { createPlace } from './place'
import { createServerFacts, type ServerFacts } from './server-facts'
import type { SignedContexts } from './signed-context'

export interface RemoteNeeds extends ClientNeeds {
  /** The address Mattermost calls one of our own paths at. */
  callback: (path: string) => string
  contexts: SignedContexts
  vouched: Vouched
  clock: Clock
  log: Log
}

export interface Bot {
  id: string
  username: string
  /** False for a person's token, as old installations may have one: what people write there is not for us. */
  isBot: boolean
}

/** Where nobody tells us who we are, Mattermost's own word for whose token it is. */
const UNKNOWN: Bot = { id: 'me', username: '', isBot: false }

export interface Remote {
  api: MattermostApi
  bot: Bot
  /** False where the token's owner cannot be asked for: dialogs and posts are all there is then. */
  isWhole: boolean
  client: RemoteClient
  facts: ServerFacts
  /** Rejects with MattermostError while Mattermost does not answer our token. */
  check(): Promise<void>
}

/**
 * Asks who the token belongs to, and is that account from then on. Rejects with MattermostError:
 * status 0 when nobody answers, 401 when the token is none.
 */
export async function connectRemote(needs: RemoteNeeds): Promise<Remote> {
  const client = new RemoteClient(needs)
  const bot = await whoseToken(client)
  const facts = createServerFacts({ client, clock: needs.clock, log: needs.log })
  await facts.refresh()
  return {
    api: createRemoteApi(client, { ...needs, bot, siteUrl: facts.siteUrl }),
    bot,
    isWhole: bot !== UNKNOWN,
    client,
    facts,
    async check() {
      await askFor('id', () => client.getMe())
    },
  }
}

async function whoseToken(client: RemoteClient): Promise<Bot> {
  try {
    const me = await askFor('id', () => client.getMe())
    return { id: me.id, username: me.username, isBot: Boolean(me.is_bot) }
  } catch (error) {
    if (isNoRoute(error)) return UNKNOWN
    throw error
  }
}

/** Mattermost refuses priorities when they are switched off; plugins are not asked. */
const NO_PRIORITY = 'api.post.post_priority.priority_post_not_allowed_for_user.request_error'
/** Groups need a licence, and a system administrator to look at other people's. */
const NO_GROUPS = [403, 404, 501]

type ApiNeeds = Omit<RemoteNeeds, keyof ClientNeeds> & { bot: Bot; siteUrl: () => string }

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a table, a call a line
function createRemoteApi(client: RemoteClient, needs: ApiNeeds): MattermostApi {
  const { bot, vouched } = needs
  const isThere = () =>
    askFor('id', () => client.getMe()).then(
      () => true,
      () => bot === UNKNOWN,
    )
  const gaps = createGaps(isThere)
  const permissions = createPermissions({ ...needs, client, gaps })
  const place = createPlace({ client, botId: bot.id, gaps })

  async function create(post: NewPost): Promise<Post> {
    const props = await writeProps(needs, post.channelId, post.props)
    const given = { ...writePost(post), props }
    return readPost(await ask(() => client.createPost(given as Parameters<Create>[0])))
  }
  const createPost = (post: NewPost) =>
    place.speakingIn(post.channelId, () =>
      create(post).catch((error: unknown) => {
        const { priority, ...plain } = post
        if (priority && error instanceof MattermostError && error.id === NO_PRIORITY) {
          return create(plain)
        }
        throw error
      }),
    )

  /** Where a channel cannot be read, what is in it is not found. */
  const read = (channelId: string, list: () => Promise<PostList>) =>
    gaps.orElse(
      () => place.readingIn(channelId, async () => readPosts(await ask(list))),
      () => [],
    )

  return {
    createPost,
    getPost: async (id) => readPost(await ask(() => client.getPost(id))),
    async updatePost(id, { message, props }) {
      const post = await ask(() => client.getPost(id))
      // Props are replaced as a whole; what is left out besides stays as it is.
      const kept = ownedByServer(post.props)
      const written = { ...kept, ...(await writeProps(needs, post.channel_id, props)) }
      await ask(() =>
        client.patchPost({ id, props: written, ...(message !== undefined && { message }) }),
      )
    },
    getPostsSince: (channelId, since) =>
      read(channelId, () => client.getPostsSince(channelId, since, false)),
    getPostsForChannel: (channelId, page, perPage) =>
      read(channelId, () => client.getPosts(channelId, page, perPage, false)),
    sendEphemeralPost: createEphemeral({ ...needs, client, place, createPost }),
    getUser: (userId) =>
      gaps.orElse(
        async () => readUser(await askFor('id', () => client.getUser(userId))),
        () => ({ id: userId, username: vouched.nameOf(userId), locale: '', isBot: false }),
      ),
    getUserByName: async (name) =>
      readUser(await ask(() => client.getUserByUsername(asName(name)))),
    getChannel: (channelId) =>
      gaps.orElse(
        async () => readChannel(await askFor('id', () => client.getChannel(channelId))),
        () => unknownChannel(channelId),
      ),
    getDirectChannel: async (userId, otherUserId) =>
      readChannel(await ask(() => client.createDirectChannel([asId(userId), asId(otherUserId)]))),
    getChannelByName: async (team, name) =>
      readChannel(await ask(() => client.getChannelByNameAndTeamName(asName(team), asName(name)))),
    getChannelInTeam: async (teamId, name) =>
      readChannel(await ask(() => client.getChannelByName(teamId, asName(name)))),
    async getGroupNames(userId) {
      const groups = await ask(() => client.getGroupsByUserId(asId(userId))).catch(
        (error: unknown) => {
          if (error instanceof MattermostError && NO_GROUPS.includes(error.status)) return []
          throw error
        },
      )
      return groups.flatMap(({ name, delete_at }) => (name && !delete_at ? [name] : []))
    },
    hasPermissionTo: permissions.inSystem,
    async hasPermissionToChannel(userId, channelId, permission) {
      // Roles are seen from inside only. Nobody leads us where they may not look themselves.
      if (permission !== 'read_channel_content' && !(await place.isMember(channelId))) {
        const mayLook = await permissions.inChannel(userId, channelId, 'read_public_channel')
        if (mayLook) await place.join(channelId)
      }
      return permissions.inChannel(userId, channelId, permission)
    },
    hasPermissionToTeam: permissions.inTeam,
    async openInteractiveDialog({ triggerId, url, dialog }) {
      const request = { trigger_id: triggerId, url: needs.callback(url) }
      await ask(() => client.openDialog({ ...request, dialog: writeDialog(dialog) }) as Answer)
    },
    missingBot: async (channelId) =>
      (await place.isMember(channelId)) ? undefined : needs.bot.username,
  }
}

type Create = RemoteClient['createPost']
type Answer = Promise<object>
type ServerUser = Awaited<ReturnType<RemoteClient['getUser']>>
type ServerPost = Awaited<ReturnType<RemoteClient['getPost']>>
type PostList = Awaited<ReturnType<RemoteClient['getPosts']>>
type ServerChannel = Awaited<ReturnType<RemoteClient['getChannel']>>

function readUser({ id, username, locale, is_bot }: ServerUser): User {
  return { id, username, locale: locale ?? '', isBot: Boolean(is_bot) }
}

/** An edit leaves what stood there behind, as a deleted post of its own: it is read as the post. */
function readPost(post: ServerPost): Post {
  return {
    id: post.original_id || post.id,
    userId: post.user_id,
    channelId: post.channel_id,
    rootId: post.root_id,
    createAt: post.create_at,
    deleteAt: post.delete_at,
    props: (post.props as Record<string, unknown> | null) ?? {},
  }
}

/** In the order of the list: newest first. */
function readPosts({ order, posts }: PostList): Post[] {
  const listed = (order ?? []).flatMap((id) => posts[id] ?? [])
  return listed.map(readPost)
}

function readChannel(channel: ServerChannel): ChannelInfo {
  return {
    id: channel.id,
    teamId: channel.team_id,
    type: channel.type,
    name: channel.name,
    displayName: channel.display_name,
    deleteAt: channel.delete_at,
  }
}

/** As if it were private: nobody may read what we know nothing of. */
function unknownChannel(id: string): ChannelInfo {
  return { id, teamId: '', type: 'P', name: '', displayName: '', deleteAt: 0 }
}

/** What Mattermost put there when the post was made, and puts there only then. */
function ownedByServer(props: Record<string, unknown> | undefined): Record<string, unknown> {
  const owned = Object.entries(props ?? {}).filter(([key]) => key === 'from_bot')
  return Object.fromEntries(owned)
}
