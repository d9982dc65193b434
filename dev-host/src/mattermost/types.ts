/** Mattermost's own shapes, as its REST API and its web app spell them. Times are milliseconds since 1970. */

export interface User {
  id: string
  create_at: number
  update_at: number
  delete_at: number
  username: string
  /** Empty: signs in with a password. */
  auth_service: string
  email: string
  nickname: string
  first_name: string
  last_name: string
  position: string
  /** Separated by blanks: `system_user`, `system_admin`. */
  roles: string
  locale: string
  /** Left out for people, as Mattermost leaves it out. */
  is_bot?: true
  bot_description?: string
  timezone: Record<string, string>
}

export interface Team {
  id: string
  create_at: number
  update_at: number
  delete_at: number
  name: string
  display_name: string
  description: string
  email: string
  type: 'O' | 'I'
  allow_open_invite: boolean
}

export interface Channel {
  id: string
  create_at: number
  update_at: number
  delete_at: number
  team_id: string
  /** Public, private, direct. */
  type: 'O' | 'P' | 'D'
  name: string
  display_name: string
  header: string
  purpose: string
  creator_id: string
}

export type Props = Record<string, unknown>

export interface Post {
  id: string
  create_at: number
  update_at: number
  edit_at: number
  delete_at: number
  is_pinned: boolean
  user_id: string
  channel_id: string
  root_id: string
  original_id: string
  message: string
  type: string
  props: Props
  hashtags: string
  file_ids: string[]
  pending_post_id: string
  has_reactions?: true
  reply_count: number
  last_reply_at: number
  metadata: Props
}

export interface PostList {
  order: string[]
  posts: Record<string, Post>
}

export interface Reaction {
  user_id: string
  post_id: string
  channel_id: string
  emoji_name: string
  create_at: number
  update_at: number
  delete_at: number
}

export interface AccessToken {
  id: string
  token: string
  user_id: string
  description: string
  is_active: boolean
}

export interface Session {
  token: string
  csrf: string
  userId: string
}

/** One element of an interactive dialog, as `open_dialog` carries it. */
export interface DialogElement {
  display_name: string
  name: string
  type: string
  subtype: string
  default: string
  placeholder: string
  help_text: string
  optional: boolean
  min_length: number
  max_length: number
  data_source: string
  options: { text: string; value: string }[] | null
}

export interface DialogRequest {
  trigger_id: string
  url: string
  dialog: {
    callback_id: string
    title: string
    introduction_text: string
    icon_url: string
    elements: DialogElement[]
    submit_label: string
    notify_on_cancel: boolean
    state: string
  }
}
