import type { Cookie } from '../go-plugin/handshake'

/** Proves to a plugin that it was started by Mattermost and not by hand. It is no secret. */
export const MATTERMOST_COOKIE: Cookie = {
  key: 'MATTERMOST_PLUGIN',
  value: 'Securely message teams, anywhere.',
  explanation:
    'This program is a Mattermost plugin: upload its archive in the System Console, and Mattermost starts it. It does nothing when started by hand.',
}

/** Version of the hooks-and-API protocol, unchanged since 2018. */
export const PROTOCOL_VERSION = 1
