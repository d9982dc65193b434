/** Talking back to openITCOCKPIT 4.8 to 5.3: acknowledging, taking it back, asking how things are. */
import type { SourceId } from '../../domain/alert/alert'
import type { UpstreamRef } from '../../domain/alert/signal'
import type { Source, UpstreamAccess } from '../../domain/source/source'
import {
  type AckRequest,
  type Upstream,
  type UpstreamState,
  UpstreamTrouble,
} from '../../ports/upstream-client'
import type { HttpClient, OutgoingRequest, UpstreamAnswer } from '../http-client'
import { cleanCommandText } from './command-text'
import { parseState } from './schema'

export interface OpenItCockpitNeeds {
  http: HttpClient
  apiKey: (id: SourceId) => Promise<string | undefined>
}

/** Both must be there; only the name is used, for the author of a fixed comment. */
interface ModuleBody {
  user_name: string
  post_id: string
}
/** Joined with `;` in the order of its keys: exactly these, and nothing else. */
type CommandBody = { command: string; hostUuid: string } & Record<string, string | number>
type Call = Pick<OutgoingRequest, 'method' | 'path' | 'body'>

const MODULE = '/mattermost_module/acknowledge'
const COMMAND = '/nagios_module/cmd/submit.json'
/** Ends with the problem, not with the next change of its state. */
const STICKY = 2
/** Anything else sends our own acknowledgement back to us. */
const NOTIFY = 0
const PERSISTENT = 1

export function createOpenItCockpitClient({ http, apiKey }: OpenItCockpitNeeds): Upstream {
  async function call(source: Source, request: Call): Promise<UpstreamAnswer> {
    const access = source.upstream
    const key = await apiKey(source.id)
    if (!access || !key) throw new UpstreamTrouble('not_configured', false)
    // In the query the key would come back in error messages.
    const headers = { Authorization: `X-OITC-API ${key}` }
    return sortAnswer(await http.send({ access, headers, ...request }))
  }

  return {
    async acknowledge(source, ref, ack) {
      const object = objectOf(ref)
      const inWords = { author: textOr('mattermost', ack.author), comment: commentOf(ack) }
      const wanted: UpstreamAccess['way'] = source.upstream?.way ?? 'module'
      const request =
        wanted === 'module' ? renderModuleCall(object, inWords) : renderCommand(object, inWords)
      expectAccepted(await call(source, request))
    },
    async removeAcknowledgement(source, ref) {
      const { hostUuid, serviceUuid } = objectOf(ref)
      const body: CommandBody = serviceUuid
        ? { command: 'REMOVE_SVC_ACKNOWLEDGEMENT', hostUuid, serviceUuid }
        : { command: 'REMOVE_HOST_ACKNOWLEDGEMENT', hostUuid }
      expectAccepted(await call(source, { method: 'POST', path: COMMAND, body }))
    },
    async state(source, ref): Promise<UpstreamState> {
      const { hostUuid, serviceUuid } = objectOf(ref)
      const path = serviceUuid
        ? `/services/browser/${serviceUuid}.json`
        : `/hosts/browser/${hostUuid}.json`
      return parseState((await call(source, { method: 'GET', path })).json)
    },
    async check(source) {
      const { json } = await call(source, { method: 'GET', path: '/hosts/index.json?scroll=true' })
      if (!isRecord(json) || !Array.isArray(json['all_hosts'])) {
        throw new UpstreamTrouble('unexpected_answer', false)
      }
    },
  }
}

interface OitcObject {
  hostUuid: string
  serviceUuid: string | undefined
}
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

function objectOf({ hostUuid, serviceUuid }: UpstreamRef): OitcObject {
  // They become part of an address and of a command.
  for (const uuid of [hostUuid ?? '', ...(serviceUuid === undefined ? [] : [serviceUuid])]) {
    if (!UUID.test(uuid)) throw new UpstreamTrouble('not_found', false)
  }
  return { hostUuid: hostUuid ?? '', serviceUuid }
}

function renderModuleCall({ hostUuid, serviceUuid }: OitcObject, { author }: AckRequest): Call {
  const body: ModuleBody = { user_name: author, post_id: 'none' }
  const path = serviceUuid
    ? `${MODULE}/service.json?hostuuid=${hostUuid}&serviceuuid=${serviceUuid}`
    : `${MODULE}/host.json?uuid=${hostUuid}`
  return { method: 'POST', path, body }
}

function renderCommand({ hostUuid, serviceUuid }: OitcObject, words: AckRequest): Call {
  const how = { sticky: STICKY, notify: NOTIFY, persistent: PERSISTENT, ...words }
  const body: CommandBody = serviceUuid
    ? { command: 'ACKNOWLEDGE_SVC_PROBLEM', hostUuid, serviceUuid, ...how }
    : { command: 'ACKNOWLEDGE_HOST_PROBLEM', hostUuid, ...how }
  return { method: 'POST', path: COMMAND, body }
}

/** Naemon drops a command without a comment, and says nothing. */
function commentOf({ comment }: AckRequest): string {
  return textOr('Acknowledged in Mattermost', comment)
}

function textOr(otherwise: string, text: string): string {
  return cleanCommandText(text) || otherwise
}

/** An answer worth reading, or the trouble it stands for. Its words are never looked at. */
export function sortAnswer(answer: UpstreamAnswer): UpstreamAnswer {
  const { status, location } = answer
  if (status >= 200 && status < 300) return answer
  if (status === 401) throw new UpstreamTrouble('login_refused', false)
  if (status === 403) throw new UpstreamTrouble('forbidden', false)
  if (status === 404) throw new UpstreamTrouble('not_found', false)
  if (status >= 500 || status === 408 || status === 429) {
    throw new UpstreamTrouble('server_error', true)
  }
  // What a key that is not valid gets where JSON was not asked for clearly enough.
  if (status >= 300 && status < 400 && /\/login(?:$|[?/])/.test(location ?? '')) {
    throw new UpstreamTrouble('login_refused', false)
  }
  throw new UpstreamTrouble('unexpected_answer', false)
}

/** A login page, or a proxy's own, comes with 200 too, and is no yes. */
function expectAccepted({ json }: UpstreamAnswer): void {
  if (!isRecord(json)) throw new UpstreamTrouble('unexpected_answer', false)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
