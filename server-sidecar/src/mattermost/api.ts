/**
 * The calls we need of Mattermost, in Mattermost's words. One implementation a way in: `native/`
 * over the plugin RPC, `remote/` over REST. `chat.ts` and `people.ts` put our ports on top, once
 * for both.
 */

/** Our own error id: the bot is not in the channel, and only people can let it in. */
export const NOT_IN_CHANNEL = 'ticketdesk.not_in_channel'

/** Mattermost said no, or could not be asked at all (`status` 0: time-out, lost connection). */
export class MattermostError extends Error {
  /** Mattermost's own error id, such as `app.channel.get.existing.app_error`. */
  readonly id: string
  /** HTTP status as Mattermost gave it; 0 when there was no answer. */
  readonly status: number

  constructor(id: string, status: number, message: string) {
    super(message)
    this.name = 'MattermostError'
    this.id = id
    this.status = status
  }
}

export interface NewPost {
  userId: string
  channelId: string
  rootId?: string
  message: string
  type?: string
  props: Record<string, unknown>
  /** While the first is being kept, Mattermost refuses a second post with the same value. */
  pendingPostId?: string
  priority?: 'important' | 'urgent'
}

export interface Post {
  id: string
  userId: string
  channelId: string
  /** Empty for a post that is no reply. */
  rootId: string
  createAt: number
  /** 0 while it is not deleted. */
  deleteAt: number
  props: Record<string, unknown>
}

export interface User {
  id: string
  username: string
  locale: string
  isBot: boolean
}

export interface ChannelInfo {
  id: string
  /** Empty for direct and group messages. */
  teamId: string
  type: string
  name: string
  displayName: string
  deleteAt: number
}

export type ChannelPermission = 'create_post' | 'read_channel_content' | 'manage_channel_roles'

export interface DialogElement {
  displayName: string
  name: string
  type: 'text' | 'textarea' | 'select' | 'radio' | 'bool'
  /** Of a text: what a keyboard offers, and whether it is shown. */
  subType?: 'password' | 'url'
  default?: string
  placeholder?: string
  helpText?: string
  optional: boolean
  minLength?: number
  maxLength?: number
  dataSource?: 'users' | 'channels'
  options?: { text: string; value: string }[]
}

export interface Dialog {
  callbackId: string
  title: string
  introductionText?: string
  elements: DialogElement[]
  submitLabel?: string
  notifyOnCancel: boolean
  state: string
}

/** Shown while somebody types the command. */
export interface AutocompleteNode {
  trigger: string
  hint?: string
  helpText: string
  subCommands?: AutocompleteNode[]
}

export interface SlashCommand {
  trigger: string
  displayName: string
  description: string
  hint: string
  autocomplete: AutocompleteNode
  /** `data:image/svg+xml;base64,…` */
  iconData?: string
}

export interface ServerConfig {
  siteUrl: string
  /** "Allow untrusted internal connections to": host names, addresses and networks. */
  allowedInternal: string
  sql: { driverName: string; dataSource: string }
}

/**
 * What we ask of Mattermost whichever way we came in. Every method rejects with MattermostError.
 * Buttons lead to our own paths (`integration.url` begins with `/`): the way in knows the address
 * Mattermost reaches them at.
 */
export interface MattermostApi {
  createPost(post: NewPost): Promise<Post>
  getPost(postId: string): Promise<Post>
  /**
   * Everything else of the post stays as it is, also the message when there is none. Refused for
   * deleted posts and archived channels.
   */
  updatePost(
    postId: string,
    words: Pick<NewPost, 'props'> & Partial<Pick<NewPost, 'message'>>,
  ): Promise<void>
  /** At most 1,000 posts and in no promised order when there are more. */
  getPostsSince(channelId: string, since: number): Promise<Post[]>
  /** Newest first. */
  getPostsForChannel(channelId: string, page: number, perPage: number): Promise<Post[]>
  sendEphemeralPost(
    userId: string,
    post: Pick<NewPost, 'userId' | 'channelId' | 'rootId' | 'message'> &
      Partial<Pick<NewPost, 'props'>>,
  ): Promise<void>
  getUser(userId: string): Promise<User>
  /** Without the at sign. */
  getUserByName(username: string): Promise<User>
  getChannel(channelId: string): Promise<ChannelInfo>
  /** The names of the groups this user is in, as they are mentioned but without the at sign. */
  getGroupNames(userId: string): Promise<string[]>
  /** Makes it when there is none. */
  getDirectChannel(userId: string, otherUserId: string): Promise<ChannelInfo>
  /** By the names that stand in addresses. */
  getChannelByName(teamName: string, channelName: string): Promise<ChannelInfo>
  getChannelInTeam(teamId: string, channelName: string): Promise<ChannelInfo>
  hasPermissionTo(userId: string, permission: 'manage_system'): Promise<boolean>
  hasPermissionToChannel(
    userId: string,
    channelId: string,
    permission: ChannelPermission,
  ): Promise<boolean>
  hasPermissionToTeam(
    userId: string,
    teamId: string,
    permission: 'read_public_channel',
  ): Promise<boolean>
  /** The name of our bot where it must be invited before it can speak; undefined elsewhere. */
  missingBot(channelId: string): Promise<string | undefined>
  /** @param request.url one of our own paths */
  openInteractiveDialog(request: { triggerId: string; url: string; dialog: Dialog }): Promise<void>
}

/** What Mattermost does for its plugins only. */
export interface PluginApi extends MattermostApi {
  registerCommand(command: SlashCommand): Promise<void>
  /** Makes or finds the bot; its user id. */
  ensureBotUser(bot: {
    username: string
    displayName: string
    description: string
  }): Promise<string>
  setProfileImage(userId: string, image: Buffer): Promise<void>
  kvGet(key: string): Promise<Buffer | undefined>
  kvSet(key: string, value: Buffer): Promise<void>
  /** To everybody; clients see `custom_ticketdesk_<event>`. */
  publishWebSocketEvent(event: string, data: Record<string, unknown>): Promise<void>
  /** Our settings; the keys are lower-cased. */
  loadPluginConfiguration(): Promise<Record<string, unknown>>
  getServerConfig(): Promise<ServerConfig>
  /** The folder the tarball was unpacked to; replaced as a whole by an upgrade. */
  getBundlePath(): Promise<string>
}
