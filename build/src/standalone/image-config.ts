/**
 * What the sidecar's image says to a container engine: OCI image configuration, with the
 * `Healthcheck` that Docker's own image specification adds. deploy/Containerfile says the same in
 * its words, and a test compares them.
 */

/** Where the executable lies, in the image and in the systemd unit. */
export const home = '/opt/ticketdesk'
export const executable = `${home}/ticketdesk`

/** User and group the sidecar runs as; no host gives this number to a person. */
export const userId = 65532

/** The one folder that is kept. */
export const dataFolder = '/data'

const second = 1_000_000_000 // the unit is nanoseconds

export const imageSettings = {
  User: `${userId}:${userId}`,
  ExposedPorts: { '8080/tcp': {} },
  Env: [`PATH=${home}`, `HOME=${dataFolder}`, `DATA_DIR=${dataFolder}`],
  Entrypoint: [executable],
  WorkingDir: dataFolder,
  Volumes: { [dataFolder]: {} },
  StopSignal: 'SIGTERM',
  Healthcheck: {
    Test: ['CMD', executable, 'health'],
    Interval: 30 * second,
    Timeout: 5 * second,
    StartPeriod: 20 * second,
    Retries: 3,
  },
} as const

/** Labels by the names the OCI has agreed on. */
export function imageLabels(version: string): Record<string, string> {
  return {
    'org.opencontainers.image.title': 'Ticket Desk',
    'org.opencontainers.image.description': 'Tickets, alerts and cases beside any Mattermost',
    'org.opencontainers.image.version': version,
    'org.opencontainers.image.licenses': 'Apache-2.0',
  }
}
