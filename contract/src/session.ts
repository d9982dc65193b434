/**
 * How the web app comes to a sidecar on another origin, which the session of Mattermost's page does
 * not reach: it runs our slash command through Mattermost (`POST /api/v4/commands/execute`), so that
 * Mattermost says to the sidecar who asks, and the sidecar's answer comes back to the caller alone.
 * An answer without text and without attachments is posted nowhere.
 */

/** The word behind `/ticket`. Not for people: whoever types it gets a sentence, or nothing. */
export const CONNECT_WORD = 'connect'
/** What the web app runs. */
export const CONNECT_COMMAND = `/ticket ${CONNECT_WORD}`

/** A short-lived right to speak for one user; sent as `Authorization: Bearer <token>`. */
export interface Session {
  /** Opaque to the web app. Never in an address, in storage or in a log. */
  token: string
  /** Milliseconds since 1970, by the sidecar's clock. */
  expiresAt: number
  /** Where browsers reach the sidecar: http or https, no slash at the end; routes follow. */
  url: string
}

/** The answer to CONNECT_COMMAND, as the sidecar sends it and the web app reads it. */
export interface ConnectAnswer {
  response_type: 'ephemeral'
  text: ''
  props: { ticketdesk: Session }
}

/** `props` of the plugin that holds the web app only: Mattermost hands them to every page. */
export interface SidecarProps {
  door: 'sidecar'
  /** '' when every sidecar is talked to that Mattermost vouches for; else no other than this one. */
  sidecar_url: string
}
