/**
 * The roles Mattermost is installed with and what they permit, as far as anybody asks here. Names and
 * permissions are those of a fresh 11.6 (`POST /api/v4/roles/names`).
 */

export interface Role {
  name: string
  permissions: readonly string[]
}

const CHANNEL_USER = [
  'add_reaction',
  'create_post',
  'delete_post',
  'delete_private_channel',
  'delete_public_channel',
  'edit_post',
  'get_public_link',
  'manage_private_channel_members',
  'manage_private_channel_properties',
  'manage_public_channel_members',
  'manage_public_channel_properties',
  'read_channel',
  'read_channel_content',
  'remove_reaction',
  'upload_file',
  'use_channel_mentions',
  'use_group_mentions',
]
const CHANNEL_ADMIN = [
  'add_reaction',
  'create_post',
  'manage_channel_roles',
  'manage_private_channel_members',
  'manage_public_channel_members',
  'remove_reaction',
  'upload_file',
  'use_channel_mentions',
  'use_group_mentions',
]
const TEAM_USER = [
  'add_user_to_team',
  'create_private_channel',
  'create_public_channel',
  'invite_user',
  'join_public_channels',
  'list_team_channels',
  'read_public_channel',
  'view_team',
]
const TEAM_ADMIN = [
  'add_reaction',
  'convert_private_channel_to_public',
  'convert_public_channel_to_private',
  'create_post',
  'delete_others_posts',
  'delete_post',
  'import_team',
  'manage_channel_roles',
  'manage_others_incoming_webhooks',
  'manage_others_outgoing_webhooks',
  'manage_others_slash_commands',
  'manage_own_incoming_webhooks',
  'manage_own_outgoing_webhooks',
  'manage_own_slash_commands',
  'manage_private_channel_members',
  'manage_public_channel_members',
  'manage_team',
  'manage_team_roles',
  'remove_reaction',
  'remove_user_from_team',
  'upload_file',
  'use_channel_mentions',
  'use_group_mentions',
]
const SYSTEM_USER = [
  'create_direct_channel',
  'create_emojis',
  'create_group_channel',
  'create_team',
  'delete_emojis',
  'join_public_teams',
  'list_public_teams',
  'view_members',
]
const POST_ALL = ['create_post', 'upload_file', 'use_channel_mentions', 'use_group_mentions']
const ACCESS_TOKEN = [
  'create_user_access_token',
  'read_user_access_token',
  'revoke_user_access_token',
]
/** What nobody else may. */
const SYSTEM_ADMIN = [
  'create_bot',
  'create_post_ephemeral',
  'edit_other_users',
  'edit_others_posts',
  'list_users_without_team',
  'manage_bots',
  'manage_others_bots',
  'manage_roles',
  'manage_slash_commands',
  'manage_system',
  'read_bots',
  'read_others_bots',
  'sysconsole_read_plugins',
  'sysconsole_write_plugins',
]

export const ROLES: ReadonlyMap<string, Role> = new Map(
  Object.entries({
    channel_user: CHANNEL_USER,
    channel_admin: CHANNEL_ADMIN,
    team_user: TEAM_USER,
    team_admin: TEAM_ADMIN,
    system_user: SYSTEM_USER,
    system_post_all: POST_ALL,
    system_user_access_token: ACCESS_TOKEN,
    system_admin: [
      ...new Set([CHANNEL_USER, CHANNEL_ADMIN, TEAM_USER, TEAM_ADMIN, SYSTEM_USER].flat()),
      ...ACCESS_TOKEN,
      ...SYSTEM_ADMIN,
    ],
  }).map(([name, permissions]) => [name, { name, permissions }]),
)

/** Does one of these roles, separated by blanks, permit it? Unknown roles permit nothing. */
export function grants(roles: string, permission: string): boolean {
  return roles.split(' ').some((name) => ROLES.get(name)?.permissions.includes(permission))
}

export function channelRoles(admin: boolean): string {
  return admin ? 'channel_user channel_admin' : 'channel_user'
}

export function teamRoles(admin: boolean): string {
  return admin ? 'team_user team_admin' : 'team_user'
}
