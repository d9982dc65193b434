/** What can go wrong between a plugin and its host before, beside and after the remote calls. */
export type GoPluginErrorCode =
  /** The first line on the plugin's stdout is no handshake, or is longer than any handshake. */
  | 'bad_handshake'
  /** No handshake line within the time allowed. */
  | 'handshake_timeout'
  /** The plugin speaks a version or protocol that this host does not. */
  | 'incompatible'
  /** The process ended, or could not be started at all. */
  | 'process_ended'
  /** No directory for the unix socket whose path is short and plain enough. */
  | 'no_socket_path'
  /** Nobody dialled the announced id in time. */
  | 'accept_timeout'
  /** Nobody accepted the dialled id in time. */
  | 'dial_timeout'
  /** The other side ended the stream instead of accepting the id. */
  | 'not_accepted'
  /** The other side acknowledged another id. */
  | 'wrong_ack'
  /** The connection to the other side is gone. */
  | 'connection_lost'

/** A failure of the plugin connection; `code` is what callers test, `detail` is for logs. */
export class GoPluginError extends Error {
  override readonly name = 'GoPluginError'

  constructor(
    readonly code: GoPluginErrorCode,
    readonly detail: string | number = '',
  ) {
    super(detail === '' ? `plugin: ${code}` : `plugin: ${code}: ${detail}`)
  }
}
