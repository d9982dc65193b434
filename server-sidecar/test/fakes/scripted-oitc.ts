import { anAnswer, type LoopbackServer, openLoopbackServer, type Reply } from './loopback-server'

/** The few words of openITCOCKPIT that a talk back needs, in its formats, over real HTTP. */
export interface ScriptedOitc extends LoopbackServer {
  acknowledged: boolean
  author: string
  comment: string
  ok: boolean
  /** The commands it took, in order. */
  commands: Record<string, unknown>[]
  /** In place of the next answers to commands or looks; then it goes on as usual. */
  instead: { command: Reply[]; look: Reply[] }
  /** Says yes to commands and does nothing. */
  lies: boolean
}

export async function openScriptedOitc(): Promise<ScriptedOitc> {
  const server = await openLoopbackServer(({ method, text }) => {
    if (method === 'GET') return oitc.instead.look.shift() ?? look(oitc)
    const instead = oitc.instead.command.shift()
    if (instead) return instead
    const body = JSON.parse(text)
    oitc.commands.push(body)
    if (!oitc.lies) take(oitc, body)
    return anAnswer(200, { message: 'Command added successfully to queue' })
  })
  const oitc: ScriptedOitc = Object.assign(server, {
    acknowledged: false,
    author: '',
    comment: '',
    ok: false,
    commands: [],
    instead: { command: [], look: [] },
    lies: false,
  })
  return oitc
}

function take(oitc: ScriptedOitc, body: Record<string, unknown>): void {
  oitc.acknowledged = String(body['command']).startsWith('ACKNOWLEDGE_')
  oitc.author = String(body['author'] ?? '')
  oitc.comment = String(body['comment'] ?? '')
}

function look({ acknowledged, author, comment, ok }: ScriptedOitc): string {
  const status = {
    currentState: ok ? 0 : 2,
    problemHasBeenAcknowledged: acknowledged,
    scheduledDowntimeDepth: 0,
  }
  return anAnswer(200, {
    mergedService: {},
    hoststatus: status,
    servicestatus: status,
    acknowledgement: acknowledged ? { author_name: author, comment_data: comment } : [],
  })
}
