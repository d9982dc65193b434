/** The directions of docs/architecture.md as data. */

/** Which workspaces a workspace may import, by package name. */
export const workspaces: Record<string, readonly string[]> = {
  contract: [],
  'plugin-rpc': [],
  'server-sidecar': ['contract', 'plugin-rpc'],
  webapp: ['contract'],
  'dev-host': ['plugin-rpc'],
  e2e: ['contract'],
  build: [],
}

/** May see what was built and start browsers and databases, besides every workspace's tests. */
export const usersOfProviders: readonly string[] = ['dev-host', 'e2e']

/**
 * Rooms of the sidecar by rank: a room may import rooms of lower rank, never of higher. `adapters`
 * do not import each other, compose introduces them.
 */
export const sidecarRanks: Record<string, number> = {
  domain: 0,
  ports: 1,
  usecases: 2,
  delivery: 2,
  present: 2,
  text: 2,
  store: 3,
  http: 3,
  mattermost: 3,
  upstream: 3,
  jobs: 3,
  config: 3,
  log: 3,
  metrics: 3,
  compose: 4,
  modes: 5,
  main: 6,
}
export const adapterRank = 3

/** Rooms of plugin-rpc, each with the rooms it may import. */
export const pluginRpcRooms: Record<string, readonly string[]> = {
  bytes: [],
  yamux: ['bytes'],
  gob: ['bytes'],
  'net-rpc': ['bytes', 'gob'],
  'go-plugin': ['bytes', 'gob', 'yamux', 'net-rpc'],
  mattermost: ['bytes', 'gob', 'yamux', 'net-rpc', 'go-plugin'],
  index: ['bytes', 'gob', 'yamux', 'net-rpc', 'go-plugin', 'mattermost'],
}

/** Packages that only certain rooms of the sidecar speak the words of. */
export const sidecarWords: Record<string, readonly string[]> = {
  express: ['http'],
  kysely: ['store'],
  pg: ['store'],
  'node:sqlite': ['store'],
  pino: ['log'],
  'prom-client': ['metrics'],
  '@ticketdesk/plugin-rpc': ['mattermost', 'modes', 'compose'],
  '@mattermost/client': ['mattermost'],
  ws: ['mattermost'],
}

/** Rooms of the sidecar that know no package and nothing of Node: true without any of them. */
export const sidecarPure: readonly string[] = ['domain', 'ports', 'usecases', 'present', 'text']
