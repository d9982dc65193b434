/** Mattermost server plugins without Go: the plugin's side, and the server's side for tests. */
export * from './mattermost/types'
