/** The answers of openITCOCKPIT's pages as JSON, as far as anybody asks for them. */
import type { Monitored } from './monitoring'
import { lookOf } from './notification'

/** `/hosts/browser/<uuid>.json` */
export function renderHostPage(object: Monitored): object {
  const { host } = object
  return {
    mergedHost: { id: 17, uuid: host.uuid, container_id: 2, name: host.name, satellite_id: 0 },
    hoststatus: statusOf(object),
    acknowledgement: acknowledgementOf(object),
    downtime: [],
    canSubmitExternalCommands: true,
    username: 'Stand-in',
    masterInstanceName: 'Mastersystem',
    _csrfToken: null,
  }
}

/** `/services/browser/<uuid>.json` */
export function renderServicePage(object: Monitored, host: Monitored): object {
  const { service } = object
  return {
    mergedService: { id: 117, uuid: service?.uuid, name: service?.name, host_id: 17 },
    host: { Host: { id: 17, uuid: host.host.uuid, hostname: host.host.name } },
    hoststatus: statusOf(host),
    servicestatus: statusOf(object),
    acknowledgement: acknowledgementOf(object),
    downtime: [],
    hostDowntime: [],
    hostAcknowledgement: acknowledgementOf(host),
    canSubmitExternalCommands: true,
    username: 'Stand-in',
    masterInstanceName: 'Mastersystem',
    _csrfToken: null,
  }
}

/** `/hosts/index.json` */
export function renderHostList(hosts: Monitored[]): object {
  const row = (object: Monitored) => ({
    Host: { id: 17, uuid: object.host.uuid, hostname: object.host.name },
    Hoststatus: statusOf(object),
    Acknowledgement: acknowledgementOf(object),
  })
  return { all_hosts: hosts.map(row), scroll: { page: 1, limit: 25, hasNextPage: false } }
}

function statusOf(object: Monitored): object {
  const { state, output, acknowledgement, inDowntime, flapping } = object
  return {
    currentState: state,
    isFlapping: flapping,
    problemHasBeenAcknowledged: acknowledgement !== undefined,
    scheduledDowntimeDepth: inDowntime ? 1 : 0,
    lastHardState: state,
    output,
    long_output: '',
    acknowledgement_type: acknowledgement ? 2 : 0,
    state_type: 1,
    isHardstate: true,
    isInMonitoring: true,
    humanState: lookOf(object).word.toLowerCase(),
  }
}

/** An empty list where there is none, as PHP writes it. */
function acknowledgementOf({ acknowledgement, state }: Monitored): object {
  if (!acknowledgement) return []
  const { author, comment } = acknowledgement
  return {
    acknowledgement_type: 1,
    author_name: author,
    comment_data: comment,
    is_sticky: true,
    notify_contacts: false,
    persistent_comment: true,
    state,
  }
}
